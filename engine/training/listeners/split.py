"""The split: of each user's items some for validation, some for the test, the rest to learn from.

Within each user, so that everybody is known when the test comes. Which ones is drawn from a seed;
or, where plays have times, the latest discoveries are the test's and those before validation's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from engine.errors import NearfieldError
from engine.training.plays.tally import Tally

VALIDATION, TEST = 0.1, 0.2
"""Shares of a user's items, rounded down to whole ones: who has fewer than 5 has no test."""


@dataclass(frozen=True, slots=True)
class Split:
    """Users by items (u, i), a one where the user played the item."""

    train: csr_matrix
    validation: csr_matrix
    test: csr_matrix

    @property
    def known(self) -> csr_matrix:
        """What must not be recommended in the test."""
        return self.train + self.validation


def split_of(tally: Tally, seed: int, *, by_time: bool = False) -> Split:
    """Deal the pairs of a tally; raises NearfieldError if times are wanted and not all are told."""
    if by_time and not tally.timed:
        message = "Split at random instead."
        raise NearfieldError("Not every play in these files has a time", message)
    order = -tally.since if by_time else np.random.default_rng(seed).random(len(tally))
    rows = np.lexsort((order, tally.of_user))
    owned = np.bincount(tally.of_user, minlength=len(tally.users))
    first = np.cumsum(owned) - owned
    place = np.arange(len(tally)) - first[tally.of_user[rows]]
    ends = np.floor(np.multiply.outer((TEST, TEST + VALIDATION), owned) + 1e-9)
    test, held = place < ends[:, tally.of_user[rows]]
    return Split(
        train=_matrix(tally, rows[~held]),
        validation=_matrix(tally, rows[held & ~test]),
        test=_matrix(tally, rows[test]),
    )


def _matrix(tally: Tally, rows: NDArray[np.int64]) -> csr_matrix:
    shape = (len(tally.users), len(tally.items))
    ones = np.ones(len(rows), np.float32)
    matrix = csr_matrix((ones, (tally.of_user[rows], tally.of_item[rows])), shape)
    matrix.sort_indices()
    return matrix
