"""The past: what had happened to each thing before a moment, for many things and moments at once.

Whatever is told of a play comes through here, so that nothing of its future can: only what happened
strictly before the moment counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.float64]
Things = NDArray[np.int64]
"""Numbers of the things that events happen to: tracks, say, or artists."""


class Past:
    """Events (n,), each of a thing and at a moment, in any order."""

    def __init__(self, of: Things, when: Moments) -> None:
        self._moments = np.unique(when)
        self._order = np.lexsort((when, of))
        ranks = np.searchsorted(self._moments, when)
        self._keys = self._key(of, ranks)[self._order]
        self._when = when

    def until(self, of: Things, moments: Moments) -> Before:
        """What happened to things (m,) before moments (m,)."""
        ranks = np.searchsorted(self._moments, moments)
        first = np.searchsorted(self._keys, self._key(of, np.zeros(len(of), np.int64)))
        end = np.searchsorted(self._keys, self._key(of, ranks))
        return Before(self._order, self._when, first, end, moments)

    def _key(self, of: Things, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Whole numbers, so that no rounding puts what comes later before."""
        return of * (len(self._moments) + 1) + ranks


class Before:
    """Of each of m questions the events between two places in an order."""

    def __init__(
        self,
        order: NDArray[np.intp],
        when: Moments,
        first: NDArray[np.intp],
        end: NDArray[np.intp],
        moments: Moments,
    ) -> None:
        self._order, self._when, self._moments = order, when, moments
        self._first, self._end = first, end

    @property
    def counts(self) -> NDArray[np.float64]:
        """How many events there were (m,)."""
        return (self._end - self._first).astype(np.float64)

    def sums(self, values: NDArray[np.floating] | NDArray[np.bool_]) -> NDArray[np.float64]:
        """The sums (m,) of what the events are worth (n,)."""
        reached = np.concatenate([[0.0], np.cumsum(values[self._order], dtype=np.float64)])
        return np.asarray(reached[self._end] - reached[self._first])

    def fading(
        self, values: NDArray[np.floating] | NDArray[np.bool_], half_life: float
    ) -> NDArray[np.float64]:
        """As `sums`, each event worth half as much for every `half_life` seconds it is past."""
        latest = self._moments.max(initial=0.0)
        powers = np.clip((self._when - latest) / half_life, -_MOST, 0)
        back = np.clip((latest - self._moments) / half_life, 0, _MOST)
        return np.asarray(np.maximum(self.sums(values * 2.0**powers), 0) * 2.0**back)

    def last(self) -> NDArray[np.intp]:
        """Which of the n events was the last one; -1 where there was none (m,)."""
        if not len(self._order):
            return np.full(len(self._end), -1)
        return np.where(self._end > self._first, self._order[self._end - 1], -1)


_MOST = 500.0
"""Half-lives that are told apart: beyond, a float overflows."""
