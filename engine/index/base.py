"""What every index offers: unit vectors in under integer ids, the nearest ids out."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
Similarities = NDArray[np.float32]


class Index(Protocol):
    """Unit vectors of one dimension d under ids; all methods may be called from any thread.

    Ids are a database's row numbers: never negative, and not many times more than vectors.
    """

    def __len__(self) -> int:
        """How many vectors it holds."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,); an id that is there gets its new vector.

        Of one id twice, the later counts. Searches find them once this returns.
        """

    def remove(self, ids: Ids) -> None:
        """Take vectors out; unknown ids are passed over."""

    def search(
        self, vector: Vectors, count: int, among: Ids | None = None
    ) -> tuple[Ids, Similarities]:
        """The ids of the `count` nearest to `vector` (d,) and their cosines, nearest first.

        `among` leaves out all others. Fewer come back when fewer are there.
        """


def top(similarities: Similarities, count: int) -> Rows:
    """The places of the `count` highest, highest first."""
    if count < len(similarities) // 4:
        best = np.argpartition(-similarities, count)[:count]
        return best[np.argsort(-similarities[best], kind="stable")]
    return np.argsort(-similarities, kind="stable")[:count]
