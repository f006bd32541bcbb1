"""Rows of the library table and their order: what searching and sorting ask of each track.

Everything here is done 100,000 times between two paintings, so rows are plain objects, names are
folded once however many songs carry them, and keys are read without calling Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from operator import attrgetter
from typing import Any, Final

from engine.lines import Line, Lines
from engine.text import plain
from engine.types import Track, TrackState

SortKey = str | float

RUN: Final = 25_000
"""Rows sorted without a break: one sort of 200,000 would hold the interpreter, and with it the
window, for 50–90 ms; merged from runs, no step holds it for more than 20."""


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


class Places(dict[tuple[int | None, int | None], str]):
    """Disc and number as text that sorts as they do."""

    def __missing__(self, place: tuple[int | None, int | None]) -> str:
        disc, number = place
        text = self[place] = f"{disc or 0:03}{number or 0:04}"
        return text


class Folds(dict[str, str]):
    """Names as they are compared; each is folded when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.places = Places()

    def __missing__(self, name: str) -> str:
        folded = self[name] = plain(name)
        return folded


class Row:
    """A track with what searching and sorting ask of it; never changed once it is listed."""

    __slots__ = (
        "_lines", "_track", "id", "key", "last_played", "length", "liked", "plays", "shelf",
        "state", "text", "year",
    )  # fmt: skip

    key: SortKey | None
    """What it was last sorted by."""
    _track: Track | int

    def __init__(self, line: Line, folds: Folds, lines: Lines, place: int) -> None:
        """`lines` makes the track in a `place` once it is asked for."""
        (
            self.id, self.state, title, artist, by, album, genre, disc, number,
            self.year, self.length, self.liked, self.plays, self.last_played,
        ) = line  # fmt: skip
        title, artist, album = plain(title), folds[artist], folds[album]
        self.text = f"{title}\n{artist}\n{album}\n{folds[genre]}"
        # One string, not a tuple: comparing tuples takes five times as long.
        self.shelf = (
            f"{folds[by] if by else artist}\0{album}\0{folds.places[disc, number]}\0{title}"
        )
        self._lines, self._track = lines, place

    @property
    def track(self) -> Track:
        """The track itself, made now if it was not yet; may be asked from any thread."""
        found = self._track
        if isinstance(found, int):
            self._track = found = self._lines.track(found)
        return found


def on_shelf(rows: list[Row]) -> list[Row]:
    """Rows by artist, album, disc and number."""
    return sort_in_runs(rows, attrgetter("shelf"))


def in_column(rows: Iterable[Row], column: Column, descending: bool) -> list[Row]:
    """Rows by a column, empty cells last either way, equal ones in the order they came."""
    cell, full, empty = CELLS[column], list[Row](), list[Row]()
    for row in rows:
        row.key = cell(row)
        (empty if row.key is None else full).append(row)
    return sort_in_runs(full, attrgetter("key"), descending) + empty


def sort_in_runs(
    rows: list[Row], key: Callable[[Row], Any], descending: bool = False, run: int = RUN
) -> list[Row]:
    """`sorted`, in pieces that let the window in between."""
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


CELLS: Final[dict[Column, Callable[[Row], SortKey | None]]] = {
    Column.TITLE: lambda row: row.text.split("\n", 1)[0] or None,
    Column.ARTIST: lambda row: row.text.split("\n", 2)[1] or None,
    Column.ALBUM: lambda row: row.text.split("\n", 3)[2] or None,
    Column.GENRE: lambda row: row.text.split("\n", 3)[3] or None,
    Column.YEAR: attrgetter("year"),
    Column.LENGTH: attrgetter("length"),
    Column.LIKED: attrgetter("liked"),
    Column.PLAYS: lambda row: row.plays or None,
    Column.LAST_PLAYED: attrgetter("last_played"),
    Column.STATE: lambda row: STATE_ORDER[row.state],
}
"""What each column sorts a row by; None where its cell is empty."""
