"""The pipeline: all stages one after the other, each going on where it was stopped.

From a graph to weights with a model card beside them. Whatever ends it, the same call goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd
from engine.catalog.tags import read_tags
from engine.models.weights import ModelFile, save
from engine.training.collection import Piece
from engine.training.course import Machine, Point
from engine.training.preference.chunks import Chunking, Split, keep_chunks
from engine.training.preference.database import SPLITS, PreferenceFile
from engine.training.preference.distances import keep_distances
from engine.training.preference.examination import examine, examine_unheard
from engine.training.preference.fit import Lesson, fit_network
from engine.training.preference.graph import EVERYWHERE, Centre, PreferenceGraph, keep_graph
from engine.training.preference.network import bands_of
from engine.training.preference.recipes import GENTLE, Recipe
from engine.training.preference.report import TrainingReport, write_report
from engine.training.preference.shared_tags import graph_of_folder
from engine.training.preference.triplets import Drawing, keep_triplets
from engine.training.watch import Watch

PLAN = ExcerptPlan(seconds=10.0, count=4, sample_rate=16_000)
"""What the analysis listens to: it does as well as three whole chunks (docs/benchmarks.md)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides what comes out, apart from the graph."""

    recipe: Recipe = GENTLE
    centre: Centre = EVERYWHERE
    chunking: Chunking = field(default_factory=Chunking)
    beyond: bool = True
    """Whether what the walk does not reach is the farthest of all, or in no triplet."""
    seed: int = 0

    @property
    def drawing(self) -> Drawing:
        """How triplets are drawn: as many as one pass of the recipe needs."""
        return Drawing(
            graded=self.recipe.graded,
            beyond=self.beyond,
            train=self.recipe.batch * self.recipe.steps,
            seed=self.seed,
        )


def prepare(
    work: Path,
    graph: Callable[[], PreferenceGraph],
    settings: Settings,
    watch: Watch,
    front_end: MelFrontEnd | None = None,
) -> None:
    """All stages up to the triplets; raises NearfieldError, Cancelled."""
    with PreferenceFile(work) as file:
        keep_graph(file, graph(), settings.centre, watch)
        chunking = replace(settings.chunking, seed=settings.seed)
        keep_chunks(file, front_end or MelFrontEnd(), chunking, watch)
        keep_distances(file, watch)
        keep_triplets(file, settings.drawing, watch)


def train(
    work: Path,
    settings: Settings,
    *,
    machine: Machine | None = None,
    workers: int = 0,
    watch: Watch | None = None,
    looked: Callable[[Point], None] | None = None,
) -> Lesson:
    """The stage `fit` on a file whose other stages are done."""
    torch.set_flush_denormal(True)
    with PreferenceFile(work) as file:
        return fit_network(
            file,
            settings.recipe,
            work.with_suffix(".fit"),
            seed=settings.seed,
            machine=machine,
            workers=workers,
            watch=watch,
            looked=looked,
        )


def write_embedder(lesson: Lesson, output: Path) -> ModelFile:
    """Write the trained network as weights that the analysis can listen with."""
    front_end = lesson.trained.front_end
    assert isinstance(front_end, MelFrontEnd)
    return save(
        output,
        lesson.trained,
        architecture="embedder",
        dimension=128,
        plan=PLAN,
        front_end=front_end.settings.as_metadata(),
    )


def report(
    work: Path,
    lesson: Lesson,
    model: ModelFile,
    settings: Settings,
    music: Path,
    unheard: Path | None,
    watch: Watch,
) -> TrainingReport:
    """Examine the network and write card, curves and attributions beside its weights.

    `music` is the folder its recordings lie in; a `manifest.csv` there gives the card its
    attributions. `unheard` is a folder of other music, grouped by its genre tags, that the result
    is examined on and never trained on.
    """
    networks = {"before training": lesson.before, "trained": lesson.trained}
    bands = bands_of(lesson.trained)
    with PreferenceFile(work) as file:
        splits = {name: Split(file, bands, name) for name in SPLITS}
        pieces = {path: _piece(path, music) for split in splits.values() for path in split.paths}
        figures = examine(networks, splits, pieces)
        elsewhere = {}
        if unheard:
            with PreferenceFile(work.with_suffix(".unheard")) as others:
                other = _listened(others, unheard, settings.chunking, watch)
                known = {path: _piece(path, unheard) for path in other.paths}
                elsewhere = examine_unheard(networks, other, splits["train"], known)
    made = TrainingReport(
        model=model,
        recipe=settings.recipe,
        seed=settings.seed,
        fitted=lesson.fitted,
        pieces={name: [pieces[path] for path in split.paths] for name, split in splits.items()},
        figures=figures,
        unheard=elsewhere,
    )
    write_report(made, music)
    return made


def _listened(file: PreferenceFile, folder: Path, chunking: Chunking, watch: Watch) -> Split:
    """All chunks of another folder."""
    front_end = MelFrontEnd()
    keep_graph(file, graph_of_folder(folder), EVERYWHERE, watch)
    keep_chunks(file, front_end, chunking, watch)
    return Split(file, front_end.settings.bands)


def _piece(path: Path, folder: Path) -> Piece:
    return Piece(path, path.relative_to(folder).as_posix(), read_tags(path, folder))
