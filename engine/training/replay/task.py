"""The task of a replay model in Lightning's terms: binary cross-entropy, Adam, a falling rate.

A batch of the published 800,000 plays would take gigabytes at once. It goes through the network in
slices whose gradients add up to exactly its own, so that its size costs time only.

Importing this module imports Lightning, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lightning.pytorch as lightning
import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from engine.models.replay.network import ReplayNetwork
from engine.training.replay.encoding import EncodedPlays
from engine.training.replay.recipe import ReplayRecipe
from engine.training.replay.split import Rows

Batch = tuple[Tensor, Tensor, Tensor]
"""Classes (B, c), numbers (B, m), and 1 where the track was played again (B,)."""
LOSS, AUC = "validation_loss", "validation_auc"
SLICE = 32_768
"""Plays that go through the network at once."""


class ReplayTask(lightning.LightningModule):
    """Teaches a network what `Batches` show it."""

    def __init__(
        self, network: ReplayNetwork, rate: float, recipe: ReplayRecipe, train: Batches
    ) -> None:
        super().__init__()
        self.network = network
        self.automatic_optimization = False  # a step has several backward passes, one a slice
        self._rate, self._recipe, self._train = rate, recipe, train
        self._told: list[tuple[Tensor, Tensor]] = []

    def configure_optimizers(self) -> Any:
        """Adam, and a rate that falls to a tenth where the validation loss stays."""
        adam = torch.optim.Adam(self.network.parameters(), lr=self._rate)
        falling = torch.optim.lr_scheduler.ReduceLROnPlateau(
            adam, patience=self._recipe.plateau, factor=0.1
        )
        return {"optimizer": adam, "lr_scheduler": {"scheduler": falling, "monitor": LOSS}}

    def on_train_epoch_start(self) -> None:
        """Each epoch has its own order, also when a run goes on on another day."""
        self._train.epoch = self.current_epoch
        adam: Any = self.optimizers()
        self.log("rate", adam.param_groups[0]["lr"], on_step=False, on_epoch=True)

    def training_step(self, batch: Batch, number: int) -> None:
        """A step along the gradient of the whole batch."""
        adam: Any = self.optimizers()
        adam.zero_grad()
        plays, total = len(batch[0]), 0.0
        slices = (torch.split(part, SLICE) for part in batch)
        for codes, numbers, replayed in zip(*slices, strict=True):
            odds = self.network(codes, numbers)
            loss = functional.binary_cross_entropy_with_logits(odds, replayed, reduction="sum")
            self.manual_backward(loss / plays)
            total += float(loss.detach())
        adam.step()
        self.log("loss", total / plays, on_step=False, on_epoch=True, batch_size=plays)

    def validation_step(self, batch: Batch, number: int) -> None:
        """The loss of a batch, and its odds for the end of the epoch."""
        codes, numbers, replayed = batch
        odds = self.network(codes, numbers)
        loss = functional.binary_cross_entropy_with_logits(odds, replayed)
        self.log(LOSS, loss, on_step=False, on_epoch=True, batch_size=len(replayed))
        self._told.append((odds.float().cpu(), replayed.cpu()))

    def on_validation_epoch_end(self) -> None:
        """The AUC over all of it, where there is one."""
        odds, replayed = (torch.cat(part).numpy() for part in zip(*self._told, strict=True))
        self._told.clear()
        if 0 < replayed.sum() < len(replayed):
            self.log(AUC, float(roc_auc_score(replayed, odds)), on_step=False, on_epoch=True)

    def on_train_epoch_end(self) -> None:
        """Let the rate fall if it is time to."""
        falling: Any = self.lr_schedulers()
        falling.step(self.trainer.callback_metrics[LOSS])


class Batches(IterableDataset[Batch]):
    """Batches of some plays, joined when they are made; shuffled anew each epoch, or in order."""

    def __init__(
        self, plays: EncodedPlays, rows: Rows, size: int, *, seed: int | None = None
    ) -> None:
        """Without a `seed` they come in order."""
        self._plays, self._rows, self._size, self._seed = plays, rows, size, seed
        self.epoch = 0

    def __len__(self) -> int:
        return -(-len(self._rows) // self._size)

    def __iter__(self) -> Iterator[Batch]:
        rows = self._rows
        if self._seed is not None:
            rows = np.random.default_rng((self._seed, self.epoch)).permutation(rows)
        for first in range(0, len(rows), self._size):
            chosen = rows[first : first + self._size]
            codes, numbers = self._plays.batch(chosen)
            replayed = self._plays.replayed[chosen].astype(np.float32)
            yield torch.from_numpy(codes), torch.from_numpy(numbers), torch.from_numpy(replayed)

    def loader(self) -> DataLoader[Any]:
        """The batches as they are, whole and shuffled already."""
        return DataLoader(self, batch_size=None)
