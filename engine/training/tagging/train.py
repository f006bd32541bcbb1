"""Train a tagger: labelled music in, a weights file out, one for each run.

The published way: Adam, binary cross-entropy, the networks of `engine.models.taggers`. Beside the
weights `NAME/` keeps what a stopped run needs to go on, and the curves; `mel/` the decoded music.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, IterableDataset

from engine.errors import NearfieldError
from engine.models.taggers.networks import NETWORKS
from engine.models.taggers.tagger import Tagger
from engine.models.weights import ModelFile, save
from engine.training.course import Course, Fitted, Machine, places_of
from engine.training.fitting import fit
from engine.training.tagging.labelled import Lesson, chosen_tags
from engine.training.tagging.loading import Batch, Batches
from engine.training.tagging.recipe import TaggerRecipe
from engine.training.tagging.shards import Hearing, Shards, shards_of
from engine.training.tagging.sources import read_labelled
from engine.training.tagging.task import LOSS, TaggingTask
from engine.training.watch import Watch

_LEAST_WINDOWS = 2
"""A batch of one cannot be normalised."""


@dataclass(frozen=True, slots=True)
class TrainedTagger:
    """The weights of one run, how it went, and what could not be heard, by reason."""

    model: ModelFile
    fitted: Fitted
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A lesson and the pictures of its training and validation tracks."""

    lesson: Lesson
    train: Shards
    validation: Shards

    @property
    def left_out(self) -> Counter[str]:
        return Counter(self.lesson.left_out) + self.train.failed + self.validation.failed


def train_tagger(
    labels: Path,
    output: Path,
    *,
    audio: Path | None = None,
    recipe: TaggerRecipe | None = None,
    runs: int = 1,
    seed: int = 0,
    cache: Path | None = None,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> tuple[TrainedTagger, ...]:
    """Train on `labels` (see `read_labelled`) and write weights to `output`.

    Several runs differ in nothing but their seeds, `seed` the first; their weights are `NAME-1`,
    `NAME-2` …. A stopped training goes on where it was. Without `cache`, decoded music is kept
    in `mel` beside the weights.

    Raises LabelsError, FolderError, Cancelled, NearfieldError if there is too little to learn from.
    """
    torch.set_flush_denormal(True)
    recipe, watch = recipe or TaggerRecipe(), watch or Watch()
    music = read_labelled(labels, audio)
    tags = chosen_tags(music, recipe.most_tags, recipe.least_tracks)
    lesson = Lesson.of(music, tags, recipe.split_seed)
    heard = _heard(lesson, recipe, cache or output.parent / "mel", watch)
    return tuple(
        _run(heard, recipe, place, seed + number, machine, watch)
        for number, place in enumerate(places_of(output, runs))
    )


def _heard(lesson: Lesson, recipe: TaggerRecipe, cache: Path, watch: Watch) -> _Heard:
    """Decode what is not decoded yet."""
    plan = replace(NETWORKS[recipe.network].plan, count=recipe.windows)
    hearing = Hearing.of(_network(recipe, len(lesson.tags)), plan)
    train, validation = (
        _pictures(lesson, split, hearing, cache, watch) for split in ("train", "validation")
    )
    return _Heard(lesson, train, validation)


def _pictures(lesson: Lesson, split: str, hearing: Hearing, cache: Path, watch: Watch) -> Shards:
    paths = [track.path for track in lesson.splits[split]]
    shards = shards_of(
        paths,
        hearing,
        cache,
        workers=os.cpu_count() or 1,
        step=lambda done: watch.step(f"Decoding for {split}", done, len(paths)),
    )
    if len(shards) < _LEAST_WINDOWS:
        reasons = "; ".join(shards.failed) or "The labels name none."
        message = f"{len(shards)} windows of {len(paths)} tracks for {split}. {reasons}"
        raise NearfieldError("There is too little music to learn from", message)
    return shards


def _network(recipe: TaggerRecipe, tags: int) -> Tagger:
    network = NETWORKS[recipe.network]
    return network.tagger(network.settings, network.plan, tags)


def _run(
    heard: _Heard,
    recipe: TaggerRecipe,
    output: Path,
    seed: int,
    machine: Machine | None,
    watch: Watch,
) -> TrainedTagger:
    """One training from random weights to a weights file."""
    lesson = heard.lesson
    labels = {split: lesson.labels(split) for split in ("train", "validation")}
    train = Batches(heard.train, labels["train"], recipe.batch, shuffled=True, seed=seed)
    check = Batches(heard.validation, labels["validation"], recipe.batch, shuffled=False)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = _network(recipe, len(lesson.tags))
        task = TaggingTask(
            network, recipe.rate, train, heard.validation.tracks, labels["validation"]
        )
        fitted = fit(
            task,
            _loader(train),
            _loader(check),
            Course(recipe.epochs, LOSS, highest=False, patience=recipe.patience),
            output.with_suffix(""),
            made_of={**asdict(recipe), "epochs": 0, "seed": seed, "data": _fingerprint(lesson)},
            machine=machine or Machine(devices="1"),
            watch=watch,
        )
    model = save(
        output,
        network,
        architecture=recipe.network,
        dimension=NETWORKS[recipe.network].dimension,
        plan=replace(NETWORKS[recipe.network].plan, count=recipe.windows),
        front_end=network.front_end.settings.as_metadata(),
        tags=lesson.tags,
    )
    return TrainedTagger(model, fitted, heard.left_out)


class _Stream(IterableDataset[Batch]):
    """`Batches` as torch's loader wants them."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches

    def __iter__(self) -> Any:
        return iter(self._batches)

    def __len__(self) -> int:
        return len(self._batches)


def _loader(batches: Batches) -> DataLoader[Any]:
    """The batches as they are: they are whole, shuffled and made ahead already."""
    return DataLoader(_Stream(batches), batch_size=None)


def _fingerprint(lesson: Lesson) -> str:
    """Other tracks, tags or splits make another run."""
    digest = hashlib.sha256(repr(lesson.tags).encode())
    for split in ("train", "validation"):
        for track in lesson.splits[split]:
            said = f"{split} {track.path} {sorted(track.tags)}"
            digest.update(said.encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]
