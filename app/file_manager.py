"""Showing a file where it lies, in the way of each desktop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

FILE_MANAGER: Final = "org.freedesktop.FileManager1"
PATIENCE: Final = 3_000
"""Milliseconds the file manager may take to answer; it may have to be started."""


def show_in_file_manager(path: Path) -> None:
    """Open the file's folder; with the file selected where the desktop knows how."""
    if sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])
    elif sys.platform == "win32":
        subprocess.Popen(["explorer", "/select,", str(path)])
    elif not ask_over_dbus(path):
        open_folder(path)


def open_folder(path: Path) -> None:
    """Open the folder a file lies in, without pointing at the file."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def ask_over_dbus(path: Path) -> bool:
    """Have the desktop's file manager select the file; False if there is nobody to ask.

    Does not wait for the answer; if that is an error, the folder is opened instead.
    """
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
    except ImportError:  # a part of Qt of its own, which not every system has
        return False
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    place = "/org/freedesktop/FileManager1"
    message = QDBusMessage.createMethodCall(FILE_MANAGER, place, FILE_MANAGER, "ShowItems")
    message.setArguments([[path.as_uri()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message, PATIENCE))
    _asked.add(watcher)

    def answered() -> None:
        _asked.discard(watcher)
        if watcher.isError():
            open_folder(path)

    watcher.finished.connect(answered)
    return True


_asked: Final = set[object]()
"""Questions on their way, which Python would throw away."""
