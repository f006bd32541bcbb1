"""The recipe of the shipped weights: what the pupil is made of and how long it learns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.audio.excerpts import ExcerptPlan

PLAN = ExcerptPlan(seconds=10.0, count=4, sample_rate=16_000)
"""What the analysis listens to, and the length of a lesson."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of the lessons, optimiser, length; levels in decibels."""

    network: str = "ear"
    embeddings: float = 1.0
    tags: float = 0.3
    highest: float = 2.0
    likeness: float = 12.0
    equaliser: float = 2.0
    dimension: int = 128
    whitened: bool = True
    """Whether the vector is whitened, or as it was learned."""
    batch: int = 64
    learning_rate: float = 4e-3
    weight_decay: float = 0.01
    epochs: int = 25
    held_back: float = 0.05
    """The share of recordings that choose the best epoch where no fold is left out."""
    real_alterations: int = 4
    """Of each window of real music."""
    synthetic: bool = True
    """Whether the synthetic corpus is learned from, if there is one."""
    synthetic_alterations: int = 1
    seed: int = 0


SHIPPED = Recipe()
"""What `make weights` does."""

_SHORT = replace(SHIPPED, epochs=2)
NETWORKS = {
    "the same, 2 epochs": _SHORT,
    "… a smaller network": replace(_SHORT, network="ear-small"),
    "… a larger network": replace(_SHORT, network="ear-large"),
}
"""What the size of the network is worth, each trained as long."""
ABLATIONS = {
    **NETWORKS,
    "… without the synthetic corpus": replace(_SHORT, synthetic=False, epochs=4),
    "… without the highest tags": replace(_SHORT, highest=0.0),
    "… with tags alone": replace(_SHORT, embeddings=0.0, likeness=0.0),
    "… not whitened": replace(_SHORT, whitened=False),
}
"""What the parts of the recipe are worth, each trained as long; without the corpus an epoch is
about half as long."""
