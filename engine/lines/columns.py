"""Lines: every track as a row of numbers, and the whole track once somebody asks for it.

A list of 100,000 tracks is searched and sorted by a few of their tags, and shows some forty of them
at a time. Making all the tracks takes longer than everything else between start and first use, and
they take three times the memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from engine.lines.names import Mask, Names
from engine.lines.whole import STATES, track_of
from engine.types import Track, TrackState

Places = NDArray[np.intp]
"""Places among the lines, in some order."""

NAMED: Final = (
    "title", "artist", "album_artist", "album", "genre", "genres", "date", "reason",
)  # fmt: skip
"""The columns that hold numbers of names: `genres` as JSON, `genre` all of them in one line."""

SEARCHED: Final = ("title", "artist", "album", "genre")

NUMBERS: Final = (
    "disc_number", "track_number", "year", "duration", "track_gain", "album_gain", "added",
    "last_played",
)  # fmt: skip
"""The columns that hold what they are called; NaN where it is not known."""

FACTS: Final = np.dtype(
    [
        ("id", "<i8"),
        *((name, "<f8") for name in NUMBERS),
        *((name, "<i4") for name in NAMED),
        ("plays", "<i4"),
        ("state", "u1"),
        ("liked", "?"),
    ],
    align=True,
)
"""What is seen of a track at a glance, 120 bytes."""

Facts = NDArray[np.void]

MADE: Final = 512
"""Tracks that are kept once they were made: more than a screen shows."""


class Lines:
    """Tracks in some order; never changed once they are made."""

    def __init__(
        self,
        facts: Facts | None = None,
        rest: Sequence[bytes] = (),
        names: Names | None = None,
        roots: Mapping[int, str] | None = None,
    ) -> None:
        """`facts` (n,) of FACTS, `rest` and `roots` as `track_of` takes them."""
        self.facts: Facts = np.empty(0, FACTS) if facts is None else facts
        self.rest, self.names, self.roots = rest, names or Names(), roots or {}
        self._by_id: tuple[Places, NDArray[np.int64]] | None = None
        self._made: dict[int, Track] = {}

    def __len__(self) -> int:
        return len(self.facts)

    def track(self, place: int) -> Track:
        """The track in a place; may be asked from any thread."""
        made = self._made.get(place)
        if made is None:
            if len(self._made) >= MADE:
                self._made = {}
            made = self._made[place] = self._make(place)
        return made

    def place(self, track_id: int) -> int | None:
        """Where a track stands, if it is here; may be asked from any thread."""
        order, ids = self._order_of_ids()
        spot = int(ids.searchsorted(track_id))
        return int(order[spot]) if spot < len(ids) and ids[spot] == track_id else None

    @property
    def ids(self) -> list[int]:
        """The tracks' ids, in their order."""
        ids: list[int] = self.facts["id"].tolist()
        return ids

    def places(self, ids: Collection[int]) -> Places:
        """Where tracks stand, in the order in which they are named; those not here, left out."""
        if not len(self):
            return np.empty(0, np.intp)
        wanted, (order, sorted_ids) = np.fromiter(ids, np.int64, len(ids)), self._order_of_ids()
        spots = np.minimum(np.searchsorted(sorted_ids, wanted), len(self) - 1)
        found: Places = order[spots[sorted_ids[spots] == wanted]]
        return found

    def states(self) -> dict[TrackState, int]:
        """How many tracks there are in each state."""
        counts = np.bincount(self.facts["state"], minlength=len(STATES)).tolist()
        return {state: number for state, number in zip(STATES, counts, strict=True) if number}

    def in_state(self, state: TrackState) -> list[Track]:
        """The tracks in a state."""
        places = np.flatnonzero(self.facts["state"] == STATES.index(state))
        return [self.track(place) for place in places.tolist()]

    def by_id(self) -> list[Track]:
        """All tracks, in the order of their ids."""
        return [self._make(place) for place in self._order_of_ids()[0].tolist()]

    def holding(self, words: Iterable[str]) -> list[Mask]:
        """Which tracks (n,) have each of the words in a name that is searched."""
        columns = [self.facts[name] for name in SEARCHED]
        return [
            np.logical_or.reduce([named[column] for column in columns])
            for named in self.names.holding(words)
        ]

    def taken(self, places: Places | Mask) -> Self:
        """Those in some places, in that order."""
        facts = self.facts[places]
        chosen = np.arange(len(self))[places].tolist()
        return type(self)(facts, [self.rest[place] for place in chosen], self.names, self.roots)

    def on_shelf(self) -> Self:
        """The same by artist, album, disc and number."""
        facts, ranks = self.facts, self.names.ranks
        by = np.where(facts["album_artist"] > 0, facts["album_artist"], facts["artist"])
        keys = (
            ranks[facts["title"]],
            np.nan_to_num(facts["track_number"]),
            np.nan_to_num(facts["disc_number"]),
            ranks[facts["album"]],
            ranks[by],
        )
        return self.taken(np.lexsort(keys))

    def named_by(self, names: Names) -> Self:
        """The same, called by other names, which get those that they lack."""
        if names is self.names:
            return self
        numbers, facts = names.numbers(self.names.texts), self.facts.copy()
        for column in NAMED:
            facts[column] = numbers[facts[column]]
        return type(self)(facts, self.rest, names, self.roots)

    def joined(self, more: Self) -> Self:
        """These and, behind them, more that are called by the same names."""
        facts = np.concatenate([self.facts, more.facts])
        roots = {**self.roots, **more.roots}
        return type(self)(facts, [*self.rest, *more.rest], self.names, roots)

    def replaced(self, places: Places, fresh: Self) -> Self:
        """The same tracks in the same places, of which some are as they are in `fresh` now."""
        facts, rest = self.facts.copy(), list(self.rest)
        facts[places] = fresh.facts
        for place, new in zip(places.tolist(), fresh.rest, strict=True):
            rest[place] = new
        lines = type(self)(facts, rest, self.names, {**self.roots, **fresh.roots})
        lines._by_id = self._by_id
        return lines

    def _order_of_ids(self) -> tuple[Places, NDArray[np.int64]]:
        if self._by_id is None:
            order = np.argsort(self.facts["id"], kind="stable")
            self._by_id = order, self.facts["id"][order]
        return self._by_id

    def _make(self, place: int) -> Track:
        return track_of(self.facts[place].item(), self.rest[place], self.names.texts, self.roots)
