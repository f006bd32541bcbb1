"""The library's table: hairline rows, columns that share the width, a selection that stays.

It shows the session's listings, remembers the selection and the scroll position by track rather
than by row, and reports what was clicked or activated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.library.cell_delegate import CellDelegate
from app.library.column_widths import column_widths, needless_columns
from app.library.heart_clicks import HeartClicks
from app.library.listing import Listing, Refreshed
from app.library.rows import TrackTable
from app.library.sorting import Column
from app.widgets.drag_badge import drag_badge
from app.widgets.dragging import drag_tracks
from app.widgets.like_key import LikeKey
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import Track

ROW_HEIGHT: Final = 36

KEPT_SELECTION: Final = 2000
"""Selections beyond this are given up when the rows move: scattered, they take seconds to make."""


class LibraryTable(QTableView):
    """The table itself; `TrackTable` holds what it shows."""

    chosen = Signal(object)
    """The track that was clicked or moved to."""
    played = Signal(object)
    """The track that was double-clicked or entered."""
    counted = Signal(int)
    """How many tracks are selected."""
    like_wanted = Signal(object)
    """The tracks that should be liked, or no longer."""
    order_wanted = Signal(object, bool)
    """The column to sort by, and whether the largest comes first."""

    def __init__(
        self,
        theme: Theme,
        menu: Callable[[list[Track], QPoint], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.table = TrackTable(self)
        self._hearts, self._like_key = HeartClicks(self), LikeKey()
        self.delegate = CellDelegate(theme, self.table, self)
        self._menu = menu
        self._needless: set[Column] = set()
        self._set_up_rows()
        self._set_up_header()
        self.setModel(self.table)
        # The header asks for each column whether all its rows are selected, row by row; of an
        # empty selection of its own the answer is quick.
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.table, header))
        self.setItemDelegate(self.delegate)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(self._count)
        self.clicked.connect(self._moved)
        self._hearts.clicked.connect(
            lambda index: self.like_wanted.emit([self.table.track(index.row())])
        )
        self.doubleClicked.connect(lambda index: self.played.emit(self.table.track(index.row())))
        self.entered.connect(lambda index: self._hover(index.row()))

    def _set_up_rows(self) -> None:
        self.setAccessibleName("Library")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDragEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(34)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort_by)

    def show_listing(self, refreshed: Refreshed) -> None:
        """Show a listing; the selection and the place in the list stay with their tracks."""
        if (needless := needless_columns(refreshed.listing)) != self._needless:
            self._needless = needless
            self._share_width()
        if not refreshed.moved:
            self.table.refresh(refreshed.listing, refreshed.touched)
            return
        selected = self.selected_ids() if self._selected_count() <= KEPT_SELECTION else []
        current, anchor = self.current_id(), self._anchor()
        same_order = refreshed.listing.order == self.table.listing.order
        self.table.show(refreshed.listing)
        self.executeDelayedItemsLayout()  # later, it would have everything painted once more
        self._restore(refreshed.listing, selected, current)
        if same_order:
            self._scroll_back(anchor)
        elif current is not None and current == self.current_id():
            self.scrollTo(self.currentIndex())
        else:
            self.scrollToTop()

    def selected_ids(self) -> list[int]:
        """The selected tracks, in the order shown."""
        rows = self.table.listing.rows
        return [i for part in self._selected_parts() for i in rows.ids(part)]

    def selected_tracks(self) -> list[Track]:
        """The selected tracks, in the order shown."""
        rows = self.table.listing.rows
        return [track for part in self._selected_parts() for track in rows[part]]

    def _selected_parts(self) -> list[slice]:
        """The selected rows, from the top."""
        parts = self.selectionModel().selection().toList()
        parts.sort(key=lambda part: part.top())
        return [slice(part.top(), part.bottom() + 1) for part in parts]

    def current_id(self) -> int | None:
        """The track that has the keyboard."""
        row = self.currentIndex().row()
        return self.table.track(row).id if 0 <= row < self.table.rowCount() else None

    def select(self, track_id: int) -> bool:
        """Select one track and bring it into view; False if it is not in the list."""
        row = self.table.listing.row_of(track_id)
        if row is None:
            return False
        self.setCurrentIndex(self.table.index(row, 0))
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._moved(self.currentIndex())  # said even where the row had the keyboard already
        return True

    def set_playing(self, track_id: int | None) -> None:
        """Mark the track that plays."""
        self.delegate.playing_id = track_id
        self.viewport().update()

    def _restore(self, listing: Listing, selected: Collection[int], current: int | None) -> None:
        rows = listing.rows.indices(selected)
        selection = self.selectionModel()
        selection.blockSignals(True)
        selection.select(self._ranges(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        row = None if current is None else listing.row_of(current)
        if row is not None:
            index = self.table.index(row, 0)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.blockSignals(False)
        self._count()
        self.viewport().update()

    def _ranges(self, rows: list[int]) -> QItemSelection:
        selection = QItemSelection()
        start = 0
        for here in range(1, len(rows) + 1):
            if here == len(rows) or rows[here] != rows[here - 1] + 1:
                top = self.table.index(rows[start], 0)
                bottom = self.table.index(rows[here - 1], len(Column) - 1)
                selection.select(top, bottom)
                start = here
        return selection

    def _anchor(self) -> tuple[int, int] | None:
        """The track at the top of the view and where it begins; None at the top of the list."""
        top = self.rowAt(0)
        return (self.table.track(top).id, self.rowViewportPosition(top)) if top > 0 else None

    def _scroll_back(self, anchor: tuple[int, int] | None) -> None:
        row = self.table.listing.row_of(anchor[0]) if anchor else None
        if anchor and row is not None:
            self.updateGeometries()
            self.verticalScrollBar().setValue(row * ROW_HEIGHT - anchor[1])

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid() and self.selectionModel().isRowSelected(index.row()):
            self.chosen.emit(self.table.track(index.row()))

    def _count(self) -> None:
        self.counted.emit(self._selected_count())

    def _selected_count(self) -> int:
        return sum(part.height() for part in self.selectionModel().selection().toList())

    def _sort_by(self, section: int, way: Qt.SortOrder) -> None:
        column = Column(section) if section >= 0 else None
        self.order_wanted.emit(column, way == Qt.SortOrder.DescendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays, L likes; everything else is the table's."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.played.emit(self.table.track(row))
        elif self._like_key.pressed(event):
            self.like_wanted.emit(self.selected_tracks())
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        """Carry the selected tracks; Qt's own way asks each cell whether it may be dragged."""
        tracks = self.selected_tracks()
        drag = QDrag(self)
        drag.setMimeData(drag_tracks(tracks))
        label = tracks[0].tags.title if len(tracks) == 1 else counted(len(tracks), "track")
        drag.setPixmap(drag_badge(label, self.delegate.theme, self.font()))
        drag.setHotSpot(QPoint(-12, 0))
        drag.exec(Qt.DropAction.CopyAction)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected tracks."""
        if tracks := self.selected_tracks():
            self._menu(tracks, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        widths = column_widths(self.viewport().width(), self._needless)
        for column, points in widths.items():
            self.setColumnHidden(column, points == 0)
            self.setColumnWidth(column, points)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and hold the interpreter meanwhile.

        Otherwise each cell that the delegate paints would wait its turn with every thread that
        runs Python.
        """
        super().paintEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is pointed at any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        before, self.delegate.hovered_row = self.delegate.hovered_row, row
        for changed in {before, row} - {-1}:
            top = self.rowViewportPosition(changed)
            self.viewport().update(0, top, self.viewport().width(), ROW_HEIGHT)
