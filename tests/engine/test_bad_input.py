"""Every kind of bad input, through the whole library: a clear state, and the rest unharmed."""

from __future__ import annotations

import os
import shutil
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.library import Library
from engine.types import Track, TrackState

DATA = Path(__file__).parents[1] / "data"
TEN_HOURS = 36_000
RATE = 8_000


@pytest.fixture
def music() -> Iterator[Path]:
    """A folder with one good file, so that each test sees that it is not held up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # unlike pytest's folders, one that others may look into
        shutil.copy(DATA / "tiny.flac", folder / "good.flac")
        yield folder


@pytest.fixture
def library(tmp_path: Path, small_model: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", model=small_model) as library:
        yield library


def run(library: Library, music: Path) -> dict[str, Track]:
    """Scan and analyse; the good file must be ready whatever lies beside it."""
    library.folders.add(music)
    library.refresh()
    library.analyse()
    tracks = {track.path.name: track for track in library.tracks.all()}
    assert tracks["good.flac"].state is TrackState.READY
    return tracks


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("mislabelled.mp3", "not an audio file"),
        ("truncated.flac", "cut short"),
        ("truncated.mp3", "cut short"),
        ("empty.mp3", "empty"),
    ],
)
def test_a_file_without_sound_fails_and_says_why(
    library: Library, music: Path, source: str, reason: str
) -> None:
    shutil.copy(DATA / source, music)
    track = run(library, music)[source]
    assert track.state is TrackState.FAILED
    assert reason in track.reason


def test_audio_of_zero_length_fails(library: Library, music: Path) -> None:
    _write_wave(music / "silent.wav", samples=0)
    track = run(library, music)["silent.wav"]
    assert (track.state, track.reason != "") == (TrackState.FAILED, True)


def test_a_file_of_ten_hours_is_heard_like_any_other(library: Library, music: Path) -> None:
    _write_wave(music / "long.wav", samples=0)
    size = TEN_HOURS * RATE * 2
    with (music / "long.wav").open("r+b") as file:
        file.seek(4)
        file.write((36 + size).to_bytes(4, "little"))
        file.seek(40)
        file.write(size.to_bytes(4, "little"))
        file.truncate(44 + size)  # sparse: the silence takes no room on the disk
    track = run(library, music)["long.wav"]
    assert track.state is TrackState.READY
    assert track.tags.duration == pytest.approx(TEN_HOURS)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_a_file_one_may_not_read_fails_until_one_may(library: Library, music: Path) -> None:
    shutil.copy(DATA / "tiny.mp3", music / "secret.mp3")
    (music / "secret.mp3").chmod(0)
    library.folders.add(music)
    with _as_nobody_special():
        library.refresh()
    library.analyse()
    track = _named(library, "secret.mp3")
    assert (track.state, track.reason) == (TrackState.FAILED, "No permission to read this file.")
    (music / "secret.mp3").chmod(0o644)
    assert run(library, music)["secret.mp3"].state is TrackState.READY


def test_a_name_that_is_not_utf8_is_a_track(library: Library, music: Path) -> None:
    name = os.fsdecode(b"caf\xe9 - d\xe9j\xe0 vu.mp3")
    try:
        shutil.copy(DATA / "tiny.mp3", music / name)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    track = run(library, music)[name]
    assert track.state is TrackState.READY
    playlist = library.playlists.export([], music / "p.m3u8")
    assert playlist.exists()
    assert library.tracks.find(str(track.path)) == [track]


def test_a_loop_of_links_ends(library: Library, music: Path) -> None:
    (music / "loop").symlink_to(music, target_is_directory=True)
    (music / "dangling.mp3").symlink_to(music / "nowhere.mp3")
    assert list(run(library, music)) == ["good.flac"]


def test_a_path_of_250_characters(library: Library, music: Path) -> None:
    deep = music / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    name = "n" * 200 + ".mp3"
    shutil.copy(DATA / "tiny.mp3", deep / name)
    assert len(str((deep / name).relative_to(music))) > 250
    assert run(library, music)[name].state is TrackState.READY


def _named(library: Library, name: str) -> Track:
    return next(track for track in library.tracks.all() if track.path.name == name)


@contextmanager
def _as_nobody_special() -> Iterator[None]:
    """Without root's right to read everything, where the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def _write_wave(path: Path, samples: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"\0\0" * samples)
