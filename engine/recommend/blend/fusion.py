"""Fusion: the weights under which what belongs together is found first.

A conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974):
of the candidates of a question, the one that was hidden is chosen with a probability that grows
with its blended score. No weight is negative, and their proportions are drawn towards those that
were there before, the more so the fewer questions there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.recommend.blend.blend import mixed
from engine.recommend.blend.voice import Scores
from engine.types import Signal, Weights

SHRINK: Final = 10.0
"""Nats by which all questions together have to be answered better for all weight to move."""
START: Final = 5.0
"""The steepness from which it is looked for: how much a whole point of the score decides."""
_STEEPEST: Final = 1e-3
"""Pull on the steepness, so that questions without a mistake do not make it endless."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """What voices say (v, c) of the candidates for some seeds, and which of these belong (c,)."""

    said: Scores
    right: NDArray[np.bool_]

    @property
    def answerable(self) -> bool:
        """Whether there is something to choose."""
        return bool(self.right.any() and not self.right.all())


def fitted(questions: Sequence[Question], signals: Sequence[Signal], before: Weights) -> Weights:
    """The weights (adding up to 1) that explain the questions best; those `before` without any.

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
        heard = [Question(question.said[speaks], question.right) for question in asked]
        shares[speaks] = left * _proportions(heard, shares[speaks] / left)
    told = dict(zip((signal.value for signal in signals), shares.tolist(), strict=True))
    return Weights(**{signal.value: told.get(signal.value, 0.0) for signal in Signal})


def _proportions(asked: Sequence[Question], before: Vector) -> Vector:
    """Those of the weights (v,) that explain the questions best."""
    from scipy.optimize import minimize

    found = minimize(
        lambda weights: _loss(weights, asked, before),
        START * (before + 1 / len(before)) / 2,  # off the edge, where gradients may vanish
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * len(before),
    )
    whole = float(found.x.sum())
    return np.asarray(found.x / whole) if whole > 0 else before


def gain(question: Question, weights: Vector) -> float:
    """How well a blend answers (normalised discounted gain): 1 if all that is right comes first."""
    scores, _ = mixed(question.said, weights)
    order = np.lexsort((question.right, -scores))  # ties: what is wrong first, so as not to flatter
    gains = 1 / np.log2(np.arange(2, len(order) + 2))
    return float(question.right[order] @ gains / gains[: question.right.sum()].sum())


def _loss(
    weights: Vector, questions: Sequence[Question], proportions: Vector
) -> tuple[float, Vector]:
    """Minus the mean log-likelihood of what is right, with the pulls; and its gradient (v,)."""
    loss, slope = 0.0, np.zeros_like(weights)
    for question in questions:
        one, its = _surprise(weights, question)
        loss, slope = loss + one, slope + its
    count = len(questions)
    whole = max(float(weights.sum()), 1e-9)
    own = weights / whole
    off = own - proportions
    loss += SHRINK * float(off @ off) + _STEEPEST * float(weights @ weights)
    slope = slope + 2 * SHRINK * (off - off @ own) / whole + 2 * _STEEPEST * weights
    return loss / count, slope / count


def _surprise(weights: Vector, question: Question) -> tuple[float, Vector]:
    """Minus the log-likelihood of what is right in one question, and its gradient (v,).

    A candidate's utility is the sum of the weights times its blended score.
    """
    known = np.isfinite(question.said)
    said = np.where(known, question.said, 0).astype(np.float64)
    total = np.maximum(weights @ known, 1e-9)
    score, whole = weights @ said / total, float(weights.sum())
    exponents = np.exp(whole * (score - score.max()))
    chances = exponents / exponents.sum()
    right = question.right / question.right.sum()
    loss = -float(right @ np.log(np.maximum(chances, 1e-300)))
    change = score + whole * (said - known * score) / total
    return loss, change @ (chances - right)
