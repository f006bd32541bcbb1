"""The recipe of the shipped weights: what the pupil is made of and how long it learns."""

from __future__ import annotations

from dataclasses import dataclass

from engine.audio.excerpts import ExcerptPlan

PLAN = ExcerptPlan(seconds=10.0, count=4, sample_rate=16_000)
"""What the analysis listens to, and the length of a lesson."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of the lessons, optimiser, length; levels in decibels."""

    embeddings: float = 1.0
    tags: float = 0.3
    likeness: float = 12.0
    equaliser: float = 2.0
    dimension: int = 128
    batch: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    epochs: int = 20
    held_back: float = 0.05
    """The share of recordings that choose the best epoch where no fold is left out."""
    real_alterations: int = 4
    """Of each window of real music; of a synthetic one half as many do."""
    synthetic_alterations: int = 1
    seed: int = 0


SHIPPED = Recipe()
"""What `make weights` does."""
