"""Agreement: whether a pupil's tags are its teachers' tags, on windows it was not taught."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

TOP = 3
"""A window's highest tags of each teacher count as what it said."""
_LEAST = 3
"""A tag said, or not said, of fewer windows than that is not judged."""


def tag_agreement(
    scores: NDArray[np.float32], taught: NDArray[np.float32], vocabularies: Sequence[int]
) -> dict[int, float]:
    """The area under the ROC curve of each tag that can be judged, by its number.

    `scores` (n, t) are the pupil's, `taught` (n, t) the teachers'; `vocabularies` are the lengths
    of the teachers' lists, one after the other in t.
    """
    areas = {}
    start = 0
    for length in vocabularies:
        said = _said(taught[:, start : start + length])
        for tag in range(length):
            if _LEAST <= said[:, tag].sum() <= len(said) - _LEAST:
                areas[start + tag] = float(roc_auc_score(said[:, tag], scores[:, start + tag]))
        start += length
    return areas


def _said(taught: NDArray[np.float32]) -> NDArray[np.bool_]:
    highest = np.argsort(-taught, axis=1)[:, :TOP]
    said = np.zeros(taught.shape, bool)
    np.put_along_axis(said, highest, True, axis=1)
    return said
