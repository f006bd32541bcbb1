"""The voice of the sound: how near the vectors of two tracks lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids, Index
from engine.recommend.blend.voice import Scores
from engine.types import Signal

MOST_SEEDS: Final = 30
"""How many seeds are looked around; with more, an even sample of them."""

Vectors = NDArray[np.float32]
Vectorised = Callable[[Ids], tuple[NDArray[np.bool_], Vectors]]
"""Tracks (n,) → which of them were heard (n,), and the unit vectors of these (heard, d)."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Finds by the index and judges by the vectors."""

    index: Index
    vectors: Vectorised
    signal: Signal = Signal.SOUND

    def asked(self, seeds: Ids) -> Near | None:
        """About those of the seeds that were heard."""
        _, heard = self.vectors(seeds)
        return Near(self.index, self.vectors, heard) if len(heard) else None


@dataclass(frozen=True, slots=True)
class Near:
    """By half the best and half the mean cosine with the seeds (s, d), what is below 0 as 0."""

    index: Index
    vectors: Vectorised
    seeds: Vectors

    def nearest(self, count: int, among: Ids | None) -> Ids:
        """The nearest of each seed and of their middle."""
        looked = self.seeds[:: -(-len(self.seeds) // MOST_SEEDS)]
        if len(self.seeds) > 1:
            middle = self.seeds.mean(axis=0)
            middle /= max(float(np.linalg.norm(middle)), 1e-9)
            looked = np.vstack([looked, middle])
        found = [self.index.search(vector, count, among)[0] for vector in looked]
        return np.asarray(list(dict.fromkeys(np.stack(found, 1).ravel().tolist())), np.int64)

    def scores(self, candidates: Ids) -> Scores:
        """NaN for what was not heard."""
        heard, vectors = self.vectors(candidates)
        told = np.full(len(candidates), np.nan, np.float32)
        if len(vectors):
            cosines = products(vectors, self.seeds)
            told[heard] = np.clip((cosines.max(axis=1) + cosines.mean(axis=1)) / 2, 0, 1)
        return told


def products(ones: Vectors, others: Vectors) -> Vectors:
    """Of each of ones (n, d) with each of others (m, d): (n, m).

    In pieces so small that the product of matrices takes one core: for so little, waking the others
    and waiting for them takes longer than it saves, and much longer where they are busy.
    """
    rows = max(1, _PIECE // max(others.size, 1))
    parts = [ones[at : at + rows] @ others.T for at in range(0, len(ones), rows)]
    return np.concatenate(parts) if parts else np.empty((0, len(others)), np.float32)


_PIECE: Final = 32_768
"""Multiplications: OpenBLAS takes more cores from about as many on."""
