"""Whitening: a vector in which every direction of what was heard counts alike.

A few strong directions say the same of nearly all music (loud or soft, drums or none) and drown the
rest: among teachers and pupils alike, principal components brought to the same deviation find
better neighbours than what the networks give. The weakest are noise, so they are held back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DAMPING = 0.02
"""Of the strongest component's variance, added to each before it is brought to 1."""


def whitening(
    heard: NDArray[np.float32], dimension: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weight (d, h) and bias (d,) of a linear layer over what was heard (n, h); d ≤ h."""
    variances, directions = np.linalg.eigh(np.cov(heard.T))
    strongest = np.argsort(variances)[::-1][:dimension]
    variances, directions = variances[strongest], directions[:, strongest]
    weight = (directions / np.sqrt(variances + DAMPING * variances[0])).T
    bias = -weight @ heard.mean(axis=0)
    return np.asarray(weight, np.float32), np.asarray(bias, np.float32)
