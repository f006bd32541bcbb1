"""What an imported playlist lists that the library does not have."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.dialogs.sheet import Sheet
from app.widgets.line_list import lines_of
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import ImportedPlaylist


class ImportReport(Sheet):
    """A list of what was not found."""

    def __init__(
        self, imported: ImportedPlaylist, theme: Theme, parent: QWidget | None = None
    ) -> None:
        missing, entries = len(imported.missing), len(imported.playlist.entries)
        title = f"{missing:,} of {counted(entries, 'track')} not found"
        super().__init__(theme, "Import playlist", title, QSize(620, 380), parent)
        self.list = lines_of(imported.missing)
        self.list.setAccessibleName("Entries not found")
        self.explain(
            f"“{imported.playlist.name}” was imported. These files are not in your library; they "
            "stay in the playlist, greyed, and come to life if they turn up."
        )
        self.column.addWidget(self.list, 1)
        self.end()
