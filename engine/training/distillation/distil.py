"""Distil: from music and published taggers to the weights of an ear.

Everything slow is kept in a cache folder: a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import BatchSampler, DataLoader, RandomSampler

from engine.audio.mel import MelSettings
from engine.errors import NearfieldError
from engine.models.ear import SIZES, Ear
from engine.models.weights import ModelFile, save
from engine.training.course import Course, Fitted, Machine
from engine.training.distillation.examples import Examples, read_examples
from engine.training.distillation.labelling import label_all
from engine.training.distillation.pupil import Lessons, Pupil, Scale
from engine.training.distillation.recipe import PLAN, SHIPPED, Recipe
from engine.training.distillation.school import School
from engine.training.distillation.whitening import DAMPING, whitening
from engine.training.material import Recording
from engine.training.watch import Watch
from engine.whole_file import whole_file

_WHITENED_ON, _HEARD = 4000, 2
"""About so many windows, and so many stretches of each, say how to whiten."""


@dataclass(frozen=True, slots=True)
class Distilled:
    """The weights, what they were made of, and how it went."""

    model: ModelFile
    recipe: Recipe
    recordings: tuple[Recording, ...]
    windows: int
    fitted: Fitted


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
    torch.set_flush_denormal(True)
    watch = watch or Watch()
    labelled = label_all(
        school.shards(recipe, left_out),
        school.teachers,
        school.cache,
        partial(watch.step, "Asking the teachers"),
        school.workers,
    )
    examples = read_examples(labelled, MelSettings(), partial(watch.step, "Drawing pictures"))
    # Whitening comes afterwards: it takes no other fit.
    fitting = asdict(replace(recipe, whitened=True))
    made_of = {"recipe": fitting, "shards": [path.name for path in labelled]}
    folder = school.cache / "fits" / _digest(made_of)
    ear, fitted = _taught(school, recipe, examples, made_of, folder, machine, watch)
    if recipe.whitened:
        kept = folder / f"whitening-{DAMPING}-{_WHITENED_ON}-{_HEARD}.npz"
        if not kept.exists():
            _find_whitening(ear, examples, recipe, kept, partial(watch.step, "Whitening"))
        _whiten(ear, kept)
    model = save(
        output,
        ear,
        architecture=recipe.network,
        dimension=recipe.dimension,
        plan=PLAN,
        front_end=ear.front_end.settings.as_metadata(),
        tags=school.tags,
    )
    return Distilled(model, recipe, tuple(examples.recordings), len(examples), fitted)


def _taught(
    school: School,
    recipe: Recipe,
    examples: Examples,
    made_of: Mapping[str, object],
    folder: Path,
    machine: Machine | None,
    watch: Watch,
) -> tuple[Ear, Fitted]:
    """The ear of the best epoch, from the cache if it is there."""
    from engine.training.fitting import fit

    train, held_back = _held_back(examples, recipe)
    if len(train) < 2 * recipe.batch:
        raise NearfieldError(
            "There is too little music to learn from",
            f"An ear needs {2 * recipe.batch} windows of half a minute at the least.",
        )
    scales = Scale.of(examples.part_embeddings[train]), Scale.of(examples.part_logits[train])
    lessons, exam = (
        Lessons(examples, chosen, window_steps(), scales, school.vocabularies, fixed=fixed)
        for chosen, fixed in ((train, False), (held_back, True))
    )
    batches = BatchSampler(RandomSampler(range(len(train))), recipe.batch, drop_last=True)
    pupil = _pupil(school, scales, recipe, recipe.epochs * len(batches))
    fitted = fit(
        pupil,
        DataLoader(lessons, batch_sampler=batches),
        DataLoader(exam, recipe.batch),
        Course(recipe.epochs, "validation", highest=False, patience=recipe.epochs),
        folder,
        made_of=made_of,
        machine=machine,
        watch=watch,
    )
    return pupil.ear.eval(), fitted


def _held_back(examples: Examples, recipe: Recipe) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows to learn from, and those of some recordings that choose the best epoch."""
    names = np.random.default_rng(recipe.seed).permutation(np.unique(examples.recording))
    chosen = names[: max(1, round(recipe.held_back * len(names)))]
    away = np.isin(examples.recording, chosen)
    return np.flatnonzero(~away), np.flatnonzero(away)


def _pupil(school: School, scales: tuple[Scale, Scale], recipe: Recipe, steps: int) -> Pupil:
    torch.manual_seed(recipe.seed)
    ear = Ear(MelSettings(), recipe.dimension, len(school.tags), SIZES[recipe.network])
    ear.logit_mean, ear.logit_deviation = scales[1].mean, scales[1].deviation
    return Pupil(ear, len(scales[0].mean), recipe, steps)


def _find_whitening(
    ear: Ear,
    examples: Examples,
    recipe: Recipe,
    kept: Path,
    progress: Callable[[int, int], None],
) -> None:
    """Let it hear a part of the windows, and keep what whitens that."""
    chosen = range(0, len(examples), max(1, len(examples) // _WHITENED_ON))
    heard = []
    with torch.inference_mode():
        for at in range(0, len(chosen), recipe.batch):
            progress(at, len(chosen))
            crops = [
                examples.crops(number, window_steps(), _HEARD)
                for number in chosen[at : at + recipe.batch]
            ]
            heard.append(ear.hidden(torch.from_numpy(np.concatenate(crops))).numpy())
    weight, bias = whitening(np.concatenate(heard), recipe.dimension)
    with whole_file(kept) as unfinished, unfinished.open("wb") as file:
        np.savez(file, weight=weight, bias=bias)


def _whiten(ear: Ear, kept: Path) -> None:
    """Make the whitened components of what it hears its vector."""
    with np.load(kept) as found:
        ear.vector_layer.load_state_dict(
            {name: torch.from_numpy(found[name]) for name in ("weight", "bias")}
        )


def _digest(made_of: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


def window_steps() -> int:
    """The steps of a lesson's picture: as many as the analysis will give."""
    return 1 + PLAN.samples // MelSettings().hop
