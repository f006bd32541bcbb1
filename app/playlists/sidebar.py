"""The sidebar: the places of the window. The library, the playlists, the folders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.playlists.saved import Playlists
from app.playlists.shelf import Shelf
from app.widgets.buttons import icon_button, label, text_button
from app.widgets.theme import Theme


class Sidebar(QFrame):
    """Where to go; more places get their button here."""

    library_wanted = Signal()
    rediscover_wanted = Signal()
    playlist_wanted = Signal(int)
    new_wanted = Signal()
    import_wanted = Signal()
    folders_wanted = Signal()
    settings_wanted = Signal()
    learning_wanted = Signal()
    imports_wanted = Signal()

    def __init__(self, playlists: Playlists, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.shelf = Shelf(playlists, theme)
        self.shelf.opened.connect(self.playlist_wanted)
        self.library = text_button(theme, "Library", "library", "place")
        self.library.setCheckable(True)
        self.library.clicked.connect(self.library_wanted)
        self.rediscover = text_button(theme, "Rediscover", "rediscover", "place")
        self.rediscover.setCheckable(True)
        self.rediscover.setToolTip("What you loved and have not heard for two months")
        self.rediscover.clicked.connect(self.rediscover_wanted)
        self.folders = text_button(theme, "Music folders…", "folder", "place")
        self.folders.clicked.connect(self.folders_wanted)
        self.settings = text_button(theme, "Settings…", "settings", "place")
        self.settings.clicked.connect(self.settings_wanted)
        self.learning = text_button(theme, "Learn my library…", "listen", "place")
        self.learning.clicked.connect(self.learning_wanted)
        self.imports = text_button(theme, "Imports…", "import", "place")
        self.imports.clicked.connect(self.imports_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(2)
        column.addLayout(self._wordmark(theme))
        column.addSpacing(14)
        column.addLayout(_indented(self.library))
        column.addLayout(_indented(self.rediscover))
        column.addSpacing(16)
        column.addLayout(self._playlists_heading(theme))
        column.addWidget(self.shelf, 1)
        column.addLayout(_indented(self.learning))
        column.addLayout(_indented(self.imports))
        column.addLayout(_indented(self.folders))
        column.addLayout(_indented(self.settings))
        self.show_library()

    def show_library(self) -> None:
        """Mark the library as the place shown."""
        self._mark(self.library)

    def show_rediscover(self) -> None:
        """Mark what comes back as the place shown."""
        self._mark(self.rediscover)

    def show_playlist(self, playlist_id: int) -> None:
        """Mark a playlist as the place shown."""
        self._mark(None, playlist_id)

    def _mark(self, shown: QPushButton | None, playlist_id: int | None = None) -> None:
        for place in (self.library, self.rediscover):
            place.setChecked(place is shown)
        self.shelf.mark_open(playlist_id)

    def _wordmark(self, theme: Theme) -> QHBoxLayout:
        logo, name = QLabel(), QLabel("Nearfield")
        logo.setPixmap(theme.icon("nearfield").pixmap(QSize(24, 24), self.devicePixelRatioF()))
        name.setObjectName("wordmark")
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(logo)
        row.addWidget(name, 1)
        return row

    def _playlists_heading(self, theme: Theme) -> QHBoxLayout:
        create = icon_button(theme, "plus", "New playlist", 16)
        bring_in = icon_button(theme, "import", "Import playlists…", 16)
        create.clicked.connect(self.new_wanted)
        bring_in.clicked.connect(self.import_wanted)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 12, 2)
        row.setSpacing(0)
        row.addWidget(label("PLAYLISTS", "section"), 1)
        row.addWidget(bring_in)
        row.addWidget(create)
        return row


def _indented(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(10, 0, 10, 0)
    row.addWidget(widget)
    row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return row
