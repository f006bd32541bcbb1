"""The task of listeners in Lightning's terms: plays and negatives in, a loss out.

Importing this module imports Lightning, which takes seconds.
"""

from __future__ import annotations

import lightning.pytorch as lightning
import torch
from torch import Tensor

from engine.models.listeners import Listeners
from engine.models.listeners_file import Space
from engine.training.listeners.loading import Batch, Plays
from engine.training.listeners.losses import LOSS
from engine.training.listeners.measures import ranked
from engine.training.listeners.optimisers import optimiser_of
from engine.training.listeners.recipe import ListenersRecipe
from engine.training.listeners.split import Split

NDCG = "validation_ndcg"
"""The figure the best epoch is chosen by."""
_ASKED = 2_000
"""Users that are examined after an epoch: enough to choose it, however many there are."""


class ListenersTask(lightning.LightningModule):
    """Teaches a network what `Plays` show it; examined by what it recommends to everybody."""

    def __init__(
        self, network: Listeners, recipe: ListenersRecipe, plays: Plays, split: Split
    ) -> None:
        super().__init__()
        self.network = network
        self._recipe, self._plays, self._split = recipe, plays, split

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Lazy ones, or torch's own for a dense run."""
        return optimiser_of(self.network, self._recipe)

    def on_train_epoch_start(self) -> None:
        """Each epoch has its own order, also when a run goes on on another day."""
        self._plays.epoch = self.current_epoch

    def training_step(self, batch: Batch, number: int) -> Tensor:
        """The loss of this process's part."""
        scores = self.network(batch.users, batch.items)
        loss = LOSS[self._recipe.loss](scores).sum() * batch.weight
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=batch.size, sync_dist=True)
        return loss

    def validation_step(self, batch: Tensor, number: int) -> None:
        """Recommend to those who have something to find."""
        split = self._split
        found = ranked(self.space().scores, split.train, split.validation, most=_ASKED)
        for name, value in ((NDCG, found.ndcg()), ("validation_recall", found.recall())):
            self.log(name, float(value.mean()), on_epoch=True, batch_size=1, sync_dist=True)

    def space(self) -> Space:
        """What was learned so far."""
        return Space(self._recipe.measure, self._recipe.scale, *self.network.tables())
