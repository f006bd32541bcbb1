"""What is left alone is out of sight, and comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalog.ignoring import Rules, steps, usable
from engine.catalog.scan import scan
from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.types import Change, Folder, TrackState, Within
from tests.engine.catalog.scanned import MODEL, hear, missing, song, tracks

NAMES = ("a/1.mp3", "a/2.mp3", "Talk/x/1.mp3", "Talk/2.mp3", "single.mp3")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for number, name in enumerate(NAMES):
        song(tmp_path / "Music" / name, number)
    return tmp_path / "Music"


@pytest.fixture
def folder(store: Store, music: Path) -> Folder:
    """Scanned and listened to."""
    folder = store.add_folder(music)
    scan(store, folder)
    hear(store, *tracks(store).values())
    return folder


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["Talk/"], {"a/1.mp3", "a/2.mp3", "single.mp3"}),
        (["/Talk"], {"a/1.mp3", "a/2.mp3", "single.mp3"}),
        (["1.mp3"], {"a/2.mp3", "Talk/2.mp3", "single.mp3"}),
        (["/1.mp3"], set(NAMES)),
        (["a/*.mp3", "!a/1.mp3"], {"a/1.mp3", "Talk/x/1.mp3", "Talk/2.mp3", "single.mp3"}),
        (["**/x"], {"a/1.mp3", "a/2.mp3", "Talk/2.mp3", "single.mp3"}),
        (["*.mp3"], set()),
        (["# Talk/", ""], set(NAMES)),
    ],
)
def test_patterns_hide_what_they_name_until_they_go(
    store: Store, folder: Folder, patterns: list[str], left: set[str]
) -> None:
    before = tracks(store)
    hidden = frozenset(track.id for name, track in before.items() if name not in left)
    store.settings.keep_ignored(tuple(patterns))
    assert scan(store, folder) == Change(removed=hidden)
    assert set(tracks(store)) == left
    assert missing(store) == []
    assert not scan(store, folder)
    store.settings.keep_ignored(())
    assert scan(store, folder) == Change(tracks=hidden)
    assert tracks(store) == before
    assert {track.state for track in before.values()} == {TrackState.READY}


@pytest.mark.parametrize("mark", [".nomusic", ".nomedia"])
def test_a_marked_folder_is_left_alone_with_all_below_it(
    store: Store, folder: Folder, music: Path, mark: str
) -> None:
    before = tracks(store)
    (music / "Talk" / mark).touch()
    assert len(scan(store, folder).removed) == 2
    assert set(tracks(store)) == {"a/1.mp3", "a/2.mp3", "single.mp3"}
    assert missing(store) == []
    assert len(store.parts.ids(Within())) == 3
    assert not scan(store, folder)
    (music / "Talk" / mark).unlink()
    scan(store, folder)
    assert tracks(store) == before


def test_nothing_of_an_ignored_folder_is_read_or_listened_to(
    store: Store, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (music / "Talk" / ".nomusic").touch()
    store.settings.keep_ignored(("single.mp3",))
    folder = store.add_folder(music)
    scan(store, folder)
    assert set(tracks(store)) == {"a/1.mp3", "a/2.mp3"}
    assert len(store.embeddings.due(MODEL)) == 2


def test_what_became_ignored_before_it_was_heard_is_not_due(store: Store, music: Path) -> None:
    folder = store.add_folder(music)
    scan(store, folder)
    store.settings.keep_ignored(("Talk/",))
    scan(store, folder)
    assert len(store.embeddings.due(MODEL)) == 3


def test_missing_tracks_that_are_to_be_left_alone_are_hidden_too(
    store: Store, folder: Folder, music: Path
) -> None:
    (music / "Talk" / "2.mp3").unlink()
    scan(store, folder)
    assert len(missing(store)) == 1
    store.settings.keep_ignored(("Talk/",))
    scan(store, folder)
    assert missing(store) == []
    store.settings.keep_ignored(())
    scan(store, folder)
    assert len(missing(store)) == 1


def test_what_went_while_it_was_ignored_is_missing_afterwards(
    store: Store, folder: Folder, music: Path
) -> None:
    store.settings.keep_ignored(("Talk/",))
    scan(store, folder)
    for name in ("x/1.mp3", "2.mp3"):
        (music / "Talk" / name).unlink()
    (music / "Talk" / "x").rmdir()
    (music / "Talk").rmdir()
    assert not scan(store, folder)
    store.settings.keep_ignored(())
    scan(store, folder)
    assert len(missing(store)) == 2


def test_a_file_moved_out_of_an_ignored_folder_keeps_its_track(
    store: Store, folder: Folder, music: Path
) -> None:
    before = tracks(store)["Talk/2.mp3"]
    (music / "Talk" / ".nomusic").touch()
    scan(store, folder)
    (music / "Talk" / "2.mp3").rename(music / "out.mp3")
    scan(store, folder)
    assert tracks(store)["out.mp3"].id == before.id
    assert tracks(store)["out.mp3"].state is TrackState.READY


def test_a_copy_of_an_ignored_file_does_not_take_its_track(
    store: Store, folder: Folder, music: Path
) -> None:
    before = tracks(store)["Talk/2.mp3"]
    (music / "Talk" / ".nomusic").touch()
    scan(store, folder)
    (music / "copy.mp3").write_bytes((music / "Talk" / "2.mp3").read_bytes())
    scan(store, folder)
    (music / "Talk" / ".nomusic").unlink()
    scan(store, folder)
    assert tracks(store)["Talk/2.mp3"].id == before.id
    assert tracks(store)["copy.mp3"].id != before.id


@pytest.mark.parametrize("pattern", ["[", "a[", "!", "\\", "[z-a]", "/"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str) -> None:
    with pytest.raises(NearfieldError, match="cannot be used"):
        usable(["*.wav", pattern])


def test_empty_patterns_are_left_out() -> None:
    assert usable(["*.wav", "", "  ", "# a remark"]) == ("*.wav", "# a remark")
    assert not Rules(()).match("a.mp3")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.mp3", ["a.mp3"]), ("a/b/c.mp3", ["a/", "a/b/", "a/b/c.mp3"]), ("a/b/", ["a/", "a/b/"])],
)
def test_the_steps_to_a_path(path: str, expected: list[str]) -> None:
    assert list(steps(path)) == expected
