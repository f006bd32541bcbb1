"""Batches of plays with their negatives, the same however many processes share them.

A batch is drawn whole from seed, epoch and number alone, and each process takes its part of it. So
two processes follow the same course as one, and a run that goes on another day that of one which
never stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, distributed
from torch.utils.data import IterableDataset

from engine.training.listeners.negatives import Negatives, Numbers


class Batch(NamedTuple):
    """A process's part of a batch."""

    users: Tensor
    """(b,)"""
    items: Tensor
    """(b, 1 + negatives): what was played, then what was not."""
    weight: Tensor
    """What a row counts for (), so that the mean over the processes is the mean over the batch."""
    size: int
    """Rows of the whole batch."""


class Plays(IterableDataset[Batch]):
    """An epoch is every pair (n,) once, in an order of its own; set `epoch` before each."""

    def __init__(
        self,
        of_user: Numbers,
        of_item: Numbers,
        negatives: Negatives,
        *,
        each: int,
        batch: int,
        seed: int,
    ) -> None:
        # Who owns everything has no negatives, and nothing can be learned of them.
        able = negatives.possible(of_user)
        self._of_user, self._of_item = of_user[able], of_item[able]
        self._negatives, self._each = negatives, each
        self._batch, self._seed = batch, seed
        self.epoch = 0

    def __len__(self) -> int:
        return -(-len(self._of_user) // self._batch)

    def __iter__(self) -> Iterator[Batch]:
        order = np.random.default_rng((self._seed, self.epoch)).permutation(len(self._of_user))
        for number in range(len(self)):
            yield self._part(number, order[number * self._batch :][: self._batch])

    def _part(self, number: int, rows: Numbers) -> Batch:
        """This process's share of a batch."""
        dice = np.random.default_rng((self._seed, self.epoch, number))
        users = self._of_user[rows]
        items = np.column_stack(
            [self._of_item[rows], self._negatives.draw(users, self._each, dice)]
        )
        rank, world = _place()
        return Batch(
            torch.from_numpy(users[rank::world]),
            torch.from_numpy(items[rank::world]),
            torch.tensor(world / len(rows)),
            len(rows),
        )


def _place() -> tuple[int, int]:
    """Which of how many processes this is."""
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1
