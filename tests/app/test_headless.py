"""Without a display, on real files, with the real library."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.headless import choose_seed, run
from app.screenshot import main as take_screenshot
from engine.errors import NearfieldError
from engine.types import Tags, Track, TrackState

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Four real files that can be listened to and one that cannot."""
    folder = tmp_path / "music"
    folder.mkdir()
    for name in ("tiny.flac", "tiny.mp3", "tiny.ogg", "tiny.wav", "mislabelled.mp3"):
        shutil.copy(DATA / name, folder)
    return folder


@pytest.mark.usefixtures("untrained", "qapp")
def test_it_does_the_whole_job(
    music: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    assert run(home, [music]) == 0
    told = capsys.readouterr().out
    assert "No display here" in told
    assert "What sounds like" in told
    assert "Failed: " in told
    assert "mislabelled.mp3" in told
    written = (tmp_path / "nearfield-out" / "radio.m3u8").read_text(encoding="utf-8").splitlines()
    paths = [Path(line) for line in written if not line.startswith("#")]
    assert paths
    assert all(path.is_file() for path in paths)
    picture = QImage(str(tmp_path / "nearfield-out" / "window.png"))
    assert (picture.width(), picture.height()) == (1280, 800)
    assert run(home, [music]) == 0, "a second run has nothing to do and does not mind"
    picture_of_home = tmp_path / "again.png"
    arguments = ["--library", str(home), "--track", "tiny", "--size", "900x600"]
    assert take_screenshot([*arguments, str(picture_of_home)]) == 0
    assert QImage(str(picture_of_home)).width() == 900


@pytest.mark.usefixtures("untrained")
def test_a_folder_without_music_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(tmp_path / "home", [empty]) == 1
    assert "No music was found" in capsys.readouterr().err


@pytest.mark.usefixtures("untrained")
def test_a_bug_of_ours_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("vectors of different lengths")

    monkeypatch.setattr("app.headless._work", broken)
    assert run(tmp_path / "home", []) == 2
    assert "a bug in Nearfield" in capsys.readouterr().err


def track(number: int, path: str, state: TrackState = TrackState.READY) -> Track:
    return Track(number, 1, Path(path), Tags(path), state)


def test_the_seed_is_of_the_folder_just_named() -> None:
    tracks = [
        track(1, "/a/1"),
        track(2, "/b/2"),
        track(3, "/b/1"),
        track(4, "/b/0", TrackState.FAILED),
    ]
    assert choose_seed(tracks, [Path("/b")]).id == 3
    assert choose_seed(tracks, []).id == 1
    with pytest.raises(NearfieldError, match="could be listened to"):
        choose_seed(tracks[3:], [Path("/b")])
