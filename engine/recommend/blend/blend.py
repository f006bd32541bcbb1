"""The blend: the voices that know something, each counted by its weight.

A score is the weighted mean of what the voices say. One that knows nothing of a track does not
count for it, neither for nor against: its weight goes to the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.recommend.blend.voice import Opinion, Scores, Voice
from engine.types import Share, Signal, Weights

LOOKED_AT: Final = 150
"""Tracks that each voice may name, unless more are wanted."""


@dataclass(frozen=True, slots=True)
class Blended:
    """Tracks (n,), the best first, with their scores (n,) and the part of each voice (v, n)."""

    ids: Ids
    scores: Scores
    parts: Scores
    """Adds up to the scores."""
    signals: tuple[Signal, ...]

    def shares(self, row: int) -> tuple[Share, ...]:
        """The part that each signal has in one score, the largest first; none has nothing."""
        parts, whole = self.parts[:, row], float(self.scores[row])
        told = [
            Share(signal, float(part) / whole)
            for signal, part in zip(self.signals, parts, strict=True)
            if part > 0
        ]
        return tuple(sorted(told, key=lambda share: -share.share))


@dataclass(frozen=True, slots=True)
class Blend:
    """Asks voices; one without a weight only names candidates."""

    voices: Sequence[Voice]
    weights: Weights

    def goes_with(self, seeds: Ids, among: Ids | None = None, breadth: int = LOOKED_AT) -> Blended:
        """All candidates, the best first, none of them a seed; ties in the order of their ids.

        Candidates are what the voices name, so many each. `among` are the only ones there are, if
        given.
        """
        seeds = np.unique(seeds)  # one that is named twice counts once
        opinions = self.opinions(seeds) if len(seeds) else []
        ids = candidates([opinion for _, opinion in opinions], seeds, breadth, among)
        signals = tuple(signal for signal, _ in opinions)
        told = [opinion.scores(ids) for _, opinion in opinions]
        said = np.stack(told) if told else np.empty((0, len(ids)), np.float32)
        scores, parts = mixed(said, np.array([self.weights.of(signal) for signal in signals]))
        order = np.argsort(-scores, kind="stable")
        return Blended(ids[order], scores[order], parts[:, order], signals)

    def opinions(self, seeds: Ids) -> list[tuple[Signal, Opinion]]:
        """What the voices say, of those that say anything."""
        heard = [(voice.signal, voice.asked(seeds)) for voice in self.voices]
        return [(signal, opinion) for signal, opinion in heard if opinion is not None]


def candidates(
    opinions: Sequence[Opinion], seeds: Ids, breadth: int, among: Ids | None = None
) -> Ids:
    """What any of the opinions would look at, in ascending order, without the seeds."""
    named = [opinion.nearest(breadth, among) for opinion in opinions]
    return np.setdiff1d(np.concatenate([np.empty(0, np.int64), *named]), seeds)


def mixed(said: Scores, weights: NDArray[np.float64]) -> tuple[Scores, Scores]:
    """What voices say (v, n), NaN where they know nothing, by their weights (v,).

    Returns the scores (n,), and of them the part of each voice (v, n); 0 where nobody knows
    anything.
    """
    known = np.isfinite(said)
    counted = weights[:, None] * known
    total = np.maximum(counted.sum(axis=0), np.finfo(np.float32).tiny)
    parts = counted * np.where(known, said, 0) / total
    return parts.sum(axis=0).astype(np.float32), parts.astype(np.float32)
