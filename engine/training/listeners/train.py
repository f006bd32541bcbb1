"""Train listeners: files of plays in, a file of tables out.

Beside the weights `NAME/` keeps what a stopped run needs to go on, and the curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader

from engine.errors import NearfieldError
from engine.models.listeners import Listeners
from engine.models.listeners_file import ListenersFile, write_listeners
from engine.training.course import Course, Fitted, Machine, places_of
from engine.training.fitting import fit
from engine.training.listeners.loading import Plays
from engine.training.listeners.negatives import Negatives
from engine.training.listeners.recipe import ListenersRecipe
from engine.training.listeners.split import Split, split_of
from engine.training.listeners.task import NDCG, ListenersTask
from engine.training.plays.reading import Reading
from engine.training.plays.tally import Tally, read_tally
from engine.training.watch import Watch


@dataclass(frozen=True, slots=True)
class TrainedListeners:
    """The file of a run, how it went, and what of the plays could not be read."""

    model: ListenersFile
    fitted: Fitted
    reading: Reading


def train_listeners(
    paths: Sequence[Path],
    output: Path,
    *,
    of: str | None = None,
    recipe: ListenersRecipe | None = None,
    runs: int = 1,
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> tuple[TrainedListeners, ...]:
    """Train on files of plays (see `read_plays`) and write the tables to `output`.

    `of` says whether artists or tracks are learned. Several runs differ in nothing but their seeds,
    `seed` the first; their tables are `NAME-1`, `NAME-2` …. A stopped training goes on where it
    was.
    Raises PlaysError, Cancelled, NearfieldError if there is too little to learn from.
    """
    tally, reading = read_tally(paths, of, watch)
    return tuple(
        TrainedListeners(
            *learn(tally, place, recipe, seed=seed + number, machine=machine, watch=watch), reading
        )
        for number, place in enumerate(places_of(output, runs))
    )


def learn(
    tally: Tally,
    output: Path,
    recipe: ListenersRecipe | None = None,
    *,
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> tuple[ListenersFile, Fitted]:
    """The same from plays that are read already."""
    torch.set_flush_denormal(True)
    recipe = recipe or ListenersRecipe()
    split = split_of(tally, recipe.split_seed, by_time=recipe.by_time)
    if not split.validation.nnz:
        message = "It takes somebody who played at least four different things."
        raise NearfieldError("There is too little to learn from", message)
    plays = plays_of(split, recipe, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        task = ListenersTask(network_of(tally, recipe), recipe, plays, split)
        fitted = fit(
            task,
            DataLoader(plays, batch_size=None),
            _once(),
            Course(recipe.epochs, NDCG, highest=True, patience=recipe.patience),
            output.with_suffix(""),
            made_of={**asdict(recipe), "epochs": 0, "seed": seed, "data": tally.fingerprint()},
            machine=machine or Machine(devices="1"),
            watch=watch,
            deal=False,
        )
    trained_on = {**asdict(recipe), "seed": seed, "name": tally.name, "data": tally.fingerprint()}
    return write_listeners(output, task.space(), tally.users, tally.items, trained_on), fitted


def network_of(tally: Tally, recipe: ListenersRecipe) -> Listeners:
    """An untrained network for these users and items."""
    return Listeners(
        len(tally.users),
        len(tally.items),
        recipe.dimension,
        measure=recipe.measure,
        scale=recipe.scale,
        biased=recipe.biased,
        sparse=recipe.sparse,
    )


def plays_of(split: Split, recipe: ListenersRecipe, seed: int) -> Plays:
    """The batches of what is to be learned."""
    users, items = split.train.shape
    of_user = np.repeat(np.arange(users), np.diff(split.train.indptr))
    of_item = split.train.indices.astype(np.int64)
    negatives = Negatives(of_user, of_item, users, items, recipe.popularity)
    if not negatives.possible(of_user).any():
        message = "Everybody played everything, so nothing tells what is liked."
        raise NearfieldError("There is nothing to learn", message)
    return Plays(of_user, of_item, negatives, each=recipe.negatives, batch=recipe.batch, seed=seed)


def _once() -> DataLoader[Any]:
    """One validation step: it goes through everybody by itself."""
    return DataLoader(torch.zeros(1, 1), batch_size=None)  # type: ignore[arg-type]
