"""Recipes: the settings of a skip-gram's training. Plain values, that need no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SequenceRecipe:
    """How playlists are learned; the names are those of Mikolov et al., 2013."""

    dimension: int = 64
    window: int = 10
    """At most so many places apart; how many is drawn anew for each entry, from 1 on."""
    negatives: int = 5
    """For each pair."""
    power: float = 0.75
    """Negatives are drawn by how often a track occurs, to this power."""
    subsample: float = 1e-3
    """Tracks of a larger share of all entries are passed over more often; 0 passes over none."""
    least: int = 2
    """Tracks that occur less often are not learned."""
    rate: float = 0.1
    """At first; it falls along a line to nothing at the last epoch."""
    epochs: int = 10
    batch: int = 32
    """Playlists at a time."""
    split_seed: int = 0
