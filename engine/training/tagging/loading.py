"""Loading: shuffled batches from mel shards, put together by a thread while the network learns.

Shards are taken a few at a time in random order and their windows mixed, so that a disk reads whole
shards one after the other and no two epochs are alike. The same seed gives the same batches.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from engine.training.tagging.shards import Shards

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIXED = 8
"""Shards whose windows are shuffled together."""
AHEAD = 4
"""Batches that lie ready at most."""

Batch = tuple[Tensor, Tensor]
"""Pictures (B, bands, steps) in float16, labels (B, tags) in float32."""
_Places = list[tuple[int, int]]
"""Windows as (shard, window of it)."""


class Batches:
    """The windows of some tracks in batches; a new order each time it is gone through.

    `labels` are (tracks, tags). `shuffled` is for training; otherwise batches come in order, the
    last may be short, and nothing is left out.
    """

    def __init__(
        self,
        shards: Shards,
        labels: NDArray[np.bool_],
        size: int,
        *,
        shuffled: bool,
        seed: int = 0,
        epoch: int = 0,
    ) -> None:
        self._shards = [shard for shard in shards.shards if len(shard.tracks)]
        self._labels = torch.from_numpy(labels.astype(np.float32))
        self._windows = sum(len(shard.tracks) for shard in self._shards)
        self._size = size
        self._shuffled = shuffled
        self._seed = seed
        self.epoch = epoch

    def __len__(self) -> int:
        """How many batches an epoch has."""
        whole, rest = divmod(self._windows, self._size)
        return whole if self._shuffled and whole else whole + bool(rest)

    def __iter__(self) -> Iterator[Batch]:
        """The batches of this epoch, made ahead of their use; the next time is the next epoch."""
        places = self._order(self.epoch)
        self.epoch += 1
        with _ahead(self._batches(places)) as batches:
            yield from batches

    def at_once(self) -> Iterator[Batch]:
        """The same batches without a thread: each is made when it is asked for."""
        return self._batches(self._order(self.epoch))

    def _batches(self, places: _Places) -> Iterator[Batch]:
        maps: dict[int, NDArray[np.float16]] = {}
        # A rest of a batch would count as much as a whole one, and normalises badly.
        for number in range(len(self)):
            chosen = places[number * self._size : (number + 1) * self._size]
            pictures = np.stack([self._open(shard, maps)[window] for shard, window in chosen])
            tracks = [int(self._shards[shard].tracks[window]) for shard, window in chosen]
            yield torch.from_numpy(pictures), self._labels[tracks]

    def _open(self, shard: int, maps: dict[int, NDArray[np.float16]]) -> NDArray[np.float16]:
        """The map of a shard's pictures; those of the mixture before the last are let go."""
        if shard not in maps:
            if len(maps) >= 2 * MIXED:
                del maps[next(iter(maps))]
            maps[shard] = self._shards[shard].pictures()
        return maps[shard]

    def _order(self, epoch: int) -> _Places:
        if not self._shuffled:
            return self._places(range(len(self._shards)))
        random = np.random.default_rng([self._seed, epoch])
        shards = random.permutation(len(self._shards)).tolist()
        order: _Places = []
        for first in range(0, len(shards), MIXED):
            places = self._places(shards[first : first + MIXED])
            order += [places[number] for number in random.permutation(len(places))]
        return order

    def _places(self, shards: list[int] | range) -> _Places:
        return [(shard, w) for shard in shards for w in range(len(self._shards[shard].tracks))]


@contextmanager
def _ahead(batches: Iterator[Batch]) -> Iterator[Iterator[Batch]]:
    """Let a thread go through `batches`, a few ahead; it ends with the `with`."""
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(AHEAD)
    over = threading.Event()

    def make() -> None:
        try:
            for batch in batches:
                if not _put(ready, batch, over):
                    return
            _put(ready, None, over)
        except BaseException as error:  # it is for the one who waits
            _put(ready, error, over)

    thread = threading.Thread(target=make, name="batches", daemon=True)
    thread.start()
    try:
        yield _taken(ready)
    finally:
        over.set()
        thread.join()


def _put(
    ready: queue.Queue[Batch | BaseException | None],
    item: Batch | BaseException | None,
    over: threading.Event,
) -> bool:
    """Wait for room; False if nobody will take it any more."""
    while not over.is_set():
        try:
            ready.put(item, timeout=0.05)
            return True
        except queue.Full:
            continue
    return False


def _taken(ready: queue.Queue[Batch | BaseException | None]) -> Iterator[Batch]:
    while (item := ready.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
