"""The task Lightning runs: a triplet loss on the distances between embeddings.

Importing it imports Lightning, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lightning.pytorch as lightning
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.training.metrics import triplet_accuracy
from engine.training.preference.network import embed_mel
from engine.training.preference.recipes import Recipe
from engine.training.preference.variation import varied

ACCURACY = "validation_triplets"
"""The share of the validation triplets in the right order: by this the best epoch is told."""
LOSS = "training_loss"


class TripletTask(lightning.LightningModule):
    """Trains those weights of a network that require gradients.

    `exam` (n, 3) are the validation triplets, as numbers of the validation chunks.
    """

    def __init__(self, network: nn.Module, recipe: Recipe, exam: NDArray[np.int64], seed: int):
        super().__init__()
        self.network = network
        self._recipe, self._exam, self._seed = recipe, exam, seed
        self._vectors: list[Tensor] = []

    def train(self, mode: bool = True) -> TripletTask:
        """Whatever is normalised goes on as it does when it listens: batches here are alike."""
        super().train(mode)
        self.network.eval()
        return self

    def training_step(self, batch: Tensor, number: int) -> Tensor:
        """A batch (B, 3, bands, T): anchors, positives, negatives."""
        pictures = batch.transpose(0, 1).flatten(0, 1)  # (3 B, bands, T): all anchors first
        chance = torch.Generator().manual_seed(hash((self._seed, self.global_step)))
        vectors = self._embed(varied(pictures, self._recipe, chance))
        anchors, positives, negatives = vectors.chunk(3)  # (B, d) each
        loss = functional.triplet_margin_loss(
            anchors, positives, negatives, margin=self._recipe.margin
        )
        self.log(LOSS, loss.detach(), on_step=False, on_epoch=True, batch_size=len(batch))
        return loss

    def validation_step(self, pictures: Tensor, number: int) -> None:
        """Some of the validation chunks (n, bands, T), in their order."""
        self._vectors.append(self._embed(pictures).cpu())

    def on_validation_epoch_end(self) -> None:
        """Look at all of them."""
        vectors = np.asarray(torch.cat(self._vectors).float().numpy(), np.float32)
        self._vectors.clear()
        self.log(ACCURACY, torch.tensor(triplet_accuracy(vectors, self._exam)))

    def configure_optimizers(self) -> Any:
        """Adam; the recipe says whether its rate falls."""
        learning = [weight for weight in self.network.parameters() if weight.requires_grad]
        optimiser = torch.optim.Adam(learning, lr=self._recipe.learning_rate)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _falling(self._recipe))
        return {
            "optimizer": optimiser,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }

    def _embed(self, pictures: Tensor) -> Tensor:
        return embed_mel(self.network, pictures)


def _falling(recipe: Recipe) -> Callable[[int], float]:
    """By what the learning rate is multiplied at each step."""
    if not recipe.decay:
        return lambda step: 1.0
    return lambda step: 0.5 * (1 + float(np.cos(np.pi * min(1.0, step / recipe.steps))))
