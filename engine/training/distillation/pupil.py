"""The pupil: an ear that learns to say what its teachers say.

Four lessons from a random part of each labelled window, in one loss: the teachers' embeddings
(through a layer that is thrown away afterwards), their tags' logits, which of them are each
teacher's highest, and how alike they find every two windows of a batch (relational knowledge
distillation: Park et al., CVPR 2019). What teachers say is compared standardised, so that a tag
nobody is sure of counts as much as one that everybody hears. Logits are mostly about tags that
nobody would say; the highest are what is said, so they are a lesson of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import lightning.pytorch as lightning
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import Dataset

from engine.models.ear import HIDDEN, Ear
from engine.training.distillation.examples import Examples
from engine.training.distillation.recipe import Recipe
from engine.training.distillation.teachers import highest
from engine.training.preference.variation import equalisers

Lesson = tuple[Tensor, Tensor, Tensor, Tensor]
"""A picture (bands, steps), standardised embeddings (e,) and logits (t,), the highest tags (t,)."""

_SURE = 2.0
"""How many times a standardised logit is taken as one for being among the highest, at first."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and deviation of each number the teachers gave in training, all (n,)."""

    mean: Tensor
    deviation: Tensor

    @classmethod
    def of(cls, answers: NDArray[np.float32]) -> Scale:
        """From answers (…, n)."""
        flat = answers.reshape(-1, answers.shape[-1])
        mean, deviation = flat.mean(axis=0), np.maximum(flat.std(axis=0), 1e-3)
        return cls(torch.from_numpy(mean), torch.from_numpy(deviation))

    def apply(self, answers: Tensor) -> Tensor:
        """Standardised (…, n)."""
        return (answers - self.mean) / self.deviation


class Lessons(Dataset[Lesson]):
    """Parts of the chosen windows, another one each time; or always the same, to examine by."""

    def __init__(
        self,
        examples: Examples,
        chosen: NDArray[np.int64],
        steps: int,
        scales: tuple[Scale, Scale],
        vocabularies: Sequence[int],
        *,
        fixed: bool = False,
    ) -> None:
        self._examples, self._chosen, self._steps = examples, chosen, steps
        embeddings, logits = scales
        self._embeddings = embeddings.apply(torch.from_numpy(examples.part_embeddings[chosen]))
        self._logits = logits.apply(torch.from_numpy(examples.part_logits[chosen]))
        said = highest(examples.part_logits[chosen], vocabularies)
        self._highest = torch.from_numpy(said.astype(np.float32))
        self._fixed = fixed

    def __len__(self) -> int:
        return len(self._chosen)

    def __getitem__(self, number: int) -> Lesson:
        seed = number if self._fixed else int(torch.randint(2**31, ()).item())
        random = np.random.default_rng(seed)
        part = int(random.integers(self._embeddings.shape[1]))
        picture = self._examples.part(int(self._chosen[number]), part, self._steps, random)
        heard = torch.from_numpy(picture)
        return (
            heard,
            self._embeddings[number, part],
            self._logits[number, part],
            self._highest[number, part],
        )


class Pupil(lightning.LightningModule):
    """The lessons as Lightning takes them; `ear` is what is kept."""

    def __init__(self, ear: Ear, embeddings: int, recipe: Recipe, total_steps: int) -> None:
        super().__init__()
        self.ear = ear
        self.to_embeddings = nn.Linear(HIDDEN, embeddings)
        self.sure = nn.Parameter(torch.full_like(ear.tag_layer.bias, _SURE))
        self.bar = nn.Parameter(torch.full_like(ear.tag_layer.bias, -_SURE))
        self._recipe, self._total = recipe, total_steps

    def training_step(self, lesson: Lesson, _: int) -> Tensor:
        """One batch, through another equaliser each."""
        pictures, *answers = lesson
        gains = equalisers(
            len(pictures), pictures.shape[1], self._recipe.equaliser, torch.default_generator
        )
        pictures = (pictures + gains.to(pictures)).clamp(min=self.ear.front_end.settings.floor)
        loss = self._loss(pictures, *answers)
        self.log("loss", loss, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, lesson: Lesson, _: int) -> None:
        """The same question on windows that are not trained on."""
        loss = self._loss(*lesson)
        self.log("validation", loss, on_step=False, on_epoch=True, batch_size=len(lesson[0]))

    def configure_optimizers(self):  # type: ignore[no-untyped-def]
        """AdamW, up to the learning rate and down to nothing in one cycle."""
        recipe = self._recipe
        optimiser = torch.optim.AdamW(
            self.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, recipe.learning_rate, total_steps=self._total, pct_start=0.1
        )
        return [optimiser], [{"scheduler": schedule, "interval": "step"}]

    def _loss(self, pictures: Tensor, embeddings: Tensor, logits: Tensor, top: Tensor) -> Tensor:
        recipe = self._recipe
        hidden = self.ear.hidden(pictures)
        vectors, tags = self.ear.vectors(hidden), self.ear.tag_layer(hidden)
        return (
            recipe.embeddings * functional.smooth_l1_loss(self.to_embeddings(hidden), embeddings)
            + recipe.tags * functional.smooth_l1_loss(tags, logits)
            + recipe.highest * self._highest_loss(tags, top)
            + recipe.likeness * likeness_loss(vectors, embeddings)
        )

    def _highest_loss(self, tags: Tensor, top: Tensor) -> Tensor:
        """What it costs not to know which tags (n, t) are among the highest.

        Each tag has a scale and a bar of its own for that, so that its score goes on meaning what
        its teacher's does.
        """
        return functional.binary_cross_entropy_with_logits(tags * self.sure + self.bar, top)


def likeness_loss(vectors: Tensor, embeddings: Tensor) -> Tensor:
    """How far every two unit vectors (n, d) are from as alike as the embeddings (n, e) are."""
    taught = functional.normalize(embeddings, dim=-1)
    off = (vectors @ vectors.T - taught @ taught.T).square()
    return off[_others(vectors)].mean()


def _others(vectors: Tensor) -> Tensor:
    """Every pair (n, n) but of one with itself."""
    return ~torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
