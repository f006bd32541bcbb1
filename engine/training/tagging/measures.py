"""Measures of a tagger: how well its scores tell the tracks with a tag from those without.

Each tag is a question of its own; the figure of a tagger is the mean over its tags. A tag that no
examined track has, or every one, has no AUC and no average precision: it is nan and left out of
the means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats
from sklearn import metrics

if TYPE_CHECKING:
    from numpy.typing import NDArray

MEASURES = ("accuracy", "precision", "recall", "average precision", "AUC-ROC")
THRESHOLD = 0.5
"""A score from here on says that the track has the tag."""
CONFIDENCE = 0.95


def measured(labels: NDArray[np.bool_], scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The `MEASURES` of each tag (tags, 5), from labels and scores (tracks, tags)."""
    columns = zip(labels.T, scores.T, strict=True)
    return np.array([_of_tag(truth, score) for truth, score in columns])


def _of_tag(truth: NDArray[np.bool_], score: NDArray[np.float32]) -> tuple[float, ...]:
    said = score >= THRESHOLD
    right = float((said & truth).sum())
    differs = bool(truth.any() and not truth.all())
    return (
        float((said == truth).mean()),
        right / said.sum() if said.any() else np.nan,
        right / truth.sum() if truth.any() else np.nan,
        float(metrics.average_precision_score(truth, score)) if differs else np.nan,
        float(metrics.roc_auc_score(truth, score)) if differs else np.nan,
    )


def mean_over_tags(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each measure over the tags that have it: (…, tags, 5) → (…, 5)."""
    known = ~np.isnan(measures)
    count = known.sum(axis=-2)
    total = np.where(known, measures, 0.0).sum(axis=-2)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def over_runs(runs: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean over runs (runs, …) and half the width of its 95 % interval by Student's t.

    The interval of a single run is nan: one run says nothing of its luck.
    """
    count = len(runs)
    mean = runs.mean(axis=0)
    if count < 2:
        return mean, np.full_like(mean, np.nan)
    quantile = float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1))
    half: NDArray[np.float64] = quantile * runs.std(axis=0, ddof=1) / np.sqrt(count)
    return mean, half


def co_occurrence(labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of the tracks with the tag of a row, the share that also has that of a column: (t, t)."""
    counts = labels.astype(np.float64)
    together = counts.T @ counts
    own = np.diag(together)[:, None]
    return np.divide(together, own, out=np.zeros_like(together), where=own > 0)
