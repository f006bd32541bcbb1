"""Blocks: stretches of playlists with what stands near each entry, and negatives for all of it.

Skip-gram looks at pairs, an entry and another one not far from it. Fetching two rows and k
negatives for each pair is most of its work, though neighbouring pairs share their rows. A block is
a stretch of entries whose pairs are all looked at in one product of matrices, with a mask of what
is near; its negatives are shared by all its entries, each weighted so that the expected loss is
that of k drawn for each pair (after Ji, Satish, Li and Dubey, "Parallelizing word2vec in shared and
distributed memory", 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset

from engine.training.sequence.encoding import Numbers
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.recipe import SequenceRecipe

LENGTH = 64
"""Entries of a block."""
SHARED = 64
"""Negatives of a block."""


class Block(NamedTuple):
    """Rows of b blocks: entries (b, l), what may stand near (b, l + 2w) and negatives (b, m)."""

    entries: Tensor
    context: Tensor
    near: Tensor
    """Which of the context is near which entry (b, l, l + 2w), bool."""
    negatives: Tensor


class Blocks(IterableDataset[Block]):
    """An epoch is every playlist once, in an order of its own; set `epoch` before each."""

    def __init__(self, lesson: Lesson, recipe: SequenceRecipe, seed: int) -> None:
        self._lesson, self._recipe, self._seed = lesson, recipe, seed
        self._kept = kept(lesson.counts, recipe.subsample)
        below = np.cumsum(lesson.counts.astype(np.float64) ** recipe.power)
        self._below = below / below[-1]
        self.epoch = 0

    def __len__(self) -> int:
        return -(-len(self._lesson.playlists) // self._recipe.batch)

    def __iter__(self) -> Iterator[Block]:
        order = np.random.default_rng((self._seed, self.epoch)).permutation(self._lesson.playlists)
        size = self._recipe.batch
        for number in range(len(self)):
            dice = np.random.default_rng((self._seed, self.epoch, number))
            yield self._block(order[number * size :][:size], dice)

    def _block(self, playlists: Numbers, dice: np.random.Generator) -> Block:
        rows, owners = self._lesson.gathered(playlists)
        kept = dice.random(len(rows)) < self._kept[rows]
        entries, context, near = cut(rows[kept], owners[kept], self._recipe.window, dice)
        drawn = np.searchsorted(self._below, dice.random((len(entries), SHARED)), side="right")
        tensors = (torch.from_numpy(each) for each in (entries, context, near, drawn))
        return Block(*tensors)


def kept(counts: Numbers, subsample: float) -> NDArray[np.float64]:
    """With which chance an entry of each row (rows,) is learned from, as word2vec computes it."""
    if not subsample:
        return np.ones(len(counts))
    share = counts / counts.sum()
    return np.asarray(np.minimum(1.0, np.sqrt(subsample / share) + subsample / share))


def cut(
    rows: Numbers, owners: Numbers, window: int, dice: np.random.Generator
) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Cut playlists (n,), one behind the other, into blocks: entries, context and what is near.

    How far an entry looks is drawn from 1 to `window`; it never looks into another playlist, and
    what fills the last block up is near nothing.
    """
    count = -(-len(rows) // LENGTH)
    behind = window + count * LENGTH - len(rows)
    places = LENGTH * np.arange(count)[:, None] + np.arange(LENGTH + 2 * window)
    context = np.pad(rows, (window, behind))[places]
    whose = np.pad(owners, (window, behind), constant_values=-1)[places]
    middle = slice(window, window + LENGTH)
    reach = dice.integers(1, window + 1, (count, LENGTH, 1))
    apart = np.abs(np.arange(LENGTH)[:, None] + window - np.arange(LENGTH + 2 * window))
    own = whose[:, middle, None]
    near = (apart <= reach) & (apart > 0) & (own == whose[:, None]) & (own >= 0)
    return context[:, middle], context, near
