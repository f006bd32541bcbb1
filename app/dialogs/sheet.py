"""Sheet: a dialog that shows something and is closed; what is done in it is done at once.

Its title, what a subclass adds to `column`, and a row of buttons at whose end stands the one that
closes it.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.widgets.buttons import label, text_button
from app.widgets.theme import Theme


class Sheet(QDialog):
    """`name` is the window's, `title` stands over the content."""

    def __init__(
        self, theme: Theme, name: str, title: str, size: QSize, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.resize(size)
        self.title = label(title, "title")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 22, 24, 18)
        self.column.setSpacing(12)
        self.column.addWidget(self.title)
        self._theme = theme
        self._only_closed = False

    def explain(self, text: str) -> QLabel:
        """Add a paragraph."""
        words = label(text, "muted")
        words.setWordWrap(True)
        self.column.addWidget(words)
        return words

    def end(self, *buttons: QPushButton, close: str = "Close") -> None:
        """Add the row of buttons; the one that closes is the main one where it is the only one."""
        self._only_closed = not buttons
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        closing = text_button(self._theme, close, role="" if buttons else "primary")
        closing.clicked.connect(self.accept)
        row.addStretch()
        row.addWidget(closing)
        self.column.addLayout(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses the button that has the focus and no other, unless one can only close."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._only_closed:
            event.accept()
        else:
            super().keyPressEvent(event)
