"""Measures of recommended lists: of what a user really played, how much is in the first k places.

Every item that the user is not known to play competes, and nothing is sampled: figures among a
hundred drawn items rank systems otherwise (Krichene and Rendle, "On sampled metrics for item
recommendation", 2020). Ties stand in the order of the items; which of them the
end of a list cuts off is left open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from engine.training.watch import Watch

Scores = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""Users (n,) → for each and every item how likely it is, (n, items)."""
LENGTH = 20
_CELLS = 1 << 24
"""Scores that are held at a time."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What was recommended to users (n,) and which of it (n, length) is right."""

    users: NDArray[np.int64]
    items: NDArray[np.int64]
    right: NDArray[np.bool_]
    wanted: NDArray[np.int64]
    """How many items are right for each user (n,), in the list or not."""
    catalogue: int

    def recall(self, length: int = LENGTH) -> NDArray[np.float64]:
        """Of what is right for each user (n,), the share in the first places."""
        return np.asarray(self.right[:, :length].sum(axis=1) / self.wanted)

    def ndcg(self, length: int = LENGTH) -> NDArray[np.float64]:
        """Of each user (n,), hits weighted by place, of the best that could be reached."""
        gains = 1 / np.log2(np.arange(2, length + 2))
        best = np.cumsum(gains)[np.minimum(self.wanted, length) - 1]
        hits = self.right[:, :length]
        return np.asarray(hits @ gains[: hits.shape[1]] / best)

    def coverage(self, length: int = LENGTH) -> float:
        """The share of all items that anybody is recommended."""
        return len(np.unique(self.items[:, :length])) / self.catalogue


def ranked(
    scores: Scores,
    known: csr_matrix,
    truth: csr_matrix,
    length: int = LENGTH,
    watch: Watch | None = None,
    most: int | None = None,
) -> Ranked:
    """Recommend to every user who has a row in `truth`, nothing of what is `known` (both u, i).

    With `most` only so many users are asked, from all over the table. Raises Cancelled.
    """
    watch = watch or Watch()
    wanted = np.diff(truth.indptr)
    users = np.flatnonzero(wanted).astype(np.int64)
    if most is not None and len(users) > most:
        users = users[np.linspace(0, len(users) - 1, most).astype(np.int64)]
    length = min(length, truth.shape[1])
    lists = np.empty((len(users), length), np.int64)
    right = np.empty((len(users), length), np.bool_)
    block = max(1, _CELLS // truth.shape[1])
    for start in range(0, len(users), block):
        some = users[start : start + block]
        found = np.array(scores(some), np.float32)
        rows, columns = known[some].nonzero()
        found[rows, columns] = -np.inf
        lists[start : start + block] = best = _best(found, length)
        right[start : start + block] = np.take_along_axis(
            np.asarray(truth[some].toarray()), best, axis=1
        )
        watch.step("Examining", start + len(some), len(users))
    return Ranked(users, lists, right, wanted[users].astype(np.int64), truth.shape[1])


def _best(scores: NDArray[np.float32], length: int) -> NDArray[np.int64]:
    """The places of the highest scores of each row (n, items), the highest first."""
    chosen = np.argpartition(-scores, length - 1, axis=1)[:, :length]
    chosen.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1)
