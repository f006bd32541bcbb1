"""Distil: from music and published taggers to the weights of an ear.

Real music is dealt to folds by whole groups, and a fold can be left out, so that what comes out can
be examined on music from nobody it has heard. Everything slow is kept in a cache folder: a stopped
run goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from engine.audio.mel import MelSettings
from engine.errors import NearfieldError
from engine.models.ear import Ear
from engine.models.weights import ModelFile, save
from engine.training.course import Course, Machine, Point
from engine.training.distillation.examples import Examples, read_examples
from engine.training.distillation.labelling import Plan, Shard, label_all, shards
from engine.training.distillation.pupil import Lesson, Lessons, Pupil, Scale
from engine.training.distillation.recipe import PLAN, SHIPPED, Recipe
from engine.training.material import Recording, folds, read_material
from engine.training.watch import Watch

FOLDS = 4
ARCHITECTURE = "ear"


@dataclass(frozen=True, slots=True)
class Distilled:
    """The weights, what they were made of, and how it went."""

    model: ModelFile
    recipe: Recipe
    recordings: tuple[Recording, ...]
    windows: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class School:
    """What there is to learn: folders of music, published taggers, and a place for the labels."""

    real: Path
    synthetic: Path | None
    teachers: tuple[ModelFile, ...]
    cache: Path
    workers: int | None = None


def distil(
    school: School,
    output: Path,
    recipe: Recipe = SHIPPED,
    *,
    left_out: int | None = None,
    watch: Watch | None = None,
    machine: Machine | None = None,
) -> Distilled:
    """Train on all but the fold `left_out` and write the weights to `output`.

    Raises FolderError, ModelError for a teacher that is none, NearfieldError if there is too little
    music, Cancelled.
    """
    from engine.training.fitting import fit

    torch.set_flush_denormal(True)
    watch = watch or Watch()
    lessons, recordings = _material(school, recipe, left_out)
    paths = label_all(
        lessons, school.teachers, school.cache, partial(watch.step, "Asking the teachers"),
        school.workers,
    )  # fmt: skip
    examples = read_examples(paths, MelSettings(), partial(watch.step, "Drawing pictures"))
    train, held_back = _held_back(examples, recipe)
    if len(train) < 2 * recipe.batch:
        raise NearfieldError(
            "There is too little music to learn from",
            f"An ear needs {2 * recipe.batch} windows of half a minute at the least.",
        )
    scales = Scale.of(examples.embeddings[train]), Scale.of(examples.logits[train])
    pupil = _pupil(school.teachers, scales, recipe, len(train))
    fitted = fit(
        pupil,
        _loader(Lessons(examples, train, window_steps(), scales), recipe, shuffle=True),
        _loader(
            Lessons(examples, held_back, window_steps(), scales, fixed=True), recipe, shuffle=False
        ),
        Course(recipe.epochs, "validation", highest=False, patience=recipe.epochs),
        school.cache / ("fit" if left_out is None else f"fit-without-{left_out}"),
        made_of={"recipe": asdict(recipe), "shards": [path.name for path in paths]},
        machine=machine,
        watch=watch,
    )
    model = save(
        output,
        pupil.ear.eval(),
        architecture=ARCHITECTURE,
        dimension=recipe.dimension,
        plan=PLAN,
        front_end=pupil.ear.front_end.settings.as_metadata(),
        tags=_tags(school.teachers),
    )
    return Distilled(model, recipe, tuple(recordings), len(examples), fitted.points)


def _material(
    school: School, recipe: Recipe, left_out: int | None
) -> tuple[list[Shard], list[Recording]]:
    """The shards to learn from, and the recordings in them."""
    kept = [
        shard
        for fold, theirs in real_shards(school, recipe).items()
        for shard in theirs
        if fold != left_out
    ]
    if school.synthetic is not None:
        made = read_material(school.synthetic)
        plan = Plan(recipe.synthetic_alterations, seed=recipe.seed)
        kept += shards(made, plan)
    recordings = [recording for shard in kept for recording in shard.recordings]
    return kept, recordings


def real_shards(school: School, recipe: Recipe) -> dict[int, list[Shard]]:
    """The real music by fold."""
    real = read_material(school.real)
    dealt = folds(real, FOLDS)
    plan = Plan(recipe.real_alterations, seed=recipe.seed)
    return {
        fold: shards([real[n] for n in np.flatnonzero(dealt == fold)], plan)
        for fold in range(FOLDS)
    }


def _held_back(examples: Examples, recipe: Recipe) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows to learn from, and those of some recordings that choose the best epoch."""
    names = np.random.default_rng(recipe.seed).permutation(np.unique(examples.recording))
    chosen = names[: max(1, round(recipe.held_back * len(names)))]
    away = np.isin(examples.recording, chosen)
    return np.flatnonzero(~away), np.flatnonzero(away)


def _pupil(
    teachers: Sequence[ModelFile], scales: tuple[Scale, Scale], recipe: Recipe, windows: int
) -> Pupil:
    torch.manual_seed(recipe.seed)
    ear = Ear(MelSettings(), recipe.dimension, len(_tags(teachers)))
    ear.logit_mean, ear.logit_deviation = scales[1].mean, scales[1].deviation
    batches = windows // recipe.batch
    return Pupil(ear, len(scales[0].mean), recipe, recipe.epochs * batches)


def _loader(lessons: Lessons, recipe: Recipe, *, shuffle: bool) -> DataLoader[Lesson]:
    return DataLoader(lessons, recipe.batch, shuffle=shuffle, drop_last=shuffle)


def window_steps() -> int:
    """The steps of a lesson's picture: as many as the analysis will give."""
    return 1 + PLAN.samples // MelSettings().hop


def _tags(teachers: Sequence[ModelFile]) -> tuple[str, ...]:
    return tuple(tag for teacher in teachers for tag in teacher.tags)
