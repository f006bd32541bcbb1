"""Titles of playlists: what a playlist that is only a title so far will hold.

A track is a document of the titles of the playlists in which it stands, and a title is a query: its
normalised words, and the whole of it, weighted by how rare they are among titles (after Kallumadi,
Mitra and Iofciu, "A line in the sand: recommendation or ad-hoc retrieval?", 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, vstack

from engine.recommend.continuation import Question
from engine.text import plain

MOST = 200
"""Tracks that are kept for a term: those that its playlists share most."""
_DOUBT = 2.0
"""Playlists that are added to those of a term, so that one of a single playlist is not believed."""
_BLOCK = 256
"""Terms that are counted at a time."""


def terms_of(title: str) -> tuple[str, ...]:
    """The words of a title, spelled one way, and all of them together; each once."""
    whole = plain(title)
    return tuple(dict.fromkeys((*whole.split(), whole))) if whole.strip() else ()


@dataclass(frozen=True)
class Titles:
    """Terms and the weights of the tracks that stand for them (terms, tracks)."""

    terms: tuple[str, ...]
    tracks: csr_matrix

    @classmethod
    def of(cls, titles: Iterable[str], playlists: csr_matrix) -> Self:
        """Learn from the titles of playlists (playlists, tracks)."""
        numbers: dict[str, int] = {}
        pairs = [
            (numbers.setdefault(term, len(numbers)), place)
            for place, title in enumerate(titles)
            for term in terms_of(title)
        ]
        terms, places = np.array(pairs, np.int64).reshape(-1, 2).T
        bearing = csr_matrix(
            (np.ones(len(pairs), np.float32), (terms, places)), (len(numbers), playlists.shape[0])
        )
        empty = csr_matrix((0, playlists.shape[1]), dtype=np.float32)
        return cls(tuple(numbers), vstack([empty, *_shares(bearing, playlists)], "csr"))

    def question(self, title: str) -> Question | None:
        """The tracks that stand for a title, with weights; None if no word of it is known."""
        rows = [self._numbers[term] for term in terms_of(title) if term in self._numbers]
        weights = csr_matrix(self.tracks[rows].sum(axis=0))
        if not weights.nnz:
            return None
        return Question(weights.indices.astype(np.int64), weights.data, stand_in=True)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.terms)}


def _shares(bearing: csr_matrix, playlists: csr_matrix) -> Iterator[csr_matrix]:
    """Of the playlists that bear each term (terms, playlists), the share that has a track."""
    for first in range(0, bearing.shape[0], _BLOCK):
        some = bearing[first : first + _BLOCK]
        borne = np.diff(some.indptr)
        rarity = np.log((1 + bearing.shape[1]) / borne)
        shared = (some @ playlists).tocsr()
        shared.data *= np.repeat(rarity / (borne + _DOUBT), np.diff(shared.indptr))
        yield _most(shared)


def _most(shared: csr_matrix) -> csr_matrix:
    """The largest weights of each row."""
    for start, end in zip(shared.indptr, shared.indptr[1:], strict=False):
        if end - start > MOST:
            row = shared.data[start:end]
            row[np.argsort(-row, kind="stable")[MOST:]] = 0
    shared.eliminate_zeros()
    return shared
