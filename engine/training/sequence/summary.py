"""Means of what was reached, with intervals over the playlists that were asked about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.sequence.evaluate import Evaluation
from engine.training.sequence.questions import Task

Figures = NDArray[np.float64]
_NORMAL = 1.96


@dataclass(frozen=True, slots=True)
class Mean:
    """Means (measures,) and half the width of their 95 % intervals."""

    mean: Figures
    half: Figures

    @classmethod
    def of(cls, rows: Figures) -> Mean:
        """Over rows (n, measures); a single one has no interval."""
        if len(rows) < 2:
            return cls(rows.mean(axis=0), np.full(rows.shape[1], np.nan))
        spread = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
        return cls(rows.mean(axis=0), _NORMAL * spread)


def of_task(evaluation: Evaluation, figures: Figures, task: Task) -> Mean | None:
    """Over the questions of a task, of figures (questions, measures); None if there are none."""
    chosen = np.array([one.task == task for one in evaluation.questions])
    return Mean.of(figures[chosen]) if chosen.any() else None


def overall(evaluation: Evaluation, figures: Figures) -> Mean:
    """Over the playlists, each with the mean over the questions about it."""
    numbers = np.array([one.playlist for one in evaluation.questions])
    _, places = np.unique(numbers, return_inverse=True)
    sums = np.zeros((places.max() + 1, figures.shape[1]))
    np.add.at(sums, places, figures)
    return Mean.of(sums / np.bincount(places)[:, None])


def apart(evaluation: Evaluation, one: str, other: str) -> Mean:
    """By how much one way is above another, on the same playlists."""
    return overall(evaluation, evaluation.figures[one] - evaluation.figures[other])
