"""Measures of predicted probabilities: how often right, how well ordered, how honest.

`±` is half a 95 % interval over which plays happened to be examined. Plays of one user are alike,
so the real one is wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

Truth = NDArray[np.bool_]
Told = NDArray[np.float32]
BINS = 10
_WIDE = 1.96
_SURE = 1e-7
"""Nobody is surer than that: one play of the other kind would make the mean loss infinite."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and half its interval; nan where there is none."""

    value: float
    half: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Of probabilities told for plays (n,) whose outcome is known."""

    accuracy: Figure
    """How often a probability above one half is right."""
    auc: Figure
    """How likely a play that was followed by another has the higher probability of two."""
    log_loss: Figure
    """The mean of minus the logarithm of the probability of what happened."""
    calibration: float
    """How far, in the mean over plays, the probabilities of a bin are off the share in it."""

    @classmethod
    def of(cls, truth: Truth, told: Told) -> Self:
        """Of n plays, n at least 1."""
        right = (told > 0.5) == truth
        sure = np.clip(told.astype(np.float64), _SURE, 1 - _SURE)
        losses = -np.log(np.where(truth, sure, 1 - sure))
        off = sum(abs(each.told - each.share) * each.plays for each in calibration(truth, told))
        return cls(_mean(right), area(truth, told), _mean(losses), off / len(truth))


@dataclass(frozen=True, slots=True)
class Bin:
    """Plays of about the same probability: the mean of it, and the share that was replayed."""

    told: float
    share: float
    plays: int


def calibration(truth: Truth, told: Told) -> tuple[Bin, ...]:
    """Bins of about as many plays each, the lowest probabilities first; equal ones share a bin."""
    edges = np.unique(np.quantile(told, np.arange(1, BINS) / BINS))
    places = np.searchsorted(edges, told)
    parts = [places == place for place in np.unique(places)]
    return tuple(Bin(float(told[p].mean()), float(truth[p].mean()), int(p.sum())) for p in parts)


def area(truth: Truth, told: Told) -> Figure:
    """The area under the ROC curve; its error as by Hanley and McNeil, Radiology 143 (1982)."""
    yes, no = int(truth.sum()), int((~truth).sum())
    if not yes or not no:
        return Figure(np.nan, np.nan)
    auc = float(roc_auc_score(truth, told))
    once, twice = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (yes - 1) * (once - auc**2) + (no - 1) * (twice - auc**2)
    return Figure(auc, _WIDE * float(np.sqrt(max(spread, 0.0) / (yes * no))))


def _mean(values: NDArray[np.bool_] | NDArray[np.float64]) -> Figure:
    return Figure(float(values.mean()), _WIDE * float(values.std() / np.sqrt(len(values))))
