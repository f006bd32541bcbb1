"""Listings: which tracks the library's table shows, in which order.

A `Listing`, once made, is never changed: the table shows one and swaps it for the next. It knows
its rows by their places on the shelf, so that making one for 100,000 tracks takes no time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, overload

from app.library.sorting import Column
from engine.text import plain
from engine.types import Track, TrackState

if TYPE_CHECKING:  # numpy takes its time to import: not before the window is up
    from engine.library import Library
    from engine.lines.columns import Lines, Places

WHOLE: Final = slice(None)

MARK: Final = "#"
"""What a word of a query begins with that means a heard tag: `#piano`, `#female-voice`."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the table shows and in which order; without a column, as on a shelf."""

    query: str = ""
    column: Column | None = None
    descending: bool = False
    heard: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """For each word of the query that means a heard tag, the tracks in which that was heard."""

    @property
    def words(self) -> list[str]:
        """What every row has to hold."""
        return plain(" ".join(w for w in self.query.split() if w not in self.heard)).split()

    def understood(self, library: Library) -> Order:
        """The same, once it is known what was heard in this library.

        The last word may be the beginning of a tag. A marked word that is neither that nor a tag
        is like any other: there are songs called #9 Dream.
        """
        words = self.query.split()
        tags = {word: plain(word[1:]) for word in words if word.startswith(MARK)}
        if not tags:
            return self
        names = {plain(name) for name in library.heard_tags.names()}
        heard = {
            word: frozenset(library.heard_tags.tracks(tag).tolist())
            for word, tag in tags.items()
            if tag in names or (word == words[-1] and any(n.startswith(tag) for n in names))
        }
        return replace(self, heard=heard)


class Rows(Sequence[Track]):
    """Some of the tracks of a library, in some order; each is made when it is asked for."""

    def __init__(self, lines: Lines | None = None, places: Places | Sequence[int] = ()) -> None:
        """The tracks in some `places` among the `lines`."""
        self._lines, self._places = lines, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Track: ...
    @overload
    def __getitem__(self, index: slice) -> list[Track]: ...
    def __getitem__(self, index: int | slice) -> Track | list[Track]:
        if isinstance(index, slice):
            return [self._track(int(place)) for place in self._places[index]]
        return self._track(int(self._places[index]))

    def ids(self, part: slice = WHOLE) -> list[int]:
        """The ids of these tracks, or of a part of them, in their order."""
        found: list[int] = []
        if self._lines is not None:
            found = self._lines.facts["id"][self._places[part]].tolist()
        return found

    def indices(self, ids: Collection[int]) -> list[int]:
        """Where tracks stand among these, from the top; those that do not, left out."""
        import numpy as np

        found: list[int] = []
        if self._lines is not None:
            wanted = np.zeros(len(self._lines), bool)
            wanted[self._lines.places(ids)] = True
            found = np.flatnonzero(wanted[self._places]).tolist()
        return found

    def _track(self, place: int) -> Track:
        if self._lines is None:
            raise IndexError(place)
        return self._lines.track(place)


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows the table shows."""

    rows: Rows = field(default_factory=Rows)
    order: Order = Order()
    total: int = 0
    states: Mapping[TrackState, int] = field(default_factory=dict)
    """How many tracks there are in each state, found or not."""
    played: bool = False
    """Whether any of them was ever played."""

    @property
    def ids(self) -> list[int]:
        """The tracks in the order shown."""
        return self.rows.ids()

    def row_of(self, track_id: int) -> int | None:
        """Where a track stands, if it is shown."""
        return next(iter(self.rows.indices([track_id])), None)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A listing after a change; `touched` rows look different where nothing has moved."""

    listing: Listing
    moved: bool
    touched: tuple[int, ...] = ()
