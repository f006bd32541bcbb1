"""Own lists: what the weights of a library are fitted to, each in part given and in part hidden.

The user's playlists, other people's that were imported, and sessions of listening. A playlist is
parted at random, and asked about as if it were not there. A session is parted in time: of replays
and likes is known what was known when its hidden part began.

Who plays the same forty tracks all year plays them whatever came before: that is habit, and no sign
of what goes with what. So a track of a session is worth the less, the more sessions have it, by the
inverse of its propensity (Yang et al., "Unbiased offline recommender evaluation for
missing-not-at-random implicit feedback", 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.recommend.blend.lists import Table
from engine.recommend.sessions import Session
from engine.recommend.shaping import distinct
from engine.types import Track

LEAST: Final = 6
"""Tracks of a list that is asked about."""
MOST: Final = 100
"""Lists of a kind that are asked about: an even sample of more."""
GIVEN: Final = 5
"""Tracks of one that are given, at most half of them."""


class Kind(StrEnum):
    """Where a list comes from."""

    OWN = "playlists"
    IMPORTED = "imported playlists"
    SESSION = "listening sessions"


@dataclass(frozen=True, slots=True)
class Parted:
    """What is given of a list, and what is hidden (h,), each worth so much (h,)."""

    given: Ids
    hidden: Ids
    worth: NDArray[np.float64]
    moment: float | None
    """When what is hidden began, of a session."""


@dataclass(frozen=True, slots=True)
class OwnList:
    """One list: tracks (n,), each worth so much (n,), of a session in the order of the plays."""

    kind: Kind
    key: int
    """Of the user's playlists the id, of other people's the row in their table."""
    tracks: Ids
    worth: NDArray[np.float64]
    began: NDArray[np.float64] | None = None
    """When each began (n,), of a session."""

    def parted(self, tracks: Callable[[Sequence[int]], list[Track]]) -> Parted | None:
        """Each recording once; None if too few are left then. `tracks` looks them up."""
        once = {track.id for track in distinct(tracks(self.tracks.tolist()))}
        left = np.flatnonzero(np.isin(self.tracks, list(once)))
        if len(left) < LEAST:
            return None
        given = min(GIVEN, len(left) // 2)
        if self.began is None:
            left = np.random.default_rng(self.key).permutation(left)
        moment = None if self.began is None else float(self.began[left[given]])
        hidden = left[given:]
        return Parted(self.tracks[left[:given]], self.tracks[hidden], self.worth[hidden], moment)


@dataclass(frozen=True)
class OwnLists:
    """All lists of a library."""

    own: Mapping[int, Collection[int]]
    """The tracks of the user's playlists, by id."""
    imported: Table | None
    """None where nothing was imported: a table takes SciPy, for which no start should wait."""
    sessions: Sequence[Session]

    def __len__(self) -> int:
        """How many are long enough."""
        return sum(self.counts().values())

    def counts(self) -> dict[Kind, int]:
        """How many of each kind are long enough."""
        return {kind: len(keys) for kind, keys in self._long.items()}

    def sample(self) -> list[OwnList]:
        """Those that are asked about: of each kind an even sample, at most `MOST`."""
        return [
            self._list(kind, key)
            for kind, keys in self._long.items()
            for key in keys[:: -(-len(keys) // MOST) or 1]
        ]

    @cached_property
    def _long(self) -> dict[Kind, list[int]]:
        return {
            Kind.OWN: [key for key in sorted(self.own) if len(set(self.own[key])) >= LEAST],
            Kind.IMPORTED: _long_rows(self.imported) if self.imported else [],
            Kind.SESSION: [key for key, each in enumerate(self.sessions) if len(each) >= LEAST],
        }

    def _list(self, kind: Kind, key: int) -> OwnList:
        if kind is Kind.SESSION:
            session, (ids, counts) = self.sessions[key], self._sessions_of_tracks
            worth = 1.0 / counts[np.searchsorted(ids, session.tracks)]
            return OwnList(kind, key, session.tracks, worth, session.began)
        if kind is Kind.OWN:
            tracks = np.unique(np.array([*self.own[key]], np.int64))
        else:
            assert self.imported
            ids, lists = self.imported
            tracks = np.sort(ids[lists[key].indices])
        return OwnList(kind, key, tracks, np.ones(len(tracks)))

    @cached_property
    def _sessions_of_tracks(self) -> tuple[Ids, NDArray[np.int64]]:
        """Tracks (t,), and how many sessions have each (t,)."""
        every = np.concatenate([session.tracks for session in self.sessions])
        return np.unique(every, return_counts=True)


def _long_rows(table: Table) -> list[int]:
    rows: list[int] = np.flatnonzero(np.diff(table[1].indptr) >= LEAST).tolist()
    return rows
