"""The school: what there is to learn from, and who is left out of it.

Real music is dealt to folds by whole groups, and a fold can be left out, so that what comes out can
be examined on music from nobody it has heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.models.weights import ModelFile
from engine.training.distillation.labelling import Plan, Shard, shards
from engine.training.distillation.recipe import Recipe
from engine.training.material import folds, read_material

FOLDS = 4


@dataclass(frozen=True, slots=True)
class School:
    """Folders of music, published taggers, and a place for all that is slow to make."""

    real: Path
    synthetic: Path | None
    teachers: tuple[ModelFile, ...]
    cache: Path
    workers: int | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """All teachers' tags, one after the other."""
        return tuple(tag for teacher in self.teachers for tag in teacher.tags)

    @property
    def vocabularies(self) -> list[int]:
        """How many of the tags each teacher knows."""
        return [len(teacher.tags) for teacher in self.teachers]

    def real_shards(self, recipe: Recipe) -> dict[int, list[Shard]]:
        """The real music by fold; raises FolderError."""
        music = read_material(self.real)
        dealt = folds(music, FOLDS)
        plan = Plan(recipe.real_alterations, seed=recipe.seed)
        return {
            fold: shards([music[n] for n in np.flatnonzero(dealt == fold)], plan)
            for fold in range(FOLDS)
        }

    def shards(self, recipe: Recipe, left_out: int | None) -> list[Shard]:
        """All music but the fold `left_out`; raises FolderError."""
        kept = [
            shard
            for fold, theirs in self.real_shards(recipe).items()
            for shard in theirs
            if fold != left_out
        ]
        if self.synthetic is None or not recipe.synthetic:
            return kept
        made = read_material(self.synthetic)
        return kept + shards(made, Plan(recipe.synthetic_alterations, seed=recipe.seed))
