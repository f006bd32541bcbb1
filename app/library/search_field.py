"""The field over the library in which is searched; Return and the Down key lead on to the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.library.listing import MARK
from app.library.tag_completer import TagCompleter
from app.widgets.theme import Theme


class SearchField(QLineEdit):
    """Completes tags; what is typed comes with `textChanged`."""

    left = Signal()
    """On to what was found."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search title, artist, album, genre")
        self.setAccessibleName("Search the library")
        self.setToolTip(f"{MARK}piano finds what sounds of a piano")
        self.tags = TagCompleter(self)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(150)
        self.setMaximumWidth(320)
        self.addAction(theme.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.returnPressed.connect(self.left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down is the completions' while there are some."""
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)
