"""Recipes: the settings of a training of listeners. Plain values, that need no torch."""

from __future__ import annotations

from dataclasses import dataclass

from engine.models.listeners_file import DOT

BPR, LOGISTIC = LOSSES = ("bpr", "logistic")
ADAM, SGD = OPTIMISERS = ("adam", "sgd")


@dataclass(frozen=True, slots=True)
class ListenersRecipe:
    """What to train, and how: by default what did best on the validation of HetRec.

    The data is split by `split_seed`, or by time.
    """

    dimension: int = 128
    measure: str = DOT
    scale: float = 1.0
    """What the cosine or the distance is multiplied with, before the loss."""
    biased: bool = True
    loss: str = BPR
    negatives: int = 16
    """For each play so many items that the user does not play."""
    popularity: float = 0.5
    """Negatives are drawn by the number of an item's listeners to this power; 0 is evenly."""
    optimiser: str = ADAM
    rate: float = 0.004
    decay: float = 3e-5
    """Weight decay (L2). The loss is a mean over the batch, so little is much."""
    sparse: bool = True
    """Whether only rows in a batch are updated and decayed; otherwise all are, in every step."""
    batch: int = 1024
    epochs: int = 100
    patience: int = 5
    """Epochs in a row without a better validation NDCG after which it ends."""
    split_seed: int = 0
    by_time: bool = False
