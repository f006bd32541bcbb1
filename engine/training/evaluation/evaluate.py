"""Evaluate: the ear beside its teachers and beside what learned nothing, and the report of it.

For each fold of the music an ear is distilled that never heard it; these are what is examined. The
ear that is shipped heard all of it, so nothing here is said of that one but how steady it is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.analysis.model import Model, exported_model, open_model
from engine.audio.decode import decode_excerpts
from engine.audio.mel import MelSettings
from engine.models.export import export
from engine.models.weights import ModelFile, load
from engine.training.distillation.distil import distil, window_steps
from engine.training.distillation.examples import Examples, read_examples
from engine.training.distillation.labelling import label_all
from engine.training.distillation.recipe import PLAN, Recipe
from engine.training.distillation.school import FOLDS, School
from engine.training.evaluation.agreement import tag_agreement
from engine.training.evaluation.protocol import Examined, examine
from engine.training.evaluation.steadiness import Steadiness, steadiness
from engine.training.evaluation.systems import MelStatistics, Network, SideBySide, System
from engine.training.material import Recording, folds, read_material
from engine.training.watch import Watch

EAR = "ear"
"""The recipe's own ear, among the systems."""
_TEACHERS_WINDOWS = 3
_STEADY = 20
"""Recordings that are encoded anew, to see whether that moves a vector."""
_CROPS = 3
"""Parts of a window that the pupil hears before its tags are compared."""
_FEWER_AND_MORE = (1, 2, 8)
"""Excerpts the ear is also given, to draw what hearing more brings."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All there is to report; `agreement` has each tag's area under the ROC curve, by its name.

    `examined` are the systems that are compared, `other_lengths` the ear with fewer and with more
    excerpts, `ablations` ears whose recipe lacks something. `decoding` are the processor's seconds
    that decoding the ear's excerpts takes a recording.
    """

    examined: Sequence[Examined]
    other_lengths: Sequence[Examined]
    ablations: Sequence[Examined]
    steady: Steadiness
    agreement: Mapping[str, float]
    decoding: float
    recordings: int


def evaluate(
    school: School, recipe: Recipe, ablations: Mapping[str, Recipe], watch: Watch
) -> Evaluation:
    """Distil an ear without each fold (or take it from the cache), and examine all systems.

    So for each of the `ablations` too, which are recipes by name. Raises what `distil` raises,
    UnreadableAudio.
    """
    torch.set_flush_denormal(True)
    recordings = read_material(school.real)
    dealt = folds(recordings, FOLDS)
    ears = _ears(school, recipe, EAR, watch)
    models = [_opened(ear) for ear in ears]
    teachers = [_teacher(model) for model in school.teachers]
    main: list[System] = [MelStatistics(PLAN), *teachers, Network(EAR, models, PLAN)]
    lengths = [
        Network(f"{EAR}, {count} × {PLAN.seconds:.0f} s", models, replace(PLAN, count=count))
        for count in _FEWER_AND_MORE
    ]
    lacking = [
        Network(name, [_opened(ear) for ear in _ears(school, other, name, watch)], PLAN)
        for name, other in ablations.items()
    ]
    torch.set_num_threads(1)  # what systems cost is told of one core
    examined = examine(
        recordings,
        dealt,
        [*main, *lengths, *lacking],
        partial(watch.step, "Listening"),
        [SideBySide("teachers side by side", teachers)],
    )
    by_name = {one.name: one for one in examined}
    # Each ear hears the fold it was not taught.
    some = np.linspace(0, len(recordings) - 1, min(_STEADY, len(recordings))).astype(int)
    heard = ((recordings[number].path, models[dealt[number]]) for number in some.tolist())
    return Evaluation(
        [by_name[system.name] for system in main] + examined[-1:],
        [by_name[system.name] for system in lengths],
        [by_name[system.name] for system in lacking],
        steadiness(heard, PLAN),
        _agreement(school, recipe, [load(ear) for ear in ears], watch),
        _decoding(recordings),
        len(recordings),
    )


def _ears(school: School, recipe: Recipe, name: str, watch: Watch) -> list[ModelFile]:
    """The ears of a recipe, each without one fold."""
    return [
        distil(
            school,
            school.cache / "ears" / f"{name}-{fold}.safetensors",
            recipe,
            left_out=fold,
            watch=replace(watch, told=partial(_named, watch, f"{name}, {fold + 1} of {FOLDS}")),
        ).model
        for fold in range(FOLDS)
    ]


def _opened(model: ModelFile) -> Model:
    """As the app would listen with it: exported, if it runs on a CPU."""
    if exported_model(model) is None:
        export(model)
    return open_model(model, 1)


def _decoding(recordings: Sequence[Recording]) -> float:
    began = time.process_time()
    for recording in recordings:
        decode_excerpts(recording.path, PLAN)
    return (time.process_time() - began) / len(recordings)


def _named(watch: Watch, name: str, doing: str, done: int, total: int) -> None:
    watch.told(f"{name}: {doing}", done, total)


def _teacher(model: ModelFile) -> System:
    plan = replace(model.plan, count=_TEACHERS_WINDOWS)
    return Network(model.path.stem, [_opened(model)], plan)


def _agreement(
    school: School, recipe: Recipe, networks: Sequence[nn.Module], watch: Watch
) -> dict[str, float]:
    """Over all folds' windows, each judged by the ear that was not taught them."""
    asking = partial(watch.step, "Asking the teachers")
    said, taught = [], []
    for fold, wanted in school.real_shards(recipe).items():
        paths = label_all(wanted, school.teachers, school.cache, asking, school.workers)
        examples = read_examples(paths, MelSettings(), partial(watch.step, "Drawing pictures"))
        plain = np.flatnonzero(~examples.is_altered)
        said.append(
            np.stack([_tags(networks[fold], examples, number) for number in plain.tolist()])
        )
        taught.append(examples.logits[plain])
    lengths = [len(teacher.tags) for teacher in school.teachers]
    areas = tag_agreement(np.concatenate(said), np.concatenate(taught), lengths)
    return {school.tags[number]: area for number, area in areas.items()}


def _tags(network: nn.Module, examples: Examples, number: int) -> NDArray[np.float32]:
    crops = examples.crops(number, window_steps(), _CROPS)
    with torch.inference_mode():
        hidden = network.hidden(torch.from_numpy(crops))  # type: ignore[operator]
        scores = network.logits(hidden)  # type: ignore[operator]
    return np.asarray(scores.mean(dim=0).numpy(), np.float32)
