"""Hint: an icon, a headline and a line of help where a list has nothing to show."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.widgets.buttons import label
from app.widgets.theme import Theme

WIDEST: Final = 420
LOGO: Final = "nearfield"


class Hint(QWidget):
    """Says in the middle of an empty area why it is empty and what fills it."""

    def __init__(
        self, theme: Theme, button: QPushButton | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self.title, self.text = QLabel(), label("", "title"), label("", "muted")
        inner = QVBoxLayout()
        inner.setSpacing(10)
        for line in (self._icon, self.title, self.text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setWordWrap(True)
            inner.addWidget(line)
        if button:
            inner.addSpacing(14)
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QWidget()
        middle.setLayout(inner)
        middle.setMaximumWidth(WIDEST)
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        sides = QHBoxLayout()
        sides.setContentsMargins(20, 0, 20, 0)
        sides.addWidget(middle)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(sides)
        column.addStretch(3)

    def show_hint(self, icon: str, title: str, text: str) -> None:
        """Say something else."""
        scale = self.devicePixelRatioF()
        size = 64 if icon == LOGO else 40
        self._icon.setPixmap(self._theme.pixmap(icon, size, "faint", scale))
        self.title.setText(title)
        self.text.setText(text)
