"""How far one system is ahead of another, user by user, and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2_000


def ahead(
    one: NDArray[np.float64], other: NDArray[np.float64], seed: int = 0
) -> tuple[float, float, float]:
    """The mean difference of two measures (runs, users) and its 95 % interval.

    A paired bootstrap: every draw takes the same users for both, and of each system as many of its
    runs as it has, all with replacement. So the interval tells what other users and other seeds
    would change.
    """
    dice = np.random.default_rng(seed)
    users = one.shape[1]
    means = np.empty(_DRAWS)
    for draw in range(_DRAWS):
        rows = dice.integers(users, size=users)
        first, second = (
            runs[dice.integers(len(runs), size=len(runs))].mean(axis=0) for runs in (one, other)
        )
        means[draw] = (first - second)[rows].mean()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(one.mean() - other.mean()), float(low), float(high)
