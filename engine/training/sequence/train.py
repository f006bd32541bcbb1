"""Train on playlists: files of playlists in, a file of what goes with what out.

Beside the weights `NAME/` keeps the playlists as numbers, what a stopped run needs to go on, and
the curves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch.utils.data import DataLoader, TensorDataset

from engine.models.sequence import Learned, SequenceFile, write_sequence
from engine.models.skip_gram import SkipGram
from engine.recommend.titles import Titles
from engine.training.course import Course, Fitted, Machine
from engine.training.fitting import fit
from engine.training.sequence.blocks import Blocks
from engine.training.sequence.encoding import encode
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.questions import titles_of
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.task import LOSS, SequenceTask
from engine.training.watch import Watch


@dataclass(frozen=True, slots=True)
class TrainedSequence:
    """The file of a run, how it went, and what of the playlists could not be read."""

    model: SequenceFile
    fitted: Fitted
    told: tuple[str, ...]


def train_sequence(
    paths: Sequence[Path],
    output: Path,
    *,
    recipe: SequenceRecipe | None = None,
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> TrainedSequence:
    """Learn from all playlists in `paths` (see `playlist_files`) and write to `output`.

    A stopped training goes on where it was. Raises PlaysError, Cancelled, NearfieldError if there
    is too little to learn from.
    """
    recipe = recipe or SequenceRecipe()
    work = output.with_suffix("")
    encoded = encode(paths, work / "playlists", watch)
    lesson = Lesson.of(encoded, np.arange(len(encoded)), recipe.least)
    vectors, fitted = learn(lesson, work, recipe, seed=seed, machine=machine, watch=watch)
    playlists = together(lesson)
    titles = Titles.of(titles_of(encoded, lesson.playlists), playlists)
    model = write_sequence(
        output,
        Learned(vectors, playlists, titles.tracks),
        [encoded.tracks[track] for track in lesson.tracks.tolist()],
        titles.terms,
        {**asdict(recipe), "seed": seed, "name": encoded.name, "data": fingerprint(lesson)},
    )
    return TrainedSequence(model, fitted, encoded.told)


def learn(
    lesson: Lesson,
    folder: Path,
    recipe: SequenceRecipe,
    *,
    seed: int = 0,
    machine: Machine | None = None,
    watch: Watch | None = None,
) -> tuple[NDArray[np.float32], Fitted]:
    """The vectors of a lesson's rows (rows, d), and how learning them went.

    `folder` keeps what a stopped run needs. Raises Cancelled.
    """
    torch.set_flush_denormal(True)
    blocks = Blocks(lesson, recipe, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        task = SequenceTask(SkipGram(len(lesson.tracks), recipe.dimension), recipe, blocks)
        fitted = fit(
            task,
            DataLoader(blocks, batch_size=None),
            DataLoader(TensorDataset(torch.empty(0))),
            course_of(recipe),
            folder,
            made_of={**asdict(recipe), "seed": seed, "data": fingerprint(lesson)},
            machine=machine or Machine(devices="1"),
            watch=watch,
            deal=False,
        )
    return task.network.entries.weight.detach().cpu().numpy(), fitted


def course_of(recipe: SequenceRecipe) -> Course:
    """All epochs: the rate falls to nothing at the end, so there is no ending sooner."""
    return Course(recipe.epochs, LOSS, highest=False, patience=recipe.epochs)


def together(lesson: Lesson) -> csr_matrix:
    """Which row stands in which playlist (playlists, rows): 1, however often."""
    rows, owners = lesson.gathered(lesson.playlists)
    shape = (len(lesson.playlists), len(lesson.tracks))
    matrix = csr_matrix((np.ones(len(rows), np.float32), (owners, rows)), shape)
    matrix.data[:] = 1
    return matrix


def fingerprint(lesson: Lesson) -> str:
    """Other playlists make another run."""
    digest = hashlib.sha256(lesson.playlists.tobytes() + lesson.tracks.tobytes())
    digest.update(lesson.encoded.starts.tobytes())
    digest.update(lesson.encoded.entries.data)
    return digest.hexdigest()[:16]
