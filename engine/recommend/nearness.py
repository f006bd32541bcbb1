"""Nearness in words that mean the same whatever model listens.

Models differ in where their cosines lie: two tracks that have nothing in common are at 0 to the
shipped ear and at 0.77 to a published tagger. So a word is given by where a cosine stands between
what is unusual for two tracks of this library and 1, where they are the same. The figures that are
shown beside it stay cosines. What was measured is in docs/decisions/nearness.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.recommend.blend.sound import Vectors, products

RARE: Final = 1 / 70
"""The share of all pairs of tracks that sound alike."""
FAR: Final = 7 / 12
"""How far from there to the same the very much alike begin."""
FEWEST: Final = 30
"""Tracks without which nothing can be said of what is usual."""
SAME: Final = 0.9999
"""Cosines from which on it is the same recording, which says nothing of what is usual."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """The cosine from which on tracks sound alike; by default the shipped ear's."""

    alike: float = 0.4

    @property
    def very_alike(self) -> float:
        """The cosine from which on they sound very much alike."""
        return self.alike + FAR * (1 - self.alike)

    def told(self, cosine: float) -> str:
        """How much alike two tracks sound."""
        if cosine >= self.very_alike:
            return "sounds very much alike"
        return "sounds alike" if cosine >= self.alike else "sounds a little alike"


def nearness_among(vectors: Vectors) -> Nearness:
    """As it is among some tracks of a library (n, d), chosen at random."""
    if len(vectors) < FEWEST:
        return Nearness()
    cosines = products(vectors, vectors)[np.triu_indices(len(vectors), 1)]
    different = cosines[cosines < SAME]
    return Nearness(float(np.quantile(different, 1 - RARE))) if len(different) else Nearness()
