"""gensim's word2vec on the same playlists with the same settings, to measure ours beside it.

gensim is for development only; without it the row is missing from the report, which says so.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from engine.training.sequence.lesson import Lesson
from engine.training.sequence.recipe import SequenceRecipe


def is_here() -> bool:
    """Whether gensim is installed."""
    return find_spec("gensim") is not None


def word2vec(lesson: Lesson, recipe: SequenceRecipe, seed: int) -> NDArray[np.float32]:
    """The vectors of a lesson's rows (rows, d). Its learning rate is its own, 0.025 falling to 0.

    Ours means another thing: Adagrad's. One worker, so that a seed gives the same vectors.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        sentences_of(lesson),
        vector_size=recipe.dimension,
        window=recipe.window,
        negative=recipe.negatives,
        ns_exponent=recipe.power,
        sample=recipe.subsample,
        min_count=1,  # the lesson holds only what is to be learned
        epochs=recipe.epochs,
        sg=1,
        workers=1,
        seed=seed,
    )
    return np.asarray(model.wv[range(len(lesson.tracks))], np.float32)


def sentences_of(lesson: Lesson) -> list[list[int]]:
    """The rows of each playlist."""
    rows, owners = lesson.gathered(lesson.playlists)
    ends = np.flatnonzero(np.diff(owners)) + 1
    return [part.tolist() for part in np.split(rows, ends)]
