"""TrackList: the list view that neighbours and playlists share.

One column of rows drawn by a `RowDelegate`; knows which row the pointer is over, and turns keys
and clicks into what they mean for tracks.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.library.rows import TRACK, Index
from app.widgets.like_key import LikeKey
from app.widgets.row_delegate import RowDelegate
from engine.types import Track


class TrackList(QListView):
    """Rows that are tracks."""

    chosen = Signal(object)
    """The track that was clicked or moved to."""
    played = Signal(int)
    """The row that is to be played."""
    like_wanted = Signal(object)
    """The tracks that should be liked, or no longer."""
    deleted = Signal(object)
    """The rows that are to be taken out."""

    def __init__(
        self,
        name: str,
        delegate: RowDelegate,
        menu: Callable[[list[Track], QPoint], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._menu = menu
        self._like_key = LikeKey()
        self.setAccessibleName(name)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.clicked.connect(self._chose)
        self.doubleClicked.connect(lambda index: self.played.emit(index.row()))
        self.entered.connect(lambda index: self._hover(index.row()))

    def selected_rows(self) -> list[int]:
        """The selected rows, from the top."""
        return sorted(index.row() for index in self.selectedIndexes())

    def selected_tracks(self) -> list[Track]:
        """The tracks of the selected rows, from the top."""
        found = (self.model().index(row, 0).data(TRACK) for row in self.selected_rows())
        return [track for track in found if track]

    def set_playing(self, track_id: int | None) -> None:
        """Mark the track that plays."""
        self._delegate.playing_id = track_id
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """The arrow keys choose, as a click does; only to be looked at is not to be chosen."""
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid() and self.selectionModel().isSelected(current):
            self._chose(current)

    def _chose(self, index: Index) -> None:
        if track := index.data(TRACK):
            self.chosen.emit(track)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays, L likes, Delete takes out."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.played.emit(self.currentIndex().row())
        elif self._like_key.pressed(event):
            self.like_wanted.emit(self.selected_tracks())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selected_rows():
            self.deleted.emit(self.selected_rows())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected tracks."""
        if tracks := self.selected_tracks():
            self._menu(tracks, event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Leave the last row when the pointer is below it."""
        super().mouseMoveEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self._hover(-1)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is pointed at any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        self._delegate.hovered_row = row
        self.viewport().update()
