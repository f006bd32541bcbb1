"""Showing a file where it lies, on a session bus of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-run-session") is None, reason="dbus-run-session is not installed"
)

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication
import app.file_manager as file_manager

application = QGuiApplication([])
file_manager.open_folder = lambda path: print("folder", path, flush=True) or application.quit()


@ClassInfo({"D-Bus Interface": "org.freedesktop.FileManager1"})
class FileManager(QObject):
    @Slot("QStringList", str)
    def ShowItems(self, addresses, startup):
        print("items", *addresses, flush=True)
        application.quit()


manager, bus = FileManager(), QDBusConnection.sessionBus()
if sys.argv[2] == "there":
    place = "/org/freedesktop/FileManager1"
    assert bus.registerObject(place, manager, QDBusConnection.RegisterOption.ExportAllSlots)
    assert bus.registerService("org.freedesktop.FileManager1")
QTimer.singleShot(0, lambda: file_manager.show_in_file_manager(Path(sys.argv[1])))
QTimer.singleShot(20_000, application.quit)
application.exec()
"""


def shown(path: Path, manager: str) -> str:
    command = ["dbus-run-session", "--", sys.executable, "-c", PROGRAM, str(path), manager]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_file_manager_is_asked_to_select_the_file(tmp_path: Path) -> None:
    assert (
        shown(tmp_path / "Jóga 1.flac", "there") == f"items {tmp_path.as_uri()}/J%C3%B3ga%201.flac"
    )


def test_without_one_the_folder_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    assert shown(path, "absent") == f"folder {path}"
