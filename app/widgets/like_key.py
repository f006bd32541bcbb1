"""LikeKey: when the key L, pressed in a list of tracks, means to like the selected ones.

A letter typed into a list also looks for the row that begins so: in the middle of a word, L is
that word's.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication


class LikeKey:
    """Follows the keys that one list is given."""

    def __init__(self) -> None:
        self._typed = QElapsedTimer()

    def pressed(self, event: QKeyEvent) -> bool:
        """Whether this key likes; ask for each key."""
        alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_L and alone and not self._typing():
            return not event.isAutoRepeat()
        if event.text().isprintable() and event.text():
            self._typed.start()
        return False

    def _typing(self) -> bool:
        interval = QApplication.keyboardInputInterval()
        return self._typed.isValid() and self._typed.elapsed() < interval
