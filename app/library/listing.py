"""Listings: which tracks the library's table shows, in which order.

A `Listing`, once made, is never changed: the table shows one and swaps it for the next. It knows
its rows by their places on the shelf, so that making one for 100,000 tracks takes no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, overload

from app.library.sorting import Column, Row
from engine.text import plain
from engine.types import TrackState

if TYPE_CHECKING:  # numpy takes its time to import: not before the window is up
    from app.library.shelf import Places
    from engine.library import Library


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
        names = {plain(name) for name in library.tag_names()}
        heard = {
            word: library.heard_as(tag)
            for word, tag in tags.items()
            if tag in names or (word == words[-1] and any(n.startswith(tag) for n in names))
        }
        return replace(self, heard=heard)


class Rows(Sequence[Row]):
    """Some of the rows of a shelf, in some order."""

    def __init__(
        self, shelf: Sequence[Row], place_of: Mapping[int, int], places: Places | Sequence[int]
    ) -> None:
        """`places` on the `shelf`, where `place_of` tells that of each track."""
        self._shelf, self._place_of, self._places = shelf, place_of, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._shelf[place] for place in self._places[index]]
        return self._shelf[self._places[index]]

    def __iter__(self) -> Iterator[Row]:
        return map(self._shelf.__getitem__, self._places)

    def indices(self, ids: Iterable[int]) -> list[int]:
        """Where tracks stand among these rows, from the top; those that do not, left out."""
        import numpy as np

        wanted = [self._place_of[track_id] for track_id in ids if track_id in self._place_of]
        found: list[int] = np.flatnonzero(np.isin(self._places, wanted)).tolist()
        return found


NONE = Rows((), {}, ())


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows the table shows."""

    rows: Rows = NONE
    order: Order = Order()
    total: int = 0
    states: Mapping[TrackState, int] = field(default_factory=dict)
    """How many tracks there are in each state, found or not."""

    @property
    def ids(self) -> list[int]:
        """The tracks in the order shown."""
        return [row.id for row in self.rows]

    def row_of(self, track_id: int) -> int | None:
        """Where a track stands, if it is shown."""
        return next(iter(self.rows.indices([track_id])), None)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A listing after a change; `touched` rows look different where nothing has moved."""

    listing: Listing
    moved: bool
    touched: tuple[int, ...] = ()
