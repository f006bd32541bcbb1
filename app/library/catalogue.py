"""Catalogue: the library's tracks as the window lists them, ready to be searched and sorted.

Tracks come from `Library.tracks`; search text and sort keys are prepared once per track. All
methods but `track` belong to the listing lane, so nothing here touches Qt, and a `Listing`, once
made, is never changed: the table shows one and swaps it for the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from engine.text import plain
from engine.types import Track, TrackState

SortKey = str | float


class Column(IntEnum):
    """The table's columns, in order."""

    TITLE = 0
    ARTIST = 1
    ALBUM = 2
    GENRE = 3
    YEAR = 4
    LENGTH = 5
    LIKED = 6
    PLAYS = 7
    LAST_PLAYED = 8
    STATE = 9


@dataclass(frozen=True, slots=True)
class Order:
    """What the table shows and in which order; without a column, as on a shelf."""

    query: str = ""
    column: Column | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A track with what searching and sorting ask of it; a key of None is an empty cell."""

    track: Track
    text: str
    keys: tuple[SortKey | None, ...]
    shelf: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows the table shows, and where each track stands among them."""

    rows: Sequence[Row] = ()
    row_of: dict[int, int] = field(default_factory=dict)
    order: Order = Order()
    total: int = 0
    states: Mapping[TrackState, int] = field(default_factory=dict)
    """How many tracks there are in each state, found or not."""

    @property
    def ids(self) -> list[int]:
        """The tracks in the order shown."""
        return list(self.row_of)


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

    def track(self, track_id: int) -> Track | None:
        """A track by its id; may be asked from any thread."""
        row = self._rows.get(track_id)
        return row.track if row else None

    def in_state(self, state: TrackState) -> list[Track]:
        """The tracks in a state, in shelf order."""
        return [row.track for row in self._shelf if row.track.state is state]

    def fill(self, tracks: Iterable[Track]) -> None:
        """Start over with these tracks."""
        self._rows = {track.id: make_row(track) for track in tracks}
        self._reshelve(list(self._rows.values()))

    def arrange(self, order: Order) -> Listing:
        """The rows that hold every word of the query, in order."""
        words = plain(order.query).split()
        rows = [row for row in self._shelf if all(word in row.text for word in words)]
        if order.column is not None:
            rows = sort_rows(rows, order.column, order.descending)
        row_of = {row.track.id: index for index, row in enumerate(rows)}
        self._listing = self._listed(rows, row_of, order)
        return self._listing

    def update(self, tracks: Iterable[Track], removed: Iterable[int], order: Order) -> Refreshed:
        """Take in changed and new tracks, drop removed ones, and list again.

        While tracks only change their state, as thousands do during an analysis, nothing moves
        and the work is proportional to the change.
        """
        fresh = [make_row(track) for track in tracks]
        gone = [track_id for track_id in removed if track_id in self._rows]
        still = order == self._listing.order and not gone
        if still and all(_stays(self._rows.get(row.track.id), row, order) for row in fresh):
            return self._replace(fresh)
        for track_id in gone:
            del self._rows[track_id]
        known = {row.track.id: row for row in fresh}
        self._rows.update(known)
        moved = known.keys() | set(gone)
        self._reshelve([row for row in self._shelf if row.track.id not in moved] + fresh)
        return Refreshed(self.arrange(order), moved=True)

    def _replace(self, fresh: Sequence[Row]) -> Refreshed:
        rows = list(self._listing.rows)
        touched: list[int] = []
        for row in fresh:
            self._states[self._rows[row.track.id].track.state] -= 1
            self._states[row.track.state] += 1
            self._rows[row.track.id] = row
            index = self._listing.row_of.get(row.track.id)
            if index is not None:
                rows[index] = row
                touched.append(index)
        self._reshelve_in_place(fresh)
        self._listing = self._listed(rows, self._listing.row_of, self._listing.order)
        return Refreshed(self._listing, moved=False, touched=tuple(touched))

    def _listed(self, rows: list[Row], row_of: dict[int, int], order: Order) -> Listing:
        return Listing(rows, row_of, order, len(self._shelf), dict(self._states))

    def _reshelve(self, rows: list[Row]) -> None:
        self._shelf = sort_in_runs(rows, lambda row: row.shelf)
        self._place = {row.track.id: index for index, row in enumerate(self._shelf)}
        self._states = Counter(row.track.state for row in self._shelf)

    def _reshelve_in_place(self, fresh: Sequence[Row]) -> None:
        for row in fresh:
            self._shelf[self._place[row.track.id]] = row


def make_row(track: Track) -> Row:
    """Prepare a track for searching and sorting."""
    tags = track.tags
    title, artist, album, genre = map(plain, (tags.title, tags.artist, tags.album, tags.genre))
    keys: tuple[SortKey | None, ...] = (
        title or None,
        artist or None,
        album or None,
        genre or None,
        tags.year,
        tags.duration,
        int(track.liked),
        track.plays or None,
        track.last_played,
        STATE_ORDER[track.state],
    )
    by_artist = plain(tags.album_artist) or artist
    # One string, not a tuple: comparing tuples takes five times as long.
    place = f"{tags.disc_number or 0:03}{tags.track_number or 0:04}"
    shelf = "\0".join((by_artist, album, place, title))
    return Row(track, f"{title}\n{artist}\n{album}\n{genre}", keys, shelf)


def sort_rows(rows: list[Row], column: Column, descending: bool) -> list[Row]:
    """Rows by a column, empty cells last either way, equal ones in the order they came."""
    full = [row for row in rows if row.keys[column] is not None]
    empty = [row for row in rows if row.keys[column] is None]
    return sort_in_runs(full, lambda row: row.keys[column], descending) + empty


def sort_in_runs(
    rows: list[Row], key: Callable[[Row], Any], descending: bool = False, run: int = 25_000
) -> list[Row]:
    """`sorted`, in pieces: one sort of 200,000 rows would hold the interpreter, and with it the
    window, for 50–90 ms; merged from runs, no step holds it for more than 20.
    """
    if len(rows) <= run:
        return sorted(rows, key=key, reverse=descending)
    half = len(rows) // 2
    halves = (
        sort_in_runs(rows[:half], key, descending, run),
        sort_in_runs(rows[half:], key, descending, run),
    )
    return sorted(halves[0] + halves[1], key=key, reverse=descending)


STATE_ORDER: Final = {
    TrackState.FAILED: 0,
    TrackState.MISSING: 1,
    TrackState.WAITING: 2,
    TrackState.READY: 3,
}
"""Sorted by state, what needs a look comes first."""


def _stays(before: Row | None, after: Row, order: Order) -> bool:
    """Whether a changed track keeps its place and its membership in any search."""
    if before is None or before.text != after.text or before.shelf != after.shelf:
        return False
    if order.column is not None and before.keys[order.column] != after.keys[order.column]:
        return False
    return before.keys[: Column.LIKED] == after.keys[: Column.LIKED]
