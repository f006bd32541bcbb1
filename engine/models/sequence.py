"""Sequences as they are used, without torch: what was learned from playlists, by names of tracks.

A file holds the vectors of skip-gram, and the playlists and titles they were learned from as
numbers, since neighbours by co-occurrence continue playlists better than vectors do
(docs/decisions/sequence.md); the vectors tell how near two tracks lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from engine.models.table_file import packed, read_tables, understood, unpacked
from engine.models.weights import write_tensors

ARCHITECTURE = "sequence"
_TRACKS, _TERMS = "track_names", "term_names"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from playlists, as arrays."""

    vectors: NDArray[np.float32]
    """Of each track (tracks, d)."""
    playlists: csr_matrix
    """Which track stands in which playlist (playlists, tracks): 1 or nothing."""
    terms: csr_matrix
    """How much each track stands for a term of titles (terms, tracks)."""


@dataclass(frozen=True)
class SequenceFile:
    """What was learned, with the names of tracks and terms. `trained_on` says what with."""

    path: Path
    model_id: str
    learned: Learned
    tracks: tuple[str, ...]
    terms: tuple[str, ...]
    trained_on: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read all of it; raises ModelError if the file is none of ours."""
        with understood(path, "sequences"):
            model_id, settings, tensors = read_tables(path, ARCHITECTURE)
            tracks, terms = (tuple(unpacked(tensors[name])) for name in (_TRACKS, _TERMS))
            vectors = np.asarray(tensors["vectors"], np.float32)
            playlists, titles = (
                _matrix(tensors, name, len(tracks)) for name in ("playlists", "terms")
            )
            if len(vectors) != len(tracks) or titles.shape[0] != len(terms):
                raise ValueError("the names do not fit the tables")
            learned = Learned(vectors, playlists, titles)
            return cls(path, model_id, learned, tracks, terms, settings["trained_on"])

    def rows(self, tracks: Iterable[str]) -> NDArray[np.int64]:
        """The rows of those tracks that were learned, in their order."""
        known = (self._rows.get(track) for track in tracks)
        return np.array([row for row in known if row is not None], np.int64)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {track: row for row, track in enumerate(self.tracks)}


def write_sequence(
    path: Path,
    learned: Learned,
    tracks: Sequence[str],
    terms: Sequence[str],
    trained_on: Mapping[str, Any],
) -> SequenceFile:
    """Write a file, whole or not at all, and read it back."""
    tensors: dict[str, NDArray[Any]] = {
        "vectors": learned.vectors,
        _TRACKS: packed(tracks),
        _TERMS: packed(terms),
        **_parts("playlists", learned.playlists),
        **_parts("terms", learned.terms),
    }
    settings = {"architecture": ARCHITECTURE, "trained_on": dict(trained_on)}
    write_tensors(path, tensors, settings)
    return SequenceFile.read(path)


def _parts(name: str, matrix: csr_matrix) -> dict[str, NDArray[Any]]:
    """A sparse matrix as tensors; a file can be read where its sides are known."""
    return {
        f"{name}.columns": matrix.indices.astype(np.int32),
        f"{name}.ends": matrix.indptr[1:].astype(np.int64),
        f"{name}.values": matrix.data.astype(
            np.float16 if (matrix.data == 1).all() else np.float32
        ),
    }


def _matrix(tensors: Mapping[str, NDArray[Any]], name: str, columns: int) -> csr_matrix:
    ends = tensors[f"{name}.ends"]
    starts = np.concatenate([[0], ends])
    values = tensors[f"{name}.values"].astype(np.float32)
    matrix = csr_matrix((values, tensors[f"{name}.columns"], starts), (len(ends), columns))
    matrix.check_format()
    return matrix
