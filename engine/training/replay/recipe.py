"""Recipes: the settings of a replay model's training. Plain values, that need no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Order = Literal["random", "time"]
"""Which plays are kept for the test: any of them, or the newest."""

RATES = (0.1, 0.01, 0.001, 0.0001)
"""The learning rates that are tried; the one with the lowest validation loss stays."""


@dataclass(frozen=True, slots=True)
class ReplayRecipe:
    """How to train, as published but for what the fields say."""

    split: Order = "random"
    split_seed: int = 0
    least: int = 2
    """Plays of a word that has a class of its own."""
    hidden: tuple[int, int] = (256, 128)
    dropout: float = 0.0
    rates: tuple[float, ...] = RATES
    batch: int = 800_000
    """Plays of a step at most; with fewer, all of them. It goes through the network in slices."""
    epochs: int = 200
    patience: int = 10
    """Epochs in a row without a gain of `gain` in validation loss after which it ends."""
    gain: float = 0.01
    plateau: int = 3
    """Epochs in a row without a lower validation loss after which the rate falls to a tenth."""
