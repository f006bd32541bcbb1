"""What an imported playlist lists that the library does not have."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.widgets.buttons import label, text_button
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import ImportedPlaylist


class ImportReport(QDialog):
    """A list of what was not found."""

    def __init__(
        self, imported: ImportedPlaylist, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import playlist")
        self.resize(620, 380)
        self.list = QListWidget()
        self.list.setAccessibleName("Entries not found")
        self.list.addItems(list(imported.missing))
        close = text_button(theme, "Close", role="primary")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(12)
        missing, entries = len(imported.missing), len(imported.playlist.entries)
        title = f"{missing:,} of {counted(entries, 'track')} not found"
        column.addWidget(label(title, "title"))
        text = label(
            f"“{imported.playlist.name}” was imported. These files are not in your library; they "
            "stay in the playlist, greyed, and come to life if they turn up.",
            "muted",
        )
        text.setWordWrap(True)
        column.addWidget(text)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
