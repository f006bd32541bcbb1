"""Evaluate ways to continue playlists: each learns from the same ones and is asked the same.

Popularity, item-kNN by co-occurrence, skip-gram as it is trained here, and gensim's word2vec.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.recommend.continuation import (
    Continuation,
    NearVectors,
    Neighbours,
    Popular,
)
from engine.recommend.continuing import Continuing
from engine.recommend.titles import Titles
from engine.training.course import Fitted
from engine.training.sequence import word2vec
from engine.training.sequence.artists import artists_of
from engine.training.sequence.encoding import Numbers, encode
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.measures import CANDIDATES, MEASURES, measured
from engine.training.sequence.questions import (
    Asked,
    Split,
    asked,
    share_unknown,
    titles_of,
)
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.train import learn, together
from engine.training.watch import Watch

PARTS = ("test", "validation")
POPULAR, NEIGHBOURS, OURS, GENSIM = "popularity", "item-kNN", "skip-gram", "gensim word2vec"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What each way reached on every question."""

    name: str
    part: str
    recipe: SequenceRecipe
    counts: Mapping[str, int]
    """Playlists, tracks and entries that were learned from."""
    unknown: float
    """Of the entries asked about, the share that stands in no playlist that was learned from."""
    artists: float
    """The share of tracks whose artist is known."""
    told: tuple[str, ...]
    """What could not be read."""
    fitted: Fitted
    questions: Sequence[Asked]
    figures: Mapping[str, NDArray[np.float64]]
    """By way: (questions, measures)."""


def evaluate(
    paths: Sequence[Path],
    work: Path,
    *,
    tracks: Path | None = None,
    part: str = "test",
    recipe: SequenceRecipe | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Evaluation:
    """Let every way learn from most playlists and continue the rest.

    `tracks` names the artists of tracks (see `artists_of`), for credit; `work` keeps what a stopped
    run needs. Raises PlaysError, Cancelled, NearfieldError if there is nothing to ask.
    """
    recipe, watch = recipe or SequenceRecipe(), watch or Watch()
    encoded = encode(paths, work / "playlists", watch)
    split = Split.of(len(encoded), recipe.split_seed)
    lesson = Lesson.of(encoded, split.train, recipe.least)
    playlists = split.test if part == "test" else split.validation
    questions = _questions(lesson, playlists, recipe.split_seed)
    artists = artists_of(lesson, tracks)
    ways, fitted = _ways(lesson, recipe, work / "skip-gram", seed, watch)
    return Evaluation(
        encoded.name,
        part,
        recipe,
        _counts(lesson),
        share_unknown(lesson, playlists),
        0.0 if artists is None else float((artists >= 0).mean()),
        encoded.told,
        fitted,
        questions,
        {name: _answered(name, way, questions, artists, watch) for name, way in ways.items()},
    )


def _questions(lesson: Lesson, playlists: Numbers, seed: int) -> list[Asked]:
    questions = asked(lesson, playlists, seed)
    if not questions:
        message = f"None of the {len(playlists)} playlists to ask about is long enough."
        raise NearfieldError("There is nothing to evaluate", message)
    return questions


def _counts(lesson: Lesson) -> dict[str, int]:
    return {
        "playlists": len(lesson.playlists),
        "tracks": len(lesson.tracks),
        "entries": int(lesson.counts.sum()),
    }


def _ways(
    lesson: Lesson, recipe: SequenceRecipe, work: Path, seed: int, watch: Watch
) -> tuple[dict[str, Continuing], Fitted]:
    """Every way, having learned."""
    playlists = together(lesson)
    titles = Titles.of(titles_of(lesson.encoded, lesson.playlists), playlists)
    vectors, fitted = learn(lesson, work, recipe, seed=seed, watch=watch)
    ways: dict[str, Continuation] = {
        POPULAR: Popular.of(playlists),
        NEIGHBOURS: Neighbours(playlists),
        OURS: NearVectors(vectors),
    }
    if word2vec.is_here():
        watch.step("Learning with gensim", 0, 1)
        ways[GENSIM] = NearVectors(word2vec.word2vec(lesson, recipe, seed))
    return {name: Continuing.of(way, titles, playlists) for name, way in ways.items()}, fitted


def _answered(
    name: str,
    continuing: Continuing,
    questions: Sequence[Asked],
    artists: Numbers | None,
    watch: Watch,
) -> NDArray[np.float64]:
    """The measures of a way on every question (questions, measures)."""
    figures = np.empty((len(questions), len(MEASURES)))
    for number, one in enumerate(questions):
        watch.step(f"Asking {name}", number, len(questions))
        found = continuing.candidates(one.given, one.title, CANDIDATES)
        figures[number] = measured(found, one.hidden, artists)
    return figures
