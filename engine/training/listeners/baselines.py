"""What needs no training: a system that learns should beat it, or it is said that it does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from engine.training.listeners.measures import Scores


def popularity(train: csr_matrix) -> Scores:
    """Everybody is recommended what most users play; plays (u, i)."""
    listeners = np.asarray(train.sum(axis=0), np.float32).ravel()
    return lambda users: np.broadcast_to(listeners, (len(users), len(listeners)))


def neighbours(train: csr_matrix) -> Scores:
    """Items like those that the user plays: the sum of their cosines over who plays them.

    Item-based nearest neighbours (Sarwar et al., 2001) without a limit to their number. The items'
    likeness is never held; a block of users goes by way of the users that they share items with.
    """
    lengths = np.sqrt(np.asarray(train.sum(axis=0), np.float32).ravel())
    tempered = (train @ diags(1 / np.maximum(lengths, 1))).tocsr()
    transposed = train.T.tocsr()

    def scores(users: NDArray[np.int64]) -> NDArray[np.float32]:
        shared = tempered[users] @ transposed
        return np.asarray((shared @ tempered).toarray(), np.float32)

    return scores
