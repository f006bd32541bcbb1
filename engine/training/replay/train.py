"""Training a replay model: read the log, fit the fields, try the learning rates, keep the best.

Each rate has a run of its own in a folder beside the model. Stopped, the same command goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from engine.models.replay.fields import Fields
from engine.models.replay.model import ReplayModel, save_replay_model
from engine.models.replay.network import ReplayNetwork
from engine.training.course import Course, Fitted, Machine
from engine.training.fitting import fit
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
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> TrainedReplay:
    """Train on a log and write the model to `output`.

    Raises Cancelled, NearfieldError if there are too few plays.
    """
    torch.set_flush_denormal(True)
    recipe, watch = recipe or ReplayRecipe(), watch or Watch()
    split = Split.of(len(plays), recipe.split, recipe.split_seed)
    fields = fit_fields(plays, split.train, recipe.least)
    encoded = EncodedPlays(plays, fields)
    made_of = {**_origin(plays, recipe), "seed": seed}
    runs, states = {}, {}
    for rate in recipe.rates:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            network = network_of(fields, recipe)
            train = Batches(encoded, split.train, recipe.batch, seed=seed)
            task = ReplayTask(network, rate, recipe, train)
            runs[rate] = fit(
                task,
                train.loader(),
                Batches(encoded, split.validation, SLICE).loader(),
                Course(recipe.epochs, LOSS, False, recipe.patience, gain=recipe.gain),
                output.with_suffix("") / f"rate-{rate:g}",
                made_of={**made_of, "rate": rate},
                machine=machine or Machine(devices="1"),
                watch=watch,
            )
        states[rate] = {name: value.numpy() for name, value in network.state_dict().items()}
    best = min(runs, key=lambda rate: runs[rate].best[LOSS])
    made_of |= {"rate": best, "sweep": {f"{rate:g}": run.best[LOSS] for rate, run in runs.items()}}
    model = save_replay_model(output, states[best], fields, rows=plays.rows, made_of=made_of)
    return TrainedReplay(output, model, best, runs)


def network_of(fields: Fields, recipe: ReplayRecipe) -> ReplayNetwork:
    """A network for these fields that knows nothing yet."""
    return ReplayNetwork(
        {name: len(vocabulary) for name, vocabulary in fields.vocabularies.items()},
        [category.vocabulary for category in fields.categories],
        len(fields.numbers),
        recipe.hidden,
        recipe.dropout,
    )


def _origin(plays: Plays, recipe: ReplayRecipe) -> dict[str, Any]:
    """What a model says of its origin; another log or recipe makes another run."""
    settings = {name: value for name, value in asdict(recipe).items() if name != "rates"}
    return {**settings, "log": plays.name, "data": fingerprint(plays)}


def fingerprint(plays: Plays) -> str:
    """Sixteen hex digits over all of a log but its words."""
    digest = hashlib.sha256(plays.replayed.tobytes())
    for table, of in plays.parts():
        for column in (*table.categories.values(), *table.numbers.values()):
            digest.update(column.tobytes())
        digest.update(b"" if of is None else of.tobytes())
    return digest.hexdigest()[:16]
