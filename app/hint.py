"""Hint: an icon, a headline and a line of help where a list has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.buttons import label
from app.theme import Theme


class Hint(QWidget):
    """Says in the middle of an empty area why it is empty and what fills it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel()
        self.title = label("", "title")
        self.text = label("", "muted")
        self.text.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(28, 24, 28, 24)
        self.column.setSpacing(8)
        self.column.addStretch(2)
        for line in (self._icon, self.title, self.text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.column.addWidget(line)
        self.column.addStretch(3)

    def show_hint(self, icon: str, title: str, text: str) -> None:
        """Say something else."""
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(icon, 40, "faint", scale))
        self.title.setText(title)
        self.title.setWordWrap(True)
        self.text.setText(text)
