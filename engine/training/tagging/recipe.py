"""Recipes: the settings of a tagger's training. Plain values, that need no torch."""

from __future__ import annotations

from dataclasses import dataclass

OWN_NETWORKS = ("k2c1", "k1c2", "k2c2")
"""Those that are trained here; `engine.models.taggers.networks` has them and the imported ones."""


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """What to train, on which tags, for how long. The data is split by `split_seed`."""

    network: str = "k2c1"
    windows: int = 1
    """Windows of a track, in training and when the tagger is used; the published data has one."""
    most_tags: int = 50
    least_tracks: int = 5
    split_seed: int = 0
    epochs: int = 100
    patience: int = 10
    """Epochs in a row without a lower validation loss after which it ends."""
    batch: int = 32
    rate: float = 0.001
