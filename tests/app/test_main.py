"""The entry point: who is asked for, and who is not let in twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import has_display, is_command, main, parse


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], False),
        (["/music", "/more"], False),
        (["--library", "/home", "/music"], False),
        (["--library=/home"], False),
        (["--library", "/home", "status"], True),
        (["status"], True),
        (["similar", "x", "--json"], True),
        (["--help"], True),
        (["--version"], True),
    ],
)
def test_commands_are_told_from_folders(arguments: list[str], command: bool) -> None:
    assert is_command(arguments) is command


def test_the_window_is_told_its_library_and_folders() -> None:
    wanted = parse(["--library", "/home", "/a", "/b"])
    assert wanted.home == Path("/home")
    assert wanted.folders == (Path("/a"), Path("/b"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")
def test_only_linux_can_lack_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not has_display()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("DISPLAY")
    assert not has_display()


def test_a_command_does_not_import_qt(tmp_path: Path) -> None:
    program = (
        "import sys; from app.__main__ import main; main(['--version']); "
        "print('PySide6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.usefixtures("untrained")
def test_without_a_folder_and_a_display_it_asks_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--library", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "No display here" in told.out
    assert "nearfield ~/Music" in told.err


@pytest.mark.usefixtures("untrained")
def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--library", str(tmp_path / "home"), str(tmp_path / "nowhere")]) == 1
    assert "There is no such folder" in capsys.readouterr().err


WINDOW = """
import os, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import app.application
import engine.library.library
from engine.models.weights import ModelFile
engine.library.library.shipped = lambda: ModelFile.read(Path(sys.argv[2]))
if len(sys.argv) > 3:
    # A message box waits for somebody to press its button.
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QMessageBox
    shown = QMessageBox.open
    def open_and_press(box):
        print(box.text(), flush=True)
        shown(box)
        QTimer.singleShot(0, box.accept)
    QMessageBox.open = open_and_press
else:
    from app.session import Session
    load = Session._load_folders
    def tell(session):
        print("open", flush=True)
        load(session)
    Session._load_folders = tell
sys.exit(app.application.run(Path(sys.argv[1]), []))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_a_second_window_is_refused_and_ctrl_c_ends_the_first(
    tmp_path: Path, small_model: Path
) -> None:
    window = [sys.executable, "-c", WINDOW, str(tmp_path), str(small_model)]
    first = subprocess.Popen(window, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout
        assert first.stdout.readline().strip() == "open"
        second = subprocess.run([*window, "second"], capture_output=True, text=True, timeout=60)
        assert second.returncode == 1
        assert "already open" in second.stdout
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 0
    finally:
        first.kill()
        first.communicate()
