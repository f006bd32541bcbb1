"""Spoilt files through the whole library: each ends ready, or failed with a reason one can read.

`make bench-mutants` does the same with thousands, and says how long they take.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TPE1

from engine.catalog import tag_limits
from engine.catalog.identity import identify
from engine.catalog.pictures import read_picture
from engine.catalog.tags import read_tags
from engine.library import Library
from engine.types import TrackState
from tests.bench import bombs, mutations
from tests.bench.mutants import complaints, is_plain, make
from tests.bench.mutations import DATA, Base, write

SEED = 1
MUTANTS = 200
SHORT = [
    Base(path.suffix, path.read_bytes())
    for path in sorted(DATA.glob("*.*"))
    if path.stem.startswith(("tiny", "silent"))
]
NAMED = dict(bombs.named())


@pytest.fixture
def library(tmp_path: Path, small_model: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", model=small_model) as library:
        yield library


def test_every_mutant_ends_ready_or_failed_for_a_reason(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutations, "HOLE", 1 << 20)  # FFmpeg walks through larger ones for long
    music = tmp_path / "music"
    mutants = [make(number, SEED, SHORT, music) for number in range(MUTANTS)]
    library.folders.add(music)
    library.refresh()
    library.analyse()
    tracks = library.tracks.all()
    assert complaints(mutants, tracks) == []
    assert {track.state for track in tracks} == {TrackState.READY, TrackState.FAILED}


def test_a_mutant_is_the_same_each_time(tmp_path: Path) -> None:
    first, again = (make(7, SEED, SHORT, tmp_path / name) for name in ("a", "b"))
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.path.read_bytes() != SHORT[0].data


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", NAMED)
def test_a_tag_bomb_does_not_hold_up_the_scan(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, NAMED[name]())
    tags = read_tags(path, tmp_path)
    assert tags.title in {path.stem.replace("_", " "), "Tiny", "x"}
    assert identify(path) or name == "id3_absent.mp3"  # a tag that claims the whole file
    picture = read_picture(path)
    assert picture is None or len(picture) < tag_limits.MOST_BYTES


def test_tags_of_an_ordinary_size_are_read_whatever_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    frames = [bombs.id3_frame(b"TXXX", bombs.text(f"{n}\0x")) for n in range(100)]
    chapters = bombs.id3_frame(b"CHAP", b"a\0" + bytes(16))
    pictures = [bombs.id3_frame(b"APIC", b"\0image/png\0\3\0\x89PNG\r\n" + bytes(4 << 20))] * 4
    title = bombs.id3_frame(b"TIT2", bombs.text("Many things"))
    write(path, bombs.id3(*frames, chapters, *pictures, title))
    assert read_tags(path, tmp_path).title == "Many things"
    assert read_picture(path) is not None


def test_a_tag_of_many_artists_is_read_up_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes((DATA / "tiny.mp3").read_bytes())
    id3 = ID3(path)
    id3.add(TPE1(encoding=3, text=[f"Artist {n}" for n in range(100)]))
    id3.save()
    assert read_tags(path, tmp_path).artist.startswith("Artist 0, Artist 1, ")


@pytest.mark.parametrize(
    "reason", ["", "no", "ValueError: bad.", "Failed ([Errno 5]).", "divmod() failed.", "None."]
)
def test_a_reason_for_programmers_would_be_noticed(reason: str) -> None:
    assert not is_plain(reason)
    assert is_plain("The file is empty.")
