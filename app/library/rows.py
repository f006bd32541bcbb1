"""The library table's model: shows one `Listing`, made elsewhere, and swaps it for the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.library.catalogue import Column, Listing
from app.widgets.dragging import DraggableTracks
from app.widgets.phrases import STATE_NAMES, clock, trouble
from engine.types import Track

Index = QModelIndex | QPersistentModelIndex

ROOT: Final = QModelIndex()

TRACK: Final = Qt.ItemDataRole.UserRole
"""The role under which every list of tracks gives the track itself."""

HEADINGS: Final = ("Title", "Artist", "Album", "Genre", "Year", "Length", "State")
RIGHT: Final = {Column.YEAR, Column.LENGTH}


class TrackTable(DraggableTracks, QAbstractTableModel):
    """The rows of a listing; sorting and searching happen before it gets here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = Listing()

    @property
    def listing(self) -> Listing:
        """What is shown now."""
        return self._listing

    def show(self, listing: Listing) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._listing = listing
        self.endResetModel()

    def refresh(self, listing: Listing, touched: Sequence[int]) -> None:
        """Show the same rows in the same places, of which the `touched` ones look different."""
        self._listing = listing
        for row in touched:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def track(self, row: int) -> Track:
        """The track in a row."""
        return self._listing.rows[row].track

    def rowCount(self, parent: Index = ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._listing.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns of `Column`."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, alignment or the track of a cell."""
        track = self.track(index.row())
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(track, column)
        if role == TRACK:
            return track
        if role == Qt.ItemDataRole.ToolTipRole:
            return trouble(track) or cell(track, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The columns' headings."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADINGS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if section in RIGHT else Qt.AlignmentFlag.AlignLeft
                )
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


def cell(track: Track, column: Column) -> str:
    """What a cell says."""
    tags = track.tags
    match column:
        case Column.TITLE:
            return tags.title
        case Column.ARTIST:
            return tags.artist
        case Column.ALBUM:
            return tags.album
        case Column.GENRE:
            return tags.genre
        case Column.YEAR:
            return str(tags.year or "")
        case Column.LENGTH:
            return clock(tags.duration)
        case Column.STATE:
            return STATE_NAMES[track.state]
