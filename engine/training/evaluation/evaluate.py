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

from engine.analysis.model import Model, exported_model, open_model
from engine.audio.decode import decode_excerpts
from engine.models.export import export
from engine.models.weights import ModelFile, load
from engine.training.distillation.distil import distil
from engine.training.distillation.recipe import PLAN, Recipe
from engine.training.distillation.school import FOLDS, School
from engine.training.evaluation.agreement import Agreement, agreements
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
_FEWER_AND_MORE = (1, 2, 8)
"""Excerpts the ear is also given, to draw what hearing more brings."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All there is to report.

    `examined` are the systems that are compared, `other_lengths` the ear with fewer and with more
    excerpts, `ablations` ears whose recipe lacks something. `agreement` is told of the ear and of
    the ablations, by name. `decoding` are the processor's seconds
    that decoding the ear's excerpts takes a recording.
    """

    examined: Sequence[Examined]
    other_lengths: Sequence[Examined]
    ablations: Sequence[Examined]
    steady: Steadiness
    agreement: Mapping[str, Agreement]
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
    ears = {
        name: _ears(school, other, name, watch)
        for name, other in {EAR: recipe, **ablations}.items()
    }
    models = [_opened(ear) for ear in ears[EAR]]
    teachers = [_teacher(model) for model in school.teachers]
    main: list[System] = [MelStatistics(PLAN), *teachers, Network(EAR, models, PLAN)]
    lengths = [
        Network(f"{EAR}, {count} × {PLAN.seconds:.0f} s", models, replace(PLAN, count=count))
        for count in _FEWER_AND_MORE
    ]
    lacking = [Network(name, [_opened(ear) for ear in ears[name]], PLAN) for name in ablations]
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
        agreements(
            school,
            recipe,
            {name: [load(ear) for ear in theirs] for name, theirs in ears.items()},
            watch,
        ),
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
