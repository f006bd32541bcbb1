"""What people would otherwise use, on the same plays: boosted trees and logistic regression.

Both get the very same fields. Each has a setting that is chosen on the validation plays, as the
network's learning rate is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from engine.models.replay.fields import MISSING, Codes, Fields, Numbers
from engine.training.replay.encoding import EncodedPlays, Predict
from engine.training.replay.measures import Measures, Told
from engine.training.replay.split import Split

BOOSTING, REGRESSION = "HistGradientBoosting", "logistic regression"
_BINS = 255
"""Trees take a category as one only if it has fewer classes; else as its rank by frequency."""
_RATES = (0.1, 0.03)
_STRENGTHS = (0.01, 0.1, 1.0)
"""Inverse strengths of the regression's penalty."""


def fit_rivals(
    plays: EncodedPlays, fields: Fields, split: Split, most: int, seed: int = 0
) -> Iterator[tuple[str, Predict]]:
    """Each rival by name, fitted to the training plays, to `most` of them drawn at random."""
    rows = split.train
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
    truth = plays.replayed[rows]
    codes, numbers = plays.batch(rows)
    check = plays.batch(split.validation), plays.replayed[split.validation]
    trees = {f"rate {rate:g}": _trees(fields, codes, numbers, truth, rate) for rate in _RATES}
    yield BOOSTING, _best(trees, *check)
    hot = _one_hot(fields, codes, numbers)
    lines = {f"C {value:g}": _line(fields, hot, truth, value) for value in _STRENGTHS}
    yield REGRESSION, _best(lines, *check)


def _best(
    candidates: Mapping[str, Predict], seen: tuple[Codes, Numbers], truth: NDArray[np.bool_]
) -> Predict:
    """The one with the lowest loss."""
    return min(candidates.values(), key=lambda tell: Measures.of(truth, tell(*seen)).log_loss.value)


def _trees(
    fields: Fields, codes: Codes, numbers: Numbers, truth: NDArray[np.bool_], rate: float
) -> Predict:
    """Boosted trees, that stop by a tenth of what they are given."""
    kinds = [len(fields.vocabularies[each.vocabulary]) < _BINS for each in fields.categories]
    trees = HistGradientBoostingClassifier(
        learning_rate=rate,
        max_iter=500,
        early_stopping=True,
        categorical_features=[*kinds, *(False for _ in fields.numbers)],
        random_state=0,
    ).fit(np.hstack([codes, numbers]), truth)
    return lambda codes, numbers: _second(trees, np.hstack([codes, numbers]))


def _line(fields: Fields, hot: csr_matrix, truth: NDArray[np.bool_], value: float) -> Predict:
    """A regression; a thousand steps are enough for any of its settings here."""
    line = LogisticRegression(C=value, max_iter=1000, tol=1e-3).fit(hot, truth)
    return lambda codes, numbers: _second(line, _one_hot(fields, codes, numbers))


def _one_hot(fields: Fields, codes: Codes, numbers: Numbers) -> csr_matrix:
    """A column for each class of each category; for each number one, and one for its missing."""
    sizes = [len(fields.vocabularies[each.vocabulary]) for each in fields.categories]
    starts = np.cumsum([0, *sizes])
    count, width = codes.shape
    classes = csr_matrix(
        (
            np.ones(codes.size, np.float32),
            (codes + starts[:-1]).ravel(),
            np.arange(count + 1) * width,
        ),
        shape=(count, starts[-1]),
    )
    missing = numbers == MISSING
    return hstack([classes, np.where(missing, 0, numbers), missing.astype(np.float32)], "csr")


def _second(model: HistGradientBoostingClassifier | LogisticRegression, columns: object) -> Told:
    """The probability of the second of two classes."""
    return np.asarray(model.predict_proba(columns)[:, 1], np.float32)
