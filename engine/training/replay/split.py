"""Which plays are learned from, which tell when to stop, and which are only examined.

Four in five are for training, as published, and the fifth for the test; of the training, a tenth
tells when it gets no better. The published figure is of a random split, in which the future helps
to tell the past; by time, the newest plays are the test, which is what a player faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.training.replay.recipe import Order

Rows = NDArray[np.int64]

_TEST, _VALIDATION = 5, 10
_LEAST = 50
"""With fewer plays than that, some part would have next to none."""


@dataclass(frozen=True, slots=True)
class Split:
    """The places of plays in their log, each sorted."""

    train: Rows
    validation: Rows
    test: Rows

    @classmethod
    def of(cls, plays: int, order: Order, seed: int = 0) -> Self:
        """Deal out so many plays, oldest first; raises NearfieldError if there are too few."""
        if plays < _LEAST:
            message = f"{plays} plays; {_LEAST} are the least."
            raise NearfieldError("There is too little to learn from", message)
        places = np.arange(plays)
        if order == "random":
            np.random.default_rng(seed).shuffle(places)
        learned = plays - plays // _TEST
        train = learned - learned // _VALIDATION
        parts = np.split(places, [train, learned])
        return cls(*(np.sort(part) for part in parts))
