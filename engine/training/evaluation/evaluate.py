"""Evaluate: the ear beside its teachers and beside what learned nothing, and the report of it.

For each fold of the music an ear is distilled that never heard it; these are what is examined. The
ear that is shipped heard all of it, so nothing here is said of that one but how steady it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.audio.decode import decode_whole
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelSettings
from engine.models.weights import ModelFile, load
from engine.training.distillation.distil import FOLDS, School, distil, real_shards, window_steps
from engine.training.distillation.examples import Examples, read_examples
from engine.training.distillation.labelling import label_all
from engine.training.distillation.recipe import PLAN, Recipe
from engine.training.distillation.teachers import quick
from engine.training.evaluation.agreement import tag_agreement
from engine.training.evaluation.protocol import RATE, Examined, examine
from engine.training.evaluation.steadiness import Steadiness, steadiness
from engine.training.evaluation.systems import MelStatistics, Network, SideBySide, System
from engine.training.material import folds, read_material
from engine.training.watch import Watch

_TEACHERS_WINDOWS = 3
_CROPS = 3
"""Parts of a window that the pupil hears before its tags are compared."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All there is to report; `agreement` has each tag's area under the ROC curve, by its name."""

    examined: Sequence[Examined]
    steady: Steadiness
    agreement: dict[str, float]
    recordings: int


def evaluate(
    school: School, recipe: Recipe, others: Sequence[tuple[str, ModelFile]], watch: Watch
) -> Evaluation:
    """Distil an ear without each fold (or take it from the cache), and examine all systems.

    `others` are further models to examine by name; they must not have heard the music either.
    Raises what `distil` raises, UnreadableAudio.
    """
    torch.set_flush_denormal(True)
    recordings = read_material(school.real)
    dealt = folds(recordings, FOLDS)
    ears = [
        distil(
            school,
            school.cache / f"without-{fold}.safetensors",
            recipe,
            left_out=fold,
            watch=replace(watch, told=partial(_named, watch, f"Fold {fold + 1} of {FOLDS}")),
        ).model
        for fold in range(FOLDS)
    ]
    networks = [load(ear) for ear in ears]
    teachers = [_teacher(model) for model in school.teachers]
    systems: list[System] = [
        MelStatistics(PLAN),
        *teachers,
        *(Network(name, [load(model)], model.plan) for name, model in others),
        Network("ear", networks, PLAN),
    ]
    examined = examine(
        recordings,
        dealt,
        systems,
        partial(watch.step, "Listening"),
        [SideBySide("teachers side by side", teachers)],
    )
    # Each ear hears the fold it was not taught.
    sounds = (
        (decode_whole(recording.path, RATE), networks[fold])
        for recording, fold in zip(recordings, dealt.tolist(), strict=True)
    )
    steady = steadiness(sounds, PLAN)
    return Evaluation(
        examined, steady, _agreement(school, recipe, networks, watch), len(recordings)
    )


def _named(watch: Watch, name: str, doing: str, done: int, total: int) -> None:
    watch.told(f"{name}: {doing}", done, total)


def _teacher(model: ModelFile) -> System:
    plan = ExcerptPlan(model.plan.seconds, _TEACHERS_WINDOWS, model.plan.sample_rate)
    return Network(model.path.stem, [quick(model)], plan)


def _agreement(
    school: School, recipe: Recipe, networks: Sequence[nn.Module], watch: Watch
) -> dict[str, float]:
    """Over all folds' windows, each judged by the ear that was not taught them."""
    asking = partial(watch.step, "Asking the teachers")
    said, taught = [], []
    for fold, wanted in real_shards(school, recipe).items():
        paths = label_all(wanted, school.teachers, school.cache, asking, school.workers)
        examples = read_examples(paths, MelSettings(), partial(watch.step, "Drawing pictures"))
        plain = np.flatnonzero(~examples.is_altered)
        said.append(
            np.stack([_tags(networks[fold], examples, number) for number in plain.tolist()])
        )
        taught.append(examples.logits[plain])
    tags = [tag for teacher in school.teachers for tag in teacher.tags]
    lengths = [len(teacher.tags) for teacher in school.teachers]
    areas = tag_agreement(np.concatenate(said), np.concatenate(taught), lengths)
    return {tags[number]: area for number, area in areas.items()}


def _tags(network: nn.Module, examples: Examples, number: int) -> NDArray[np.float32]:
    crops = [
        examples.crop(number, window_steps(), np.random.default_rng(seed)) for seed in range(_CROPS)
    ]
    with torch.inference_mode():
        hidden = network.hidden(torch.from_numpy(np.stack(crops)))  # type: ignore[operator]
        scores = network.logits(hidden)  # type: ignore[operator]
    return np.asarray(scores.mean(dim=0).numpy(), np.float32)
