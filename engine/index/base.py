"""What every index offers: unit vectors in under integer ids, the nearest ids out."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Similarities = NDArray[np.float32]


class Index(Protocol):
    """Unit vectors of one dimension d under ids; all methods may be called from any thread."""

    def __len__(self) -> int:
        """How many vectors it holds."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,); an id that is there gets its new vector."""

    def remove(self, ids: Ids) -> None:
        """Take vectors out; unknown ids are passed over."""

    def search(self, vector: Vectors, count: int) -> tuple[Ids, Similarities]:
        """The ids of the `count` nearest to `vector` (d,) and their cosines, nearest first.

        Fewer come back when fewer are there.
        """
