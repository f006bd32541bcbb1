"""Asking: lists of which a part is hidden, put to all voices at once, and who answers best.

What is fitted is judged on lists that it was not fitted to, beside each signal alone, beside equal
weights and beside the weights from before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.recommend.blend.blend import candidates
from engine.recommend.blend.fusion import Heed, Question, Questions, Vector, fitted, go_on
from engine.recommend.blend.voice import Opinion, Scores, Voice
from engine.types import Signal, Weights

BREADTH: Final = 200
"""Tracks that each voice may name in a question."""
FOLDS: Final = 5
DRAWS: Final = 2000
"""Samples of a bootstrap."""
BEFORE, EQUAL, FITTED = "as before", "equal weights", "the blend"

Progress = Callable[[int, int], None]


def question(
    voices: Sequence[Voice], seeds: Ids, hidden: Ids, worth: Vector | None = None
) -> Question:
    """What each voice (v,) says of what any of them names, and of what is hidden (h,).

    That is worth so much (h,), or all the same.
    """
    opinions = [voice.asked(seeds) for voice in voices]
    named = [opinion for opinion in opinions if opinion is not None]
    ids = np.union1d(candidates(named, seeds, BREADTH), hidden)
    worths = np.zeros(len(ids))
    worths[np.searchsorted(ids, hidden)] = 1.0 if worth is None else worth
    said = [_said(opinion, ids) for opinion in opinions]
    return Question(np.stack(said), worths)


def _said(opinion: Opinion | None, ids: Ids) -> Scores:
    return np.full(len(ids), np.nan, np.float32) if opinion is None else opinion.scores(ids)


def held_out(
    questions: Sequence[Question],
    groups: NDArray[np.int64],
    signals: Sequence[Signal],
    before: Weights,
    heed: Heed = go_on,
) -> dict[str, NDArray[np.float64]]:
    """By way of blending, how well it answers each question (q,), fitted to other groups only.

    Questions of one group (q,) are about the same things, and are never on both sides.
    """
    folds = np.unique(groups, return_inverse=True)[1] % FOLDS
    gains = {name: np.full(len(questions), np.nan) for name in (FITTED, BEFORE, EQUAL, *signals)}
    fixed = dict(ways(signals, before))
    for fold in np.unique(folds).tolist():
        others = [q for q, its in zip(questions, folds, strict=True) if its != fold]
        found = vector(fitted(others, signals, before, heed), signals)
        places = np.flatnonzero(folds == fold)
        asked = Questions([questions[place] for place in places.tolist()])
        for name, weights in {**fixed, FITTED: found}.items():
            gains[name][places] = asked.gains(weights)
    return gains


def ways(signals: Sequence[Signal], before: Weights) -> Mapping[str, NDArray[np.float64]]:
    """Weights (v,) that need no fitting: each signal alone, all alike, those from before."""
    alone = {str(s): np.eye(len(signals))[place] for place, s in enumerate(signals)}
    return {**alone, EQUAL: np.ones(len(signals)), BEFORE: vector(before, signals)}


def vector(weights: Weights, signals: Sequence[Signal]) -> NDArray[np.float64]:
    """The weights of some signals (v,)."""
    return np.array([weights.of(signal) for signal in signals])


def ahead(
    one: NDArray[np.float64], other: NDArray[np.float64], groups: NDArray[np.int64]
) -> tuple[float, float, float]:
    """How far one is ahead of another in the mean over groups, and the 95 % interval of that.

    A paired bootstrap over whole groups: questions about the same things are no independent
    witnesses.
    """
    _, of_group = np.unique(groups, return_inverse=True)
    apart = np.bincount(of_group, one - other) / np.bincount(of_group)
    dice = np.random.default_rng(0)
    means = [apart[dice.integers(len(apart), size=len(apart))].mean() for _ in range(DRAWS)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(apart.mean()), float(low), float(high)
