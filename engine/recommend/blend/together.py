"""The voices of company: tracks that stand in the same playlists, or that the same people play.

Item-kNN by co-occurrence (`engine.recommend.continuation`), measured for playlists in
docs/decisions/sequence.md and for listeners in docs/decisions/listeners.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.index.base import Ids
from engine.recommend.blend.voice import Listed, Scores, places
from engine.recommend.continuation import Neighbours, Question
from engine.types import Signal

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GRAIN: Final = 0.01
"""Of a track's company, the share from which on the scale tells more from less."""
ENOUGH: Final = 10
"""Chances to be together that have to be missed before that says something against a track.

Each list of a seed is one with each of the track's: two tracks of one playlist each never had any.
"""
DOUBT: Final = 2.0
"""Lists that are added to those of the seeds, so that a single one is not all believed."""


@dataclass(frozen=True)
class Together:
    """Tracks (t,), their ids ascending, and the lists (l, t) in which they stand."""

    signal: Signal
    ids: Ids
    neighbours: Neighbours

    @classmethod
    def of_playlists(cls, ids: Ids, lists: csr_matrix) -> Together:
        """By the measure that continues playlists best."""
        return cls(Signal.PLAYLISTS, ids, Neighbours(_once(lists)))

    @classmethod
    def of_listeners(cls, ids: Ids, lists: csr_matrix) -> Together:
        """By the cosine, the best of those measured that learns nothing."""
        return cls(Signal.LISTENERS, ids, Neighbours(_once(lists), found=0.5, length=0.0))

    def asked(self, seeds: Ids) -> Listed | None:
        """About those of the seeds that stand in any list."""
        rows, known = places(self.ids, seeds)
        question = Question.of(rows[known])
        most = self.neighbours.of_themselves(question)
        if most <= 0:
            return None
        lists = float(self.neighbours.counts[question.rows].sum())
        shared = self.neighbours.scores(question) / most
        told = on_scale(shared * np.float32(lists / (lists + DOUBT)))
        alone = shared < _NEVER
        told[alone] = 0
        told[alone & (lists * self.neighbours.counts < ENOUGH)] = np.nan
        return Listed(self.ids, told)


_NEVER: Final = 1e-7
"""Below all that one shared list brings, above the trace that the counts leave."""


def on_scale(shared: Scores) -> Scores:
    """The share of a track's own company that another one keeps, as a score in 0–1.

    Shares are small wherever music is in many lists, and what tells is by how many times one is
    larger than another: so their logarithm is taken, which docs/decisions/blend.md measures.
    """
    told = np.log1p(np.clip(shared, 0, 1) / GRAIN) / np.log1p(1 / GRAIN)
    return np.asarray(told, np.float32)


def _once(lists: csr_matrix) -> csr_matrix:
    """Which track is in which list, however often."""
    from scipy.sparse import csr_matrix

    ones = csr_matrix(lists, dtype=np.float32, copy=True)
    ones.data[:] = 1
    return ones
