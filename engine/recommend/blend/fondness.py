"""The voices of the user: what will be played again, and what is liked or near to it.

Both speak of a track by itself, whatever the seeds are, and name none of their own: they order what
the other voices bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.index.base import Ids
from engine.recommend.blend.sound import Vectorised, products
from engine.recommend.blend.voice import Listed, Scores
from engine.types import Signal


@dataclass(frozen=True)
class Replay:
    """By the share of the tracks (t,) that are less likely played again than this one.

    Chances are small numbers of no common scale with the others; their order is what counts.
    """

    ids: Ids
    chances: Scores
    signal: Signal = Signal.REPLAY

    def asked(self, seeds: Ids) -> Listed | None:
        """The same about any; nothing where all chances are one."""
        return self._opinion

    @cached_property
    def _opinion(self) -> Listed | None:
        if not len(self.ids) or self.chances.min() == self.chances.max():
            return None
        order = np.argsort(self.ids, kind="stable")
        _, rows, counts = np.unique(self.chances[order], return_inverse=True, return_counts=True)
        below = np.cumsum(counts) - counts
        shares = below / (len(order) - counts[-1])
        return Listed(self.ids[order], shares[rows].astype(np.float32), looks=False)


@dataclass(frozen=True, slots=True)
class Likes:
    """1 for what is liked; of others the cosine to the nearest liked track."""

    liked: Ids
    vectors: Vectorised
    signal: Signal = Signal.LIKES

    def asked(self, seeds: Ids) -> Fond | None:
        """About the liked tracks other than the seeds: that these are liked says nothing."""
        others = self.liked[~np.isin(self.liked, seeds)]
        if not len(others):
            return None
        return Fond(others, self.vectors(others)[1], self.vectors)


@dataclass(frozen=True, slots=True)
class Fond:
    """What is liked: tracks (n,), and vectors (h, d) of those that were heard."""

    liked: Ids
    heard: Scores
    vectors: Vectorised

    def nearest(self, count: int, among: Ids | None) -> Ids:
        """None of its own."""
        return np.empty(0, np.int64)

    def scores(self, candidates: Ids) -> Scores:
        """NaN for what was not heard, unless it is liked."""
        told = np.full(len(candidates), np.nan, np.float32)
        known, vectors = self.vectors(candidates)
        if len(vectors) and len(self.heard):
            told[known] = np.clip(products(vectors, self.heard).max(axis=1), 0, 1)
        told[np.isin(candidates, self.liked)] = 1
        return told
