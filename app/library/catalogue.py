"""Catalogue: the library's tracks as the window lists them, ready to be searched and sorted.

Lines come from `Library.lines`, tracks that change from `Library.tracks`. All methods but `track`
belong to the listing lane, so nothing here touches Qt, and a `Listing`, once made, is never
changed: the table shows one and swaps it for the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.library.sorting import CELLS, Column, Folds, Row, in_column, on_shelf
from engine.lines import Lines, line_of
from engine.text import plain
from engine.types import Track, TrackState


@dataclass(frozen=True, slots=True)
class Order:
    """What the table shows and in which order; without a column, as on a shelf."""

    query: str = ""
    column: Column | None = None
    descending: bool = False

    @property
    def words(self) -> list[str]:
        """What every row has to hold."""
        return plain(self.query).split()


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows the table shows, and where each track stands among them."""

    rows: Sequence[Row] = ()
    row_of: Mapping[int, int] = field(default_factory=dict)
    order: Order = Order()
    total: int = 0
    states: Mapping[TrackState, int] = field(default_factory=dict)
    """How many tracks there are in each state, found or not."""

    @property
    def ids(self) -> list[int]:
        """The tracks in the order shown."""
        return [row.id for row in self.rows]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A listing after a change; `touched` rows look different where nothing has moved."""

    listing: Listing
    moved: bool
    touched: tuple[int, ...] = ()


class Catalogue:
    """All tracks by id, kept in shelf order: artist, album, disc, number."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._shelf: list[Row] = []
        self._place: dict[int, int] = {}
        self._listing = Listing()
        self._states: Counter[TrackState] = Counter()
        self._sorted: list[Row] | None = None
        """All rows in the order of the listing, if that is known."""

    def track(self, track_id: int) -> Track | None:
        """A track by its id; may be asked from any thread."""
        row = self._rows.get(track_id)
        return row.track if row else None

    def in_state(self, state: TrackState) -> list[Track]:
        """The tracks in a state, in shelf order."""
        return [row.track for row in self._shelf if row.state is state]

    def fill(self, lines: Lines) -> None:
        """Start over with these."""
        folds = Folds()
        rows = [Row(line, folds, lines, place) for place, line in enumerate(lines)]
        self._rows = {row.id: row for row in rows}
        self._reshelve(rows)

    def arrange(self, order: Order) -> Listing:
        """The rows that hold every word of the query, in order."""
        words = order.words
        rows = self._candidates(order, words)
        for word in words:
            rows = [row for row in rows if word in row.text]
        if len(rows) == len(self._shelf) and order.column is None:
            row_of = self._place
        else:
            row_of = {row.id: index for index, row in enumerate(rows)}
        self._listing = self._listed(rows, row_of, order)
        return self._listing

    def _candidates(self, order: Order, words: Sequence[str]) -> list[Row]:
        """Rows in order, among which all are that hold these words."""
        before = self._listing
        if (order.column, order.descending) != (before.order.column, before.order.descending):
            self._sorted = None
        elif before.total and _narrows(before.order.words, words):
            return list(before.rows)
        if order.column is None:
            return list(self._shelf)
        if self._sorted is None:
            self._sorted = in_column(self._shelf, order.column, order.descending)
        return list(self._sorted)

    def update(self, tracks: Iterable[Track], removed: Iterable[int], order: Order) -> Refreshed:
        """Take in changed and new tracks, drop removed ones, and list again.

        While tracks only change their state, as thousands do during an analysis, nothing moves
        and the work is proportional to the change.
        """
        fresh = make_rows(tracks)
        gone = [track_id for track_id in removed if track_id in self._rows]
        still = order == self._listing.order and not gone
        if still and all(_stays(self._rows.get(row.id), row, order) for row in fresh):
            return self._replace(fresh)
        for track_id in gone:
            del self._rows[track_id]
        known = {row.id: row for row in fresh}
        self._rows.update(known)
        moved = known.keys() | set(gone)
        self._reshelve([row for row in self._shelf if row.id not in moved] + fresh)
        return Refreshed(self.arrange(order), moved=True)

    def _replace(self, fresh: Sequence[Row]) -> Refreshed:
        rows = list(self._listing.rows)
        touched: list[int] = []
        for row in fresh:
            self._states[self._rows[row.id].state] -= 1
            self._states[row.state] += 1
            self._rows[row.id] = row
            self._shelf[self._place[row.id]] = row
            index = self._listing.row_of.get(row.id)
            if index is not None:
                rows[index] = row
                touched.append(index)
        self._sorted = None
        self._listing = self._listed(rows, self._listing.row_of, self._listing.order)
        return Refreshed(self._listing, moved=False, touched=tuple(touched))

    def _listed(self, rows: list[Row], row_of: Mapping[int, int], order: Order) -> Listing:
        return Listing(rows, row_of, order, len(self._shelf), dict(self._states))

    def _reshelve(self, rows: list[Row]) -> None:
        self._shelf = on_shelf(rows)
        self._place = {row.id: index for index, row in enumerate(self._shelf)}
        self._states = Counter([row.state for row in self._shelf])
        self._sorted, self._listing = None, Listing()


def make_rows(tracks: Iterable[Track]) -> list[Row]:
    """Prepare tracks for searching and sorting."""
    folds, known = Folds(), list(tracks)
    lines = Lines.of(known)
    return [Row(line_of(track), folds, lines, place) for place, track in enumerate(known)]


def _narrows(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether all that holds the words after holds those before, too."""
    return all(any(old in new for new in after) for old in before)


def _stays(before: Row | None, after: Row, order: Order) -> bool:
    """Whether a changed track keeps its place and its membership in any search."""
    if before is None or before.text != after.text or before.shelf != after.shelf:
        return False
    if order.column is not None and CELLS[order.column](before) != CELLS[order.column](after):
        return False
    return (before.year, before.length) == (after.year, after.length)
