"""Fusion: the weights under which what belongs together is found first.

Coordinate ascent on the measure itself (Metzler & Croft, "Linear feature-based models for
information retrieval", 2007): each voice in turn gets the share of all weight under which questions
are answered best, the others keeping their proportions, until nothing gets better. No weight is
negative, and their proportions are drawn towards those that were there before, the more so the
fewer questions there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.recommend.blend.voice import Scores
from engine.types import Signal, Weights

SHARES: Final = (0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1)
"""Of all weight, what a voice is tried with."""
PULL: Final = 0.3
"""Gain of all questions together that is given up rather than move all weight."""
ENOUGH: Final = 1e-4
"""A round over all voices that brings less mean gain is the last one."""
_TIE: Final = 1e-9
"""Scores that are nearer are equal."""

Vector = NDArray[np.float64]
Heed = Callable[[], None]
"""Called now and then in long work; may raise to end it."""


def go_on() -> None:
    """Nobody asks to end it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What voices say (v, c) of the candidates for some seeds, and what each is worth (c,).

    What does not belong with the seeds is worth 0, what does is worth up to 1.
    """

    said: Scores
    worth: Vector

    @property
    def answerable(self) -> bool:
        """Whether there is something to choose."""
        return bool((self.worth > 0).any() and not (self.worth > 0).all())


class Questions:
    """Questions (q,) of the same voices, answered all at once."""

    def __init__(self, questions: Sequence[Question]) -> None:
        sizes = np.array([len(question.worth) for question in questions])
        said = np.concatenate([question.said for question in questions], axis=1)
        self._known = np.isfinite(said).astype(np.float64)
        self._said = np.nan_to_num(said.astype(np.float64))
        self._worth = np.concatenate([question.worth for question in questions])
        self._count = len(sizes)
        self._of = np.repeat(np.arange(len(sizes)), sizes)
        self._first = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._discounts = 1 / np.log2(np.arange(2, sizes.max() + 2))
        self._best = self._gathered(np.lexsort((-self._worth, self._of)))

    def __len__(self) -> int:
        return self._count

    def gains(self, weights: Vector) -> Vector:
        """How well a blend answers each: 1 if what is worth most comes first.

        The normalised discounted cumulative gain of all candidates (Järvelin & Kekäläinen,
        "Cumulated gain-based evaluation of IR techniques", 2002).
        """
        # As `engine.recommend.blend.blend.mixed`, without the parts; and on one core.
        told, counted = (np.einsum("v,vc->c", weights, of) for of in (self._said, self._known))
        scores = told / np.maximum(counted, np.finfo(np.float32).tiny)
        # Of ties what is worth least comes first, so as not to flatter.
        order = np.argsort(2 * self._of - scores + _TIE * self._worth)
        return self._gathered(order) / self._best

    def _gathered(self, order: NDArray[np.intp]) -> Vector:
        """The discounted gain (q,) of candidates in an order, question by question."""
        places = np.flatnonzero(self._worth[order] > 0)
        found = order[places]
        gains = self._discounts[places - self._first[found]] * self._worth[found]
        return np.asarray(np.bincount(self._of[found], gains, len(self)), np.float64)


def fitted(
    questions: Sequence[Question],
    signals: Sequence[Signal],
    before: Weights,
    heed: Heed = go_on,
) -> Weights:
    """The weights (adding up to 1) that answer the questions best; those `before` without any.

    A signal that says nothing in any of them keeps its share.
    """
    asked = [question for question in questions if question.answerable]
    start = np.array([before.of(signal) for signal in signals])
    if not asked or not start.sum() > 0:
        return before
    shares = start / start.sum()
    speaks = np.any([np.isfinite(question.said).any(axis=1) for question in asked], axis=0)
    left = float(shares[speaks].sum())
    if left > 0:
        heard = Questions([Question(question.said[speaks], question.worth) for question in asked])
        shares[speaks] = left * _climbed(heard, shares[speaks] / left, heed)
    told = dict(zip((signal.value for signal in signals), shares.tolist(), strict=True))
    return Weights(**{signal.value: told.get(signal.value, 0.0) for signal in Signal})


def _climbed(asked: Questions, before: Vector, heed: Heed) -> Vector:
    """From the proportions (v,) before to those under which the questions are answered best."""
    best, reached = before, -np.inf
    now = _worth(best, asked, before)
    while now - reached > ENOUGH:
        reached = now
        for voice in range(len(before)):
            heed()
            tried = [(now, best), *((_worth(w, asked, before), w) for w in _line(best, voice))]
            now, best = max(tried, key=lambda each: each[0])
    return best


def _line(weights: Vector, voice: int) -> list[Vector]:
    """Weights (v,) with other shares of one voice; none where it has all, and no other to give."""
    others = np.where(np.arange(len(weights)) == voice, 0, weights)
    whole = float(others.sum())
    one = np.eye(len(weights))[voice]
    return [share * one + (1 - share) * others / whole for share in SHARES] if whole > 0 else []


def _worth(weights: Vector, asked: Questions, before: Vector) -> float:
    off = weights - before
    return float(asked.gains(weights).mean()) - PULL * float(off @ off) / len(asked)
