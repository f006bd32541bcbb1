"""What a training step is fed with: triplets looked up by row, their pictures read from SQLite.

Every process that reads has a connection of its own; a part in time is read without the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from engine.training.preference.chunks import Split
from engine.training.preference.database import PictureReader

_VALIDATION_BATCH = 32


class TripletRows(Dataset[Tensor]):
    """Triplets (n, 3) of chunk ids; number `pass * n + row` is that row as seen in that pass.

    Each is (3, bands, steps): anchor, positive, negative. With `crop`, of each picture a part of so
    many steps is taken, by chance: another one in another pass, the same one whenever it is asked.
    """

    def __init__(
        self, triplets: NDArray[np.int64], reader: PictureReader, crop: int | None, seed: int
    ) -> None:
        self._triplets, self._reader = triplets, reader
        self._crop, self._seed = crop, seed

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._triplets)

    def __getitem__(self, number: int) -> Tensor:
        """The pictures of a row."""
        return self.__getitems__([number])[0]

    def __getitems__(self, numbers: Sequence[int]) -> Tensor:
        """The pictures of some rows at once (n, 3, bands, steps).

        NumPy puts them together: torch would wake all its threads for each.
        """
        rows = [self._row(number) for number in numbers]
        batch = np.stack(rows).transpose(0, 1, 3, 2).astype(np.float32)
        return torch.from_numpy(np.ascontiguousarray(batch))

    def _row(self, number: int) -> NDArray[np.float16]:
        random = np.random.default_rng((self._seed, number))
        chunks = self._triplets[number % len(self)].tolist()
        return np.stack([self._part(chunk, random) for chunk in chunks])

    def _part(self, chunk: int, random: np.random.Generator) -> NDArray[np.float16]:
        spare = 0 if self._crop is None else self._reader.steps(chunk) - self._crop
        start = int(random.integers(spare + 1)) if spare > 0 else 0
        return self._reader.read(chunk, start, self._crop if spare > 0 else None)


class ShuffledRows(Sampler[int]):
    """All rows in an order that only the seed and the pass decide, so that a run can be continued.

    Where several devices train, each gets its own part.
    """

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self._pass = 0

    def __len__(self) -> int:
        """How many rows this device gets."""
        return self._count // _devices()[1]

    def set_epoch(self, epoch: int) -> None:
        """Called by Lightning before each epoch, a resumed one too."""
        self._pass = epoch

    def __iter__(self) -> Iterator[int]:
        order = np.random.default_rng((self._seed, self._pass)).permutation(self._count)
        device, devices = _devices()
        mine = order[device::devices][: len(self)] + self._pass * self._count
        return iter(mine.tolist())


def train_loader(rows: TripletRows, batch: int, seed: int, workers: int = 0) -> DataLoader[Tensor]:
    """Batches (batch, 3, bands, steps), read by so many processes beside the training."""
    return DataLoader(
        rows,
        batch_size=batch,
        sampler=ShuffledRows(len(rows), seed),
        collate_fn=_as_it_is,  # type: ignore[arg-type]  # it is a batch already
        num_workers=workers,
        persistent_workers=workers > 0,
        # CUDA and threads do not survive a fork.
        multiprocessing_context="spawn" if workers else None,
    )


def chunk_loader(split: Split) -> DataLoader[Tensor]:
    """All chunks of a split in their order, whole: batches (n, bands, steps)."""
    dataset: Sequence[Tensor] = split  # type: ignore[assignment]
    return DataLoader(dataset, batch_size=_VALIDATION_BATCH)  # type: ignore[arg-type]


def _as_it_is(batch: Tensor) -> Tensor:
    return batch


def _devices() -> tuple[int, int]:
    """Which device this process trains on, of how many."""
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1
