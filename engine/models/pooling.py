"""Pooling: from what a network says of a track's windows to what is known of the track."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


Pooled = tuple["NDArray[np.float32]", "NDArray[np.float32]"]
"""What is said of a track: its vector (d,) and the scores of the model's tags (t,)."""


def pool_tracks(
    vectors: NDArray[np.float32], scores: NDArray[np.float32], counts: Sequence[int]
) -> list[Pooled]:
    """What is said of several tracks whose windows, `counts` of each, stand one after the other.

    Of vectors (n, d) and scores (n, t); n is the sum of the counts.
    """
    ends = np.cumsum(counts)[:-1]
    return [
        (pool(of_vector), pool_scores(of_scores))
        for of_vector, of_scores in zip(
            np.split(vectors, ends), np.split(scores, ends), strict=True
        )
    ]


def pool(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean direction of unit vectors (n, d), n ≥ 1: a unit vector (d,).

    Windows that cancel out exactly point nowhere; then the first speaks for the track.
    """
    mean = windows.mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    direction = mean / length if length > 0 else windows[0]
    return np.asarray(direction, dtype=np.float32)


def pool_scores(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of tag scores (n, t), n ≥ 1: how much of the track each tag holds for (t,)."""
    return np.asarray(windows.mean(axis=0, dtype=np.float64), dtype=np.float32)
