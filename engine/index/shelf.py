"""The shelf: every vector in a row of its own, by which it is known to the graph and on disk.

Rows are added at the end and never written again, so that searches read them without a lock while
they grow. A vector that is replaced or removed stays in its row, which no longer has an id, until
those that count move to a new shelf. Writers must be kept apart by whoever calls.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids, Rows, Similarities, Vectors, top

BLOCK: Final = 65_536
"""Rows to a block; a full block is followed by a new one, so growing copies no vector.

What is filled of it takes memory. With 128 numbers to a row it has 32 MiB: a piece that large is
the system's again when it is dropped, a smaller one stays with the program.
"""
STRETCH: Final = 4_096
"""Rows that move at once."""
Number = TypeVar("Number", np.int32, np.int64)

NOBODY: Final = -1
"""The id of a row whose vector counts no more, and the row of an id that has none."""


class Shelf:
    """Vectors (n, d) with their ids (n,), row by row."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._blocks: list[Vectors] = []
        self._ids = np.empty(0, np.int64)
        self._row_of = np.empty(0, np.int32)
        self._filled = 0
        self.held = 0
        """How many rows still have an id."""

    def __len__(self) -> int:
        return self._filled

    @property
    def ids(self) -> Ids:
        """The id of each row (n,)."""
        return self._ids[: self._filled]

    def append(self, ids: Ids, vectors: Vectors) -> Rows:
        """Add vectors (n, d) under `ids` (n,); returns the rows that these ids had before."""
        _, last = np.unique(ids[::-1], return_index=True)
        newest = np.sort(len(ids) - 1 - last)
        ids = ids[newest]
        before = self.remove(ids)
        rows = np.arange(self._filled, self._filled + len(ids))
        self._write(vectors[newest])
        self._ids = _grown(self._ids, self._filled + len(ids))
        self._ids[rows] = ids
        self._filled += len(ids)
        self.held += len(ids)
        self._row_of = _grown(self._row_of, int(ids.max(initial=NOBODY)) + 1)
        self._row_of[ids] = rows
        return before

    def remove(self, ids: Ids) -> Rows:
        """Leave these ids without vectors; returns the rows they had."""
        rows = self.rows(ids)
        self._ids[rows] = NOBODY
        self._row_of[ids[(ids >= 0) & (ids < len(self._row_of))]] = NOBODY
        self.held -= len(rows)
        return rows

    def rows(self, ids: Ids) -> Rows:
        """The rows of those ids that have one, in order of the rows."""
        row_of = self._row_of
        rows = row_of[ids[(ids >= 0) & (ids < len(row_of))]].astype(np.int64)
        rows = rows[rows != NOBODY]
        # ids mostly come in order, and so do their rows: checking is much quicker than sorting
        return rows if np.all(rows[1:] > rows[:-1]) else np.unique(rows)

    def vectors(self, start: int, stop: int) -> Vectors:
        """The vectors of some rows (n, d)."""
        parts = list(self._parts(start, stop))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def nearest(
        self, vector: Vectors, count: int, start: int, stop: int, wanted: Rows | None = None
    ) -> tuple[Rows, Similarities]:
        """The nearest rows from `start` to before `stop`, or of those `wanted`, and the cosines."""
        if start >= stop:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        products = [_cosines(block, vector) for block in self._parts(start, stop)]
        similarities = products[0] if len(products) == 1 else np.concatenate(products)
        if wanted is not None:
            similarities = _only(similarities, wanted - start)
        elif self.held < self._filled:
            similarities[self._ids[start:stop] == NOBODY] = -np.inf
        best = top(similarities, count)
        best = best[similarities[best] > -np.inf]
        return best + start, similarities[best]

    def nearest_of(self, vector: Vectors, count: int, rows: Rows) -> tuple[Rows, Similarities]:
        """The nearest of a few rows, given in order, and the cosines."""
        blocks = self._blocks
        bounds = np.searchsorted(rows, np.arange(len(blocks) + 1) * BLOCK)
        products = [
            _cosines(blocks[number][rows[first:last] - number * BLOCK], vector)
            for number, (first, last) in enumerate(itertools.pairwise(bounds))
            if first < last
        ]
        similarities = np.concatenate([np.empty(0, np.float32), *products])
        best = top(similarities, count)
        return rows[best], similarities[best]

    def living(self, ids: Ids) -> Shelf:
        """A new shelf of what counts in the first rows, whose ids these were: a copy (n,).

        Others may write to this one meanwhile; `follow` then brings the new one up to date.
        """
        shelf = Shelf(self.dimension)
        for start in range(0, len(ids), STRETCH):
            part = ids[start : start + STRETCH]
            kept = part != NOBODY
            shelf.append(part[kept], self.vectors(start, start + len(part))[kept])
        return shelf

    def follow(self, other: Shelf, ids: Ids) -> None:
        """Do what `other`, in whose first rows were these `ids` (n,), has done since."""
        now = other.ids
        self.remove(ids[(ids != NOBODY) & (now[: len(ids)] == NOBODY)])
        (fresh,) = np.nonzero(now[len(ids) :] != NOBODY)
        if len(fresh):
            self.append(now[len(ids) :][fresh], other.vectors(len(ids), len(other))[fresh])

    def write(self, ids: BinaryIO, vectors: BinaryIO) -> None:
        """Write ids and vectors to two files, little-endian."""
        ids.write(self.ids.astype("<i8").tobytes())
        for block in self._parts(0, self._filled):
            vectors.write(np.ascontiguousarray(block, "<f4").data)

    @classmethod
    def read(cls, ids: Path, vectors: Path, dimension: int) -> Shelf:
        """A shelf from its ids and vectors as they lie in two files."""
        shelf = cls(dimension)
        held = np.fromfile(ids, "<i8").astype(np.int64, copy=False)
        with vectors.open("rb") as file:
            for start in range(0, len(held), BLOCK):
                block = np.empty((BLOCK, dimension), "<f4")
                file.readinto(block[: len(held) - start].data)
                shelf._blocks.append(block)
        shelf._ids, shelf._filled = held, len(held)
        (alive,) = np.nonzero(held != NOBODY)
        shelf._row_of = _grown(shelf._row_of, int(held.max(initial=-1)) + 1)
        shelf._row_of[held[alive]] = alive
        shelf.held = len(alive)
        return shelf

    def _write(self, vectors: Vectors) -> None:
        """Put vectors behind the last row, without counting them yet."""
        row = self._filled
        while len(vectors):
            number, place = divmod(row, BLOCK)
            if number == len(self._blocks):
                self._blocks.append(np.empty((BLOCK, self.dimension), np.float32))
            fitting = vectors[: BLOCK - place]
            self._blocks[number][place : place + len(fitting)] = fitting
            row, vectors = row + len(fitting), vectors[len(fitting) :]

    def _parts(self, start: int, stop: int) -> Iterator[Vectors]:
        while start < stop:
            number, place = divmod(start, BLOCK)
            block = self._blocks[number][place : min(BLOCK, stop - number * BLOCK)]
            yield block
            start += len(block)


def _cosines(vectors: Vectors, vector: Vectors) -> Similarities:
    """Of each (n, d) with one (d,), on this thread alone.

    A matrix product shares the work with a thread on each core, and waits for all of them: beside
    an analysis that keeps the cores busy that took up to a hundred times as long.
    """
    cosines: Similarities = np.vecdot(vectors, vector)
    return cosines


def _only(similarities: Similarities, places: Rows) -> Similarities:
    """Minus infinity at all other places."""
    kept = np.full_like(similarities, -np.inf)
    kept[places] = similarities[places]
    return kept


def _grown(array: NDArray[Number], needed: int) -> NDArray[Number]:
    if needed <= len(array):
        return array
    grown = np.full(max(needed, len(array) * 5 // 4), NOBODY, array.dtype)
    grown[: len(array)] = array
    return grown
