"""The stage `fit`: a network learns the order of the triplets.

It keeps its checkpoints and curves in a folder beside the training's file and goes on there.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from engine.errors import NearfieldError
from engine.models.embedder import Embedder
from engine.training.course import Course, Fitted, Machine, Point
from engine.training.preference.chunks import Split, band_statistics
from engine.training.preference.database import SPLITS, PictureReader, PreferenceFile
from engine.training.preference.filter_bank import start_as_filter_bank
from engine.training.preference.loading import TripletRows, chunk_loader, train_loader
from engine.training.preference.network import bands_of, let_learn
from engine.training.preference.recipes import Recipe
from engine.training.watch import Watch

_SCALED_ON = 128
"""Chunks on which the filter bank's layers are scaled."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a fit left: the network as it is best, and as it was before."""

    before: nn.Module
    trained: nn.Module
    fitted: Fitted


def fit_network(
    file: PreferenceFile,
    recipe: Recipe,
    folder: Path,
    *,
    seed: int = 0,
    start: nn.Module | None = None,
    start_id: str = "",
    machine: Machine | None = None,
    workers: int = 0,
    watch: Watch | None = None,
    looked: Callable[[Point], None] | None = None,
) -> Lesson:
    """Train a new embedder, or go on with `start` (whose weights are known as `start_id`).

    Raises NearfieldError if the stages before are not finished, Cancelled.
    """
    if not file.finished("triplets"):
        raise NearfieldError(
            "The stage 'triplets' comes first", f"{file.path} does not hold its result."
        )
    from engine.training.fitting import fit  # Lightning takes seconds to import
    from engine.training.preference.task import ACCURACY, TripletTask

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = copy.deepcopy(start) if start is not None else Embedder()
        bands = bands_of(network)
        train, validation = (Split(file, bands, name) for name in SPLITS[:2])
        if start is None:
            _prepare(network, train, recipe)
        before = copy.deepcopy(network).eval()
        let_learn(network)
        reader = PictureReader(file.path, bands)
        rows = TripletRows(file.triplets("train"), reader, recipe.crop, seed)
        task = TripletTask(network, recipe, validation.triplets, seed)
        fitted = fit(
            task,
            train_loader(rows, recipe.batch, seed, workers),
            chunk_loader(validation),
            _course(recipe, len(rows), ACCURACY),
            folder,
            made_of={
                "recipe": asdict(recipe),
                "seed": seed,
                "start": start_id,
                "data": file.settings(),
            },
            machine=machine,
            watch=watch,
            looked=looked,
            deal=False,
        )
    return Lesson(before, network.cpu().eval(), fitted)


def _prepare(network: nn.Module, train: Split, recipe: Recipe) -> None:
    """What a new network has to know of its data before the first step."""
    assert isinstance(network, Embedder)
    network.band_mean, network.band_deviation = band_statistics(train)
    if recipe.filter_bank:
        every = max(1, len(train) // _SCALED_ON)
        start_as_filter_bank(network, train.pictures(range(0, len(train), every)))


def _course(recipe: Recipe, rows: int, metric: str) -> Course:
    """The recipe in epochs: from one look at the validation split to the next."""
    steps = max(1, min(recipe.check_every, rows // recipe.batch))
    return Course(
        epochs=max(1, round(recipe.steps / steps)),
        metric=metric,
        highest=True,
        patience=recipe.patience,
        steps=steps,
    )
