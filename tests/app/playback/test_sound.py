"""QtMultimedia itself, on a machine that may have no sound device."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.playback.sound import Sound

# What Qt and FFmpeg remark on files and missing sound devices is not what is tested here.
REMARKS = "."

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.qt_log_ignore(REMARKS)
def test_it_plays_a_file_to_its_end(qtbot: QtBot) -> None:
    sound = Sound()
    sound.set_volume(0.0)
    lengths: list[float] = []
    sound.stretched.connect(lengths.append)
    with qtbot.waitSignal(sound.ended, timeout=20_000):
        sound.load(DATA / "tiny.flac")
    assert lengths
    assert 0 < lengths[-1] < 10
    sound.stop()


@pytest.mark.qt_log_ignore(REMARKS)
def test_it_says_what_it_cannot_play(qtbot: QtBot, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.mp3"
    garbage.write_bytes(b"this is no music" * 64)
    sound = Sound()
    with qtbot.waitSignal(sound.failed, timeout=20_000) as told:
        sound.load(garbage)
    assert told.args[0]
    sound.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere names are text")
@pytest.mark.qt_log_ignore(REMARKS)
def test_it_plays_a_file_whose_name_is_no_text(qtbot: QtBot, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.flac")
    shutil.copy(DATA / "tiny.flac", odd)
    sound = Sound()
    sound.set_volume(0.0)
    with qtbot.waitSignal(sound.ended, timeout=20_000):
        sound.load(odd)
    sound.stop()
    odd.unlink()
    with qtbot.waitSignal(sound.failed, timeout=20_000):
        sound.load(odd)
