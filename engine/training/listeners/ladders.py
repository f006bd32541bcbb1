"""The search for settings: every setting is a ladder of values, and the best place is climbed to.

After a start comes, again and again, a neighbour of the best so far, one rung up or down on one
ladder. Once all of these were tried others are drawn, and should one be better, climbed on from. So
the best ends up with worse neighbours on every side, or on a ladder's end, and then that is told.

What comes next follows from the seed and from what was tried alone: a search goes on another day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Value = float | int | str | bool
Settings = Mapping[str, Value]
_DRAWS = 1_000
"""Draws in a row that were tried before, after which there seem to be no others."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The values of a setting in order; past a natural end there are none, as below no decay."""

    values: tuple[Value, ...]
    natural_first: bool = False
    natural_last: bool = False

    def beside(self, value: Value) -> list[Value]:
        """The values one rung down and up."""
        place = self.values.index(value)
        return [
            self.values[near] for near in (place - 1, place + 1) if 0 <= near < len(self.values)
        ]

    def is_edge(self, value: Value) -> bool:
        """Whether better values may lie past this one that the ladder does not have."""
        place = self.values.index(value)
        first, last = place == 0, place == len(self.values) - 1
        return (first and not self.natural_first) or (last and not self.natural_last)


Ladders = Mapping[str, Ladder]


def either(*values: Value) -> Ladder:
    """A choice between all there are."""
    return Ladder(values, natural_first=True, natural_last=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings, what validation said of them, and after how many epochs or rounds it was best."""

    settings: Settings
    ndcg: float
    steps: int


def best_of(trials: Sequence[Trial]) -> Trial:
    """The one with the highest figure; the earlier of two."""
    return max(trials, key=lambda trial: trial.ndcg)


def upcoming(
    ladders: Ladders, start: Settings, trials: Sequence[Trial], seed: int
) -> Settings | None:
    """What to try after these; None if all settings seem to have been tried."""
    if not trials:
        return start
    dice = np.random.default_rng((seed, len(trials)))
    if near := untried(ladders, trials):
        return near[int(dice.integers(len(near)))]
    for _ in range(_DRAWS):
        found = {name: ladder.values[dice.integers(len(ladder.values))]
                 for name, ladder in ladders.items()}  # fmt: skip
        if not _tried(found, trials):
            return found
    return None


def untried(ladders: Ladders, trials: Sequence[Trial]) -> list[Settings]:
    """The neighbours of the best settings that were not tried."""
    best = best_of(trials).settings
    return [near for near in _neighbours(ladders, best) if not _tried(near, trials)]


def _neighbours(ladders: Ladders, settings: Settings) -> Iterator[Settings]:
    for name, ladder in ladders.items():
        for value in ladder.beside(settings[name]):
            yield {**settings, name: value}


def _tried(settings: Settings, trials: Sequence[Trial]) -> bool:
    return any(trial.settings == settings for trial in trials)


def at_edges(ladders: Ladders, settings: Settings) -> list[str]:
    """The settings beyond whose value better ones may lie."""
    return [name for name, ladder in ladders.items() if ladder.is_edge(settings[name])]
