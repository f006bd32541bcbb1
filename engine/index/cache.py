"""The index on disk: a cache of the store's vectors that can be deleted at any time.

A file's name says how far it got: `<model>.<last write>.<vectors>.hnsw`. Its vectors are current
up to that write if the store still counts as many; what was written since is added, and anything
else means building anew.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from engine.index.base import Ids, Vectors
from engine.index.hnsw import HnswIndex

log = logging.getLogger(__name__)


class VectorSource(Protocol):
    """Where the vectors come from: writes are numbered, later ones higher."""

    def count(self, model_id: str, up_to: int | None = None) -> int:
        """How many of a model's vectors were written up to a write."""

    def vectors(self, model_id: str, after: int = 0) -> tuple[Ids, Vectors, int]:
        """Ids (n,) and vectors (n, d) written after a write, and the number of the last one."""


class CachedIndex:
    """The index of one model's vectors, read from `folder` or built from `source`."""

    def __init__(self, folder: Path, source: VectorSource, model_id: str, dimension: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._source, self.model_id = folder, source, model_id
        self.graph, self._reached = self._load(dimension) or (HnswIndex(dimension), 0)
        self.rebuilt = self._reached == 0
        self.catch_up()

    def catch_up(self) -> None:
        """Add what was written to the store since."""
        ids, vectors, reached = self._source.vectors(self.model_id, after=self._reached)
        if len(ids):
            self.graph.add(ids, vectors)
        self._reached = reached

    def save(self) -> None:
        """Keep the graph for the next start, in place of the one before."""
        target = self._folder / f"{self.model_id}.{self._reached}.{len(self.graph)}.hnsw"
        if target.exists() or not self.graph.tidy or not len(self.graph):
            return
        before = self._files()
        self.graph.save(target)
        for path in before:
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self.model_id}.*.hnsw"))

    def _load(self, dimension: int) -> tuple[HnswIndex, int] | None:
        for path in self._files():
            try:
                reached, count = map(int, path.name.split(".")[1:3])
                if self._source.count(self.model_id, up_to=reached) != count:
                    continue
                graph = HnswIndex.load(path, dimension)
            except (ValueError, RuntimeError, OSError) as error:
                log.warning("The index %s cannot be read and is built anew: %s", path.name, error)
                continue
            if len(graph) == count:
                return graph, reached
        return None
