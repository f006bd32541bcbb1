"""Rows of the library table and their order: what searching and sorting ask of each track.

Everything here is done 100,000 times between two paintings, so rows are plain objects, names are
folded once however many songs carry them, and keys are read without calling Python.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from operator import attrgetter
from typing import Any, Final, TypeVar

from engine.lines import Line, Lines
from engine.text import plain
from engine.types import Track, TrackState

Thing = TypeVar("Thing", bound=Any)

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
        "_lines", "_track", "album", "artist", "genre", "id", "last_played", "length", "liked",
        "plays", "shelf", "state", "title", "year",
    )  # fmt: skip

    _track: Track | int

    def __init__(self, line: Line, folds: Folds, lines: Lines, place: int) -> None:
        """`lines` makes the track in a `place` once it is asked for."""
        (
            self.id, self.state, title, artist, by, album, genre, disc, number,
            self.year, self.length, self.liked, self.plays, self.last_played,
        ) = line  # fmt: skip
        self.title, self.genre = title, _ = plain(title), folds[genre]
        self.artist, self.album = artist, album = folds[artist], folds[album]
        # One string, not a tuple: comparing tuples takes five times as long.
        self.shelf = (
            f"{folds[by] if by else artist}\0{album}\0{folds.places[disc, number]}\0{title}"
        )
        self._lines, self._track = lines, place

    @property
    def text(self) -> str:
        """What a search looks for words in: names, each with the end of a line behind it."""
        return f"{self.title}\n{self.artist}\n{self.album}\n{self.genre}\n"

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


def sort_in_runs(
    things: list[Thing], key: Callable[[Thing], Any] | None = None, run: int = RUN
) -> list[Thing]:
    """`sorted`, in pieces that let the window in between."""
    if len(things) <= run:
        return sorted(things, key=key)
    half = len(things) // 2
    halves = sort_in_runs(things[:half], key, run) + sort_in_runs(things[half:], key, run)
    return sorted(halves, key=key)


STATE_ORDER: Final = {
    TrackState.FAILED: 0,
    TrackState.MISSING: 1,
    TrackState.WAITING: 2,
    TrackState.READY: 3,
}
"""Sorted by state, what needs a look comes first."""


CELLS: Final[dict[Column, Callable[[Row], Any]]] = {
    Column.TITLE: attrgetter("title"),
    Column.ARTIST: attrgetter("artist"),
    Column.ALBUM: attrgetter("album"),
    Column.GENRE: attrgetter("genre"),
    Column.YEAR: attrgetter("year"),
    Column.LENGTH: attrgetter("length"),
    Column.LIKED: attrgetter("liked"),
    Column.PLAYS: lambda row: row.plays or None,
    Column.LAST_PLAYED: attrgetter("last_played"),
    Column.STATE: lambda row: STATE_ORDER[row.state],
}
"""What each column sorts a row by: a name, or a number; None or "" where its cell is empty."""

NAMES: Final = {Column.TITLE, Column.ARTIST, Column.ALBUM, Column.GENRE}
"""The columns that sort by a name."""
