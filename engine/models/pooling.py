"""Pooling: from what a network says of a track's windows to what is known of the track."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
