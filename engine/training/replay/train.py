"""Training a replay model: read the log, fit the fields, try the learning rates, keep the best.

Each rate has a run of its own in a folder beside the model. Stopped, the same command goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import torch

from engine.models.replay.fields import Fields
from engine.models.replay.model import ReplayModel, save_replay_model
from engine.models.replay.network import ReplayNetwork
from engine.training.course import Course, Fitted, Machine
from engine.training.fitting import best_state, fit
from engine.training.replay.encoding import EncodedPlays, fit_fields
from engine.training.replay.plays import Plays
from engine.training.replay.recipe import ReplayRecipe
from engine.training.replay.split import Split
from engine.training.replay.task import LOSS, SLICE, Batches, ReplayTask
from engine.training.watch import Watch


@dataclass(frozen=True, slots=True)
class TrainedReplay:
    """The model of the best rate, and the run of each."""

    path: Path
    model: ReplayModel
    rate: float
    runs: Mapping[float, Fitted]


def train_replay(
    plays: Plays,
    output: Path,
    *,
    recipe: ReplayRecipe | None = None,
    split: Split | None = None,
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> TrainedReplay:
    """Train on a log and write the model to `output`; `split` instead of the recipe's, if given.

    Raises Cancelled, NearfieldError if there are too few plays.
    """
    torch.set_flush_denormal(True)
    recipe = recipe or ReplayRecipe()
    lesson = _Lesson.of(plays, recipe, split, seed)
    watch, machine = watch or Watch(), machine or Machine(devices="1")
    runs = {
        rate: lesson.run(rate, output.with_suffix("") / f"rate-{rate:g}", machine, watch)
        for rate in recipe.rates
    }
    rate = min(runs, key=lambda rate: runs[rate].best[LOSS])
    made_of = {
        **asdict(recipe),
        **lesson.made_of,
        "rate": rate,
        "sweep": {f"{rate:g}": run.best[LOSS] for rate, run in runs.items()},
    }
    tensors = {
        name.removeprefix("network."): value.numpy()
        for name, value in best_state(runs[rate]).items()
    }
    model = save_replay_model(output, tensors, lesson.fields, rows=plays.rows, made_of=made_of)
    return TrainedReplay(output, model, rate, runs)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What every rate learns from."""

    fields: Fields
    encoded: EncodedPlays
    split: Split
    recipe: ReplayRecipe
    seed: int
    made_of: Mapping[str, Any]

    @classmethod
    def of(cls, plays: Plays, recipe: ReplayRecipe, split: Split | None, seed: int) -> Self:
        split = split or Split.of(len(plays), recipe.split, recipe.split_seed)
        fields = fit_fields(plays, split.train, recipe.least)
        made_of = {"log": plays.name, "data": fingerprint(plays), "seed": seed}
        return cls(fields, EncodedPlays(plays, fields), split, recipe, seed, made_of)

    def run(self, rate: float, folder: Path, machine: Machine, watch: Watch) -> Fitted:
        """One training from random weights; how long it may go on does not make it another one."""
        recipe = self.recipe
        course = Course(recipe.epochs, LOSS, False, recipe.patience, gain=recipe.gain)
        told = {**asdict(recipe), "rates": rate, "epochs": 0, "patience": 0, "gain": 0}
        train = Batches(self.encoded, self.split.train, recipe.batch, seed=self.seed)
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            return fit(
                ReplayTask(network_of(self.fields, recipe), rate, recipe, train),
                train.loader(),
                Batches(self.encoded, self.split.validation, SLICE).loader(),
                course,
                folder,
                made_of={**told, **self.made_of},
                machine=machine,
                watch=watch,
            )


def network_of(fields: Fields, recipe: ReplayRecipe) -> ReplayNetwork:
    """A network for these fields that knows nothing yet."""
    return ReplayNetwork(
        {name: len(vocabulary) for name, vocabulary in fields.vocabularies.items()},
        [category.vocabulary for category in fields.categories],
        len(fields.numbers),
        recipe.hidden,
        recipe.dropout,
    )


def fingerprint(plays: Plays) -> str:
    """Sixteen hex digits over all of a log but its words."""
    digest = hashlib.sha256(plays.replayed.tobytes())
    for table, of in plays.parts():
        for column in (*table.categories.values(), *table.numbers.values()):
            digest.update(column.tobytes())
        digest.update(b"" if of is None else of.tobytes())
    return digest.hexdigest()[:16]
