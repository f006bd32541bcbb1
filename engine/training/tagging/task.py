"""The task of a tagger in Lightning's terms: pictures in, binary cross-entropy for every tag.

Importing this module imports Lightning, which takes seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lightning.pytorch as lightning
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.models.taggers.tagger import Tagger
from engine.training.tagging.loading import Batch, Batches
from engine.training.tagging.measures import MEASURES, mean_over_tags, measured

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AUC = MEASURES.index("AUC-ROC")
LOSS = "validation_loss"
"""The figure the best epoch is chosen by: unlike an AUC it is there for any data."""


class TaggingTask(lightning.LightningModule):
    """Teaches a network what `Batches` show it; examined on whole tracks.

    `tracks` says which track each validation window is of, in the order in which they come;
    `labels` are those of the validation tracks (tracks, tags).
    """

    def __init__(
        self,
        network: Tagger,
        rate: float,
        train: Batches,
        tracks: NDArray[np.int64],
        labels: NDArray[np.bool_],
    ) -> None:
        super().__init__()
        self.network = network
        self._rate = rate
        self._train = train
        self._tracks = tracks
        self._labels = labels
        self._scores: list[Tensor] = []

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam, as published."""
        return torch.optim.Adam(self.network.parameters(), lr=self._rate)

    def on_train_epoch_start(self) -> None:
        """Each epoch has its own order, also when a run goes on on another day."""
        self._train.epoch = self.current_epoch

    def training_step(self, batch: Batch, number: int) -> Tensor:
        """The loss of a batch."""
        pictures, labels = batch
        logits = self.network.logits(pictures.float())
        loss = functional.binary_cross_entropy_with_logits(logits, labels)
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=len(labels))
        return loss

    def validation_step(self, batch: Batch, number: int) -> None:
        """The loss of a batch, and its scores for the end of the epoch."""
        pictures, labels = batch
        logits = self.network.logits(pictures.float())
        loss = functional.binary_cross_entropy_with_logits(logits, labels)
        self.log(LOSS, loss, on_step=False, on_epoch=True, batch_size=len(labels))
        self._scores.append(torch.sigmoid(logits).float().cpu())

    def on_validation_epoch_end(self) -> None:
        """The mean AUC over the tags that the validation tracks can tell anything about."""
        heard, scores = pooled(torch.cat(self._scores).numpy(), self._tracks)
        self._scores.clear()
        auc = mean_over_tags(measured(self._labels[heard], scores))[_AUC]
        if np.isfinite(auc):
            self.log("validation_auc", float(auc), on_step=False, on_epoch=True)


def pooled(
    scores: NDArray[np.float32], tracks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Scores of windows (n, tags), window n being of `tracks[n]` → tracks, their mean scores."""
    heard, places = np.unique(tracks, return_inverse=True)
    sums = np.zeros((len(heard), scores.shape[1]), np.float64)
    np.add.at(sums, places, scores)
    return heard, (sums / np.bincount(places)[:, None]).astype(np.float32)
