"""The keyboard: what each key does, wherever the window has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication

if TYPE_CHECKING:
    from app.window import Window

Key = QKeySequence | QKeySequence.StandardKey | Qt.Key


def add_shortcuts(window: Window) -> None:
    """Give the window its keys; fields keep the ones they type with."""
    keys: tuple[tuple[Key, Callable[[], None]], ...] = (
        (QKeySequence.StandardKey.Find, lambda: _search(window)),
        (QKeySequence.StandardKey.Open, window.requests.choose_folder),
        (QKeySequence.StandardKey.New, window.sidebar.new_wanted.emit),
        (QKeySequence.StandardKey.Quit, lambda: _close(window)),
        (QKeySequence.StandardKey.Undo, window.playlists.undo.undo),
        (QKeySequence("Ctrl+Shift+Z"), window.playlists.undo.redo),
        (QKeySequence("Ctrl+Y"), window.playlists.undo.redo),
        (QKeySequence("Ctrl+,"), window.requests.show_settings),
        (QKeySequence("Ctrl+E"), lambda: _export(window)),
        (QKeySequence("Ctrl+L"), window.show_library),
        (QKeySequence("Ctrl+Right"), window.player.next),
        (QKeySequence("Ctrl+Left"), window.player.previous),
        (Qt.Key.Key_Space, lambda: _play_or_press(window)),
        (Qt.Key.Key_Escape, lambda: _escape(window)),
        (Qt.Key.Key_MediaTogglePlayPause, window.player.toggle),
        (Qt.Key.Key_MediaPlay, window.player.toggle),
        (Qt.Key.Key_MediaNext, window.player.next),
        (Qt.Key.Key_MediaPrevious, window.player.previous),
    )
    for key, deed in keys:
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(deed)


def _search(window: Window) -> None:
    window.show_library()
    window.library.search.setFocus()
    window.library.search.selectAll()


def _export(window: Window) -> None:
    for page in (window.playlist, window.rediscover):
        if window.pages.currentWidget() is page and page.model and page.model.entries:
            window.requests.export(page.model)


def _play_or_press(window: Window) -> None:
    """Space presses the button that has the focus; anywhere else it plays or pauses."""
    focused = QApplication.focusWidget()
    if isinstance(focused, QAbstractButton):
        focused.click()
    else:
        window.player.toggle()


def _escape(window: Window) -> None:
    if window.library.search.text():
        window.library.search.clear()
    window.library.table.setFocus()


def _close(window: Window) -> None:
    window.close()
