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

from app.library.listing import Listing
from app.library.sorting import Column
from app.widgets.dragging import DraggableTracks
from app.widgets.phrases import STATE_NAMES, clock, day, moment, trouble
from engine.types import Track

Index = QModelIndex | QPersistentModelIndex

ROOT: Final = QModelIndex()

TRACK: Final = Qt.ItemDataRole.UserRole
"""The role under which every list of tracks gives the track itself."""

HEADINGS: Final = {
    Column.TITLE: "Title",
    Column.ARTIST: "Artist",
    Column.ALBUM: "Album",
    Column.GENRE: "Genre",
    Column.YEAR: "Year",
    Column.LENGTH: "Length",
    Column.LIKED: "♥",
    Column.PLAYS: "Plays",
    Column.LAST_PLAYED: "Last played",
    Column.STATE: "State",
}
NUMBERS: Final = {Column.YEAR, Column.LENGTH, Column.PLAYS}
LARGEST_FIRST: Final = {Column.LIKED, Column.PLAYS, Column.LAST_PLAYED}
"""The columns whose first click sorts downwards: what is liked, and what was played, is on top."""


SAID: Final = {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}
"""The roles that put a sign into words."""


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
        if touched:  # told once: 100,000 rows told one by one take more than a second
            first, last = self.index(min(touched), 0), self.index(max(touched), len(Column) - 1)
            self.dataChanged.emit(first, last)

    def track(self, row: int) -> Track:
        """The track in a row."""
        return self._listing.rows[row]

    def rowCount(self, parent: Index = ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._listing.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns of `Column`."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, alignment or the track of a cell."""
        track = self.track(index.row())
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(track, column)
        if role == TRACK:
            return track
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(track, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.LIKED:
            return tip(track, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in NUMBERS:
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
            column = Column(section)
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADINGS[column]
            if role == Qt.ItemDataRole.InitialSortOrderRole and column in LARGEST_FIRST:
                return Qt.SortOrder.DescendingOrder
            if role in SAID and column is Column.LIKED:
                return "Liked"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
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
        case Column.LIKED:
            return ""  # drawn
        case Column.PLAYS:
            return f"{track.plays:,}" if track.plays else ""
        case Column.LAST_PLAYED:
            return day(track.last_played)
        case Column.STATE:
            return STATE_NAMES[track.state]


def tip(track: Track, column: Column) -> str:
    """What is said of a cell that is pointed at."""
    if column is Column.LIKED:
        return "Liked" if track.liked else "Like"
    if column is Column.LAST_PLAYED and track.last_played is not None:
        return moment(track.last_played)
    return trouble(track) or cell(track, column)
