"""Catalogue: the library's tracks as the window lists them, ready to be searched and sorted.

Lines come from `Library.lines`, tracks that change from `Library.tracks`. All methods but `track`
belong to the listing lane, so nothing here touches Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.library.listing import Listing, Order, Refreshed, Rows
from app.library.sorting import CELLS, Folds, Row
from engine.lines import Lines, line_of
from engine.types import Track, TrackState

if TYPE_CHECKING:  # it needs numpy, whose import takes its time: not before the window is up
    from app.library.shelf import Places, Shelf


class Catalogue:
    """All tracks, kept in shelf order: artist, album, disc, number."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._states: Counter[TrackState] = Counter()
        self._listing = Listing()
        self._places: Places | Sequence[int] = ()
        """On the shelf, of the rows listed."""

    def track(self, track_id: int) -> Track | None:
        """A track by its id; may be asked from any thread."""
        row = self._row(track_id)
        return row.track if row else None

    def in_state(self, state: TrackState) -> list[Track]:
        """The tracks in a state, in shelf order."""
        return [row.track for row in self._rows() if row.state is state]

    def fill(self, lines: Lines) -> None:
        """Start over with these."""
        folds = Folds()
        self._reshelve([Row(line, folds, lines, place) for place, line in enumerate(lines)])

    def arrange(self, order: Order) -> Listing:
        """The rows that hold all the query asks for, in order."""
        if self._shelf:
            places = self._shelf.find(order.words, order.column, order.descending)
            self._places = self._shelf.among(places, order.heard.values())
        return self._list(order)

    def update(self, tracks: Iterable[Track], removed: Iterable[int], order: Order) -> Refreshed:
        """Take in changed and new tracks, drop removed ones, and list again.

        While tracks only change their state, as thousands do during an analysis, nothing moves.
        """
        fresh = make_rows(tracks)
        gone = {track_id for track_id in removed if self._row(track_id)}
        still = self._shelf and order == self._listing.order and not gone
        if still and all(_stays(self._row(row.id), row, order) for row in fresh):
            return self._replace(fresh)
        moved = gone | {row.id for row in fresh}
        self._reshelve([row for row in self._rows() if row.id not in moved] + fresh)
        return Refreshed(self.arrange(order), moved=True)

    def _replace(self, fresh: Sequence[Row]) -> Refreshed:
        ids = [row.id for row in fresh]
        self._states.subtract(row.state for row in map(self._row, ids) if row)
        self._states.update(row.state for row in fresh)
        if self._shelf:
            self._shelf.replace(fresh)
        listing = self._list(self._listing.order)
        return Refreshed(listing, moved=False, touched=tuple(listing.rows.indices(ids)))

    def _list(self, order: Order) -> Listing:
        if self._shelf:
            rows = Rows(self._shelf.rows, self._shelf.place_of, self._places)
            self._listing = Listing(rows, order, len(self._shelf.rows), dict(self._states))
        else:
            self._listing = Listing(order=order)
        return self._listing

    def _reshelve(self, rows: Sequence[Row]) -> None:
        from app.library.shelf import Shelf

        self._shelf = Shelf(rows)
        self._states = Counter([row.state for row in rows])
        self._listing, self._places = Listing(), ()

    def _row(self, track_id: int) -> Row | None:
        return self._shelf.row(track_id) if self._shelf else None

    def _rows(self) -> Sequence[Row]:
        return self._shelf.rows if self._shelf else ()


def make_rows(tracks: Iterable[Track]) -> list[Row]:
    """Prepare tracks for searching and sorting."""
    folds, known = Folds(), list(tracks)
    lines = Lines.of(known)
    return [Row(line_of(track), folds, lines, place) for place, track in enumerate(known)]


def _stays(before: Row | None, after: Row, order: Order) -> bool:
    """Whether a changed track keeps its place and its membership in any search."""
    if before is None or before.text != after.text or before.shelf != after.shelf:
        return False
    if order.column is not None and CELLS[order.column](before) != CELLS[order.column](after):
        return False
    return (before.year, before.length) == (after.year, after.length)
