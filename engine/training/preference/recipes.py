"""Recipes: what the stage `fit` is made of, by name.

`published` follows the description of the method to the letter. `gentle` is what the shipped
weights are made with; docs/decisions/embedder-training.md says why it differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of the loop; levels in decibels, shifts in mel bands, lengths in mel steps."""

    name: str
    learning_rate: float
    """Of Adam."""
    filter_bank: bool = False
    """Start from a filter bank instead of random weights."""
    graded: bool = False
    """Draw any order that the graph knows instead of the closest and the farthest only."""
    decay: bool = False
    """Let the learning rate fall to nothing along half a cosine."""
    crop: int | None = None
    """Look at a random part of this length of each chunk."""
    shared_equaliser: float = 0.0
    """A random equaliser over all three of a triplet: the likeness must survive it."""
    shared_shift: int = 0
    """A random transposition of all three of a triplet, up to so many bands."""
    own_equaliser: float = 0.0
    """A random equaliser over each excerpt by itself: codecs and masterings differ."""
    margin: float = 0.5
    batch: int = 16
    steps: int = 600
    check_every: int = 50
    """Steps between looks at the validation split."""
    patience: int = 6
    """Looks without a better validation accuracy after which the run ends."""


PUBLISHED = Recipe("published", learning_rate=0.005)
GENTLE = Recipe(
    "gentle",
    learning_rate=0.0001,
    filter_bank=True,
    graded=True,
    decay=True,
    crop=256,
    shared_equaliser=6.0,
    shared_shift=6,
    own_equaliser=2.0,
)
RECIPES: Mapping[str, Recipe] = MappingProxyType({r.name: r for r in (PUBLISHED, GENTLE)})
