"""The index on disk: a cache of the store's vectors that can be deleted at any time.

Each save is a folder `<model>.<last write>.<settled>` of its own, valid once it is sealed. On
opening, the store says which tracks it last wrote no later than that: these vectors are current,
the others were replaced or dropped and are hidden, and what was written since is added. The last
writes that the folder knows must be the store's own, or it belongs to another history of the
library, such as before a backup was put back. Whatever is wrong with it means building anew.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from engine.index.base import Ids, Vectors
from engine.index.hnsw import HnswIndex
from engine.index.limits import Limits
from engine.index.seal import Seal

log = logging.getLogger(__name__)

Write = tuple[int, int, float]

PAGE: Final = 20_000
LAST_WRITES: Final = 1_000


class VectorSource(Protocol):
    """Where the vectors come from: writes are numbered, later ones higher."""

    def vectors(self, model_id: str, after: int, limit: int) -> tuple[Ids, Vectors, int]:
        """Ids (n,) and vectors (n, d) of the first writes after one, and the last one's number."""

    def written(self, model_id: str, up_to: int) -> Ids:
        """The ids (n,) last written no later than that write."""

    def last_number(self) -> int:
        """The number of the last write of all, whether it still counts or not."""

    def last_writes(self, model_id: str, up_to: int, limit: int) -> list[Write]:
        """Number, id and moment of the last writes up to one that still count, latest first."""


class CachedIndex:
    """The index of one model's vectors, read from `folder` or built from `source`.

    Opening reads the vectors; the graph of a large library follows with `settle`.
    """

    def __init__(
        self,
        folder: Path,
        source: VectorSource,
        model_id: str,
        dimension: int,
        *,
        limits: Limits | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._source, self.model_id = folder, source, model_id
        self._dimension, self._limits = dimension, limits
        self._lock = threading.Lock()
        saved = self._load()
        self.rebuilt = saved is None
        self._refused = self.rebuilt
        """Whether what lies in the folder, whatever its name, is not this index."""
        self.index, self._reached = saved or (HnswIndex(dimension, limits=limits), 0)
        self.catch_up()

    def catch_up(self) -> None:
        """Add what was written to the store since; searches find it at once."""
        with self._lock:
            while True:
                ids, vectors, reached = self._source.vectors(self.model_id, self._reached, PAGE)
                if not len(ids):
                    return
                self.index.add(ids, vectors)
                self._reached = reached

    def settle(self, cancelled: Callable[[], bool] = lambda: False, *, load: bool = True) -> None:
        """Bring what was added into the graph; minutes for a million, searches go on.

        Without `load` a saved graph to which little is to be added stays on disk.
        """
        self.index.settle(cancelled, load=load)

    def save(self) -> None:
        """Keep it for the next start, in place of the one before."""
        with self._lock:
            if not len(self.index):
                return
            target = self._folder / f"{self.model_id}.{self._reached}.{self.index.settled}"
            if self._refused or not (target / "seal.json").exists():
                self._write(target)
                self._refused = False
            for path in self._folder.iterdir():
                if path != target:
                    _delete(path)

    def _write(self, target: Path) -> None:
        _delete(target)
        target.mkdir()
        writes = self._source.last_writes(self.model_id, self._reached, LAST_WRITES)
        checksums, settled = self.index.save(target)
        notes = {
            "model": self.model_id,
            "reached": self._reached,
            "settled": settled,
            "writes": writes,
        }
        Seal(checksums, notes).put_on(target)

    def _load(self) -> tuple[HnswIndex, int] | None:
        for path in sorted(self._folder.glob(f"{self.model_id}.*.*/")):
            try:
                return self._opened(path, Seal.of(path))
            except (OSError, ValueError, KeyError, TypeError) as error:
                log.info("The index %s is not used and is built anew: %s", path.name, error)
        return None

    def _opened(self, folder: Path, seal: Seal) -> tuple[HnswIndex, int]:
        """A saved index, less what has changed since; raises ValueError if it is not to be used."""
        reached = int(seal.notes["reached"])
        self._check_history([tuple(write) for write in seal.notes["writes"]], reached)
        settled = int(seal.notes["settled"])
        index = HnswIndex.open(folder, self._dimension, settled, seal, self._limits)
        current = self._source.written(self.model_id, reached)
        if len(np.setdiff1d(current, index.ids)):
            raise ValueError("it lacks tracks")
        index.remove(np.setdiff1d(index.ids, current))
        return index, reached

    def _check_history(self, known: list[Write], reached: int) -> None:
        """Raise ValueError unless the source has been where this was, by the same way.

        The writes that both know have to be the same, and there must be some.
        """
        earliest = min(number for number, _, _ in known)
        writes = self._source.last_writes(self.model_id, reached, LAST_WRITES)
        shared = [write for write in writes if write[0] >= earliest]
        if self._source.last_number() < reached or not shared or not set(shared) <= set(known):
            raise ValueError("it belongs to another history of the library")


def _delete(path: Path) -> None:
    """Best effort: what stays is never used."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
