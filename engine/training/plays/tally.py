"""The tally: how often each user played each item, and since when.

Plays stream in; what is held are the different pairs of user and item and their names, never the
plays. The order of users and items is that in which they first occur.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.models.item import Item
from engine.training.plays.play import Play
from engine.training.plays.reading import Reading
from engine.training.plays.sources import read_plays
from engine.training.watch import Watch

UNTOLD = -1
"""The time of a play that has none."""
OF = ("artists", "tracks")
_BLOCK = 1 << 20
_USER = 32
"""A pair is one number, the user's above so many bits of the item's."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Pairs (n,) in order of users, then of items, none twice."""

    name: str
    users: tuple[str, ...]
    items: tuple[Item, ...]
    of_user: NDArray[np.int64]
    """Places in `users`."""
    of_item: NDArray[np.int64]
    counts: NDArray[np.int64]
    since: NDArray[np.int64]
    """When the user first played the item, seconds since 1970, or UNTOLD."""

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def timed(self) -> bool:
        """Whether every pair has its time."""
        return bool((self.since != UNTOLD).all())

    def fingerprint(self) -> str:
        """Sixteen hex digits; other users, items, pairs or times have others."""
        digest = hashlib.sha256(repr((self.users, [item.key for item in self.items])).encode())
        for column in (self.of_user, self.of_item, self.since):
            digest.update(column.tobytes())
        return digest.hexdigest()[:16]


def read_tally(
    paths: Sequence[Path], of: str | None = None, watch: Watch | None = None
) -> tuple[Tally, Reading]:
    """Read files of any known form into one tally of artists or tracks, and say what was left out.

    `of` is one of `OF`; by default tracks, unless a source counts artists only. Raises PlaysError,
    Cancelled, NearfieldError if there is not a single play.
    """
    reading = Reading(watch)
    tallying = Tallying(of)
    for path in paths:
        tallying.add(read_plays(path, reading))
    tally = tallying.tally(", ".join(path.absolute().name for path in paths))
    if not len(tally):
        raise NearfieldError("There is nothing to learn", "No line tells of a play.")
    return tally, reading


@dataclass(slots=True)
class _Pairs:
    """Pairs with their counts and times, the same pair perhaps several times."""

    pairs: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    def held(self) -> NDArray[np.int64]:
        """As an array (3, n)."""
        return np.array([self.pairs, self.counts, self.times], np.int64)


class Tallying:
    """Adds plays up; `of` says whether an item is an artist or a track."""

    def __init__(self, of: str | None = None) -> None:
        self._of = of
        self._users: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._items: list[Item] = []
        self._held = np.empty((3, 0), np.int64)
        self._fresh = _Pairs()

    def add(self, plays: Iterable[Play]) -> None:
        """Take in plays, as many as there are."""
        for play in plays:
            item = play.item.of_artist() if self._of == OF[0] else play.item
            user = self._users.setdefault(play.user, len(self._users))
            self._fresh.pairs.append(user << _USER | self._place(item))
            self._fresh.counts.append(play.count)
            self._fresh.times.append(UNTOLD if play.time is None else play.time)
            # Growing with what is held, so that no pair is sorted more than a few times.
            if len(self._fresh.pairs) >= max(_BLOCK, self._held.shape[1] // 2):
                self._merge()

    def tally(self, name: str) -> Tally:
        """All that was added."""
        self._merge()
        pairs, counts, since = self._held
        return Tally(
            name,
            tuple(self._users),
            tuple(self._items),
            pairs >> _USER,
            pairs & ((1 << _USER) - 1),
            counts,
            since,
        )

    def _place(self, item: Item) -> int:
        place = self._places.setdefault(item.key, len(self._items))
        if place == len(self._items):
            self._items.append(item)
        return place

    def _merge(self) -> None:
        """Add up what came in since the last time."""
        every = np.concatenate([self._held, self._fresh.held()], axis=1)
        self._fresh = _Pairs()
        pairs, counts, times = every[:, np.argsort(every[0], kind="stable")]
        starts = np.flatnonzero(np.diff(pairs, prepend=-1))
        if not len(starts):
            return
        # The earliest time that is told: an untold one must not win.
        told = np.where(times == UNTOLD, np.iinfo(np.int64).max, times)
        since = np.minimum.reduceat(told, starts)
        since[since == np.iinfo(np.int64).max] = UNTOLD
        self._held = np.stack([pairs[starts], np.add.reduceat(counts, starts), since])
