"""The shelf: the list of saved playlists in the sidebar.

Tracks can be dropped on a playlist; held over one for a moment, it opens, so that they can be
dropped between its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStyleOptionViewItem, QWidget

from app.library.rows import ROOT, Index
from app.playlists.saved import Playlists
from app.widgets.dragging import TRACKS, dragged_tracks
from app.widgets.row_delegate import RIGHT, RowDelegate, draw_text, sized
from app.widgets.theme import Theme
from engine.types import Playlist

PLAYLIST: Final = Qt.ItemDataRole.UserRole + 3
SPRING: Final = 600
"""Milliseconds until a playlist held over opens."""


class ShelfModel(QAbstractListModel):
    """The saved playlists, as Qt lists them."""

    def __init__(self, playlists: Playlists, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playlists = playlists
        self._shown: Sequence[Playlist] = ()
        playlists.listed.connect(self._show)

    def _show(self, playlists: Sequence[Playlist]) -> None:
        same = [p.id for p in playlists] == [p.id for p in self._shown]
        if not same:
            self.beginResetModel()
        self._shown = playlists
        if not same:
            self.endResetModel()
        elif playlists:
            self.dataChanged.emit(self.index(0), self.index(len(playlists) - 1))

    def row_of(self, playlist_id: int) -> int:
        """Where a playlist stands; -1 if it does not."""
        ids = [playlist.id for playlist in self._shown]
        return ids.index(playlist_id) if playlist_id in ids else -1

    def rowCount(self, parent: Index = ROOT) -> int:
        """Playlists."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The playlist or its name."""
        playlist = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return playlist.name
        return playlist if role == PLAYLIST else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Rename a playlist in place."""
        model = self._playlists.model(self._shown[index.row()].id)
        if model:
            model.rename(str(value))
        return model is not None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Playlists can be renamed and dropped upon."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemIsDropEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """What can be dropped on a playlist."""
        return [TRACKS]

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Put the dropped tracks at the end of the playlist."""
        tracks = dragged_tracks(data)
        if not parent.isValid() or not tracks:
            return False
        self._playlists.add(self._shown[parent.row()].id, tracks)
        return True


class ShelfDelegate(RowDelegate):
    """A playlist's icon, name and number of tracks."""

    open_id: int | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as every other."""
        return QSize(100, 34)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row."""
        playlist: Playlist = index.data(PLAYLIST)
        area = option.rect
        is_open = playlist.id == self.open_id
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_open or index.row() == self.hovered_row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colour("raised" if is_open else "hover"))
            painter.drawRoundedRect(area.adjusted(10, 1, -10, -1), 8, 8)
        inner = area.adjusted(20, 0, -22, 0)
        icon = self.theme.icon("playlist", "accent" if is_open else "muted")
        icon.paint(painter, inner.left(), inner.center().y() - 8, 17, 17)
        number = sized(option.font, 11)
        faint = self.theme.colour("faint")
        draw_text(painter, inner, str(len(playlist.entries)), faint, number, RIGHT)
        name = inner.adjusted(28, 0, -30, 0)
        colour = self.theme.colour("text" if is_open else "muted")
        draw_text(painter, name, playlist.name, colour, option.font)
        painter.restore()


class Shelf(QListView):
    """The list in the sidebar."""

    opened = Signal(int)

    def __init__(self, playlists: Playlists, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playlists = playlists
        self.setAccessibleName("Playlists")
        self.setModel(ShelfModel(playlists, self))
        self._delegate = ShelfDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._spring = QTimer(self, singleShot=True, interval=SPRING)
        self._spring.timeout.connect(lambda: self._open(self._delegate.hovered_row))
        self.clicked.connect(lambda index: self._open(index.row()))
        self.activated.connect(lambda index: self._open(index.row()))
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))

    def mark_open(self, playlist_id: int | None) -> None:
        """Show which playlist is open."""
        self._delegate.open_id = playlist_id
        self.viewport().update()

    def _open(self, row: int) -> None:
        if 0 <= row < self.model().rowCount():
            self.opened.emit(self.model().index(row, 0).data(PLAYLIST).id)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self._spring.stop()
            self.viewport().update()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Open the playlist that something is held over."""
        super().dragMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())
        if not self._spring.isActive():
            self._spring.start()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is held over a playlist any more."""
        super().dragLeaveEvent(event)
        self._hover(-1)
        self._spring.stop()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped: no need to open anything."""
        self._spring.stop()
        super().dropEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open, rename or delete a playlist."""
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        playlist: Playlist = index.data(PLAYLIST)
        menu = QMenu(self)
        menu.addAction("Open", lambda: self.opened.emit(playlist.id))
        menu.addAction("Rename", lambda: self.edit(index))
        menu.addSeparator()
        menu.addAction("Delete", lambda: self._playlists.delete(playlist.id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
