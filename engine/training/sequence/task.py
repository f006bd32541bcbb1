"""The task of a skip-gram in Lightning's terms: blocks of playlists in, a loss for each pair.

Importing this module imports Lightning, which takes seconds.
"""

from __future__ import annotations

import lightning.pytorch as lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from torch import Tensor

from engine.models.skip_gram import SkipGram
from engine.training.sequence.blocks import Block, Blocks
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.row_adagrad import RowAdagrad

LOSS = "loss"
"""A pair's, with its negatives: the figure the best epoch is chosen by."""


class SequenceTask(lightning.LightningModule):
    """Teaches a skip-gram what `Blocks` show it."""

    def __init__(self, network: SkipGram, recipe: SequenceRecipe, blocks: Blocks) -> None:
        super().__init__()
        self.network = network
        self._recipe, self._blocks = recipe, blocks

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Adagrad by rows, its rate falling along a line, as word2vec's does."""
        optimiser = RowAdagrad(self.network.parameters(), self._recipe.rate)
        steps = self._recipe.epochs * len(self._blocks)
        falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": falling, "interval": "step"}}

    def on_train_epoch_start(self) -> None:
        """Each epoch has its own order, also when a run goes on on another day."""
        self._blocks.epoch = self.current_epoch

    def training_step(self, block: Block, number: int) -> Tensor:
        """The summed loss of a batch; the mean over its pairs is logged."""
        loss = self.network.loss(*block, self._recipe.negatives)
        pairs = max(1, int(block.near.sum()))
        self.log(LOSS, loss.detach() / pairs, on_step=False, on_epoch=True, batch_size=pairs)
        return loss
