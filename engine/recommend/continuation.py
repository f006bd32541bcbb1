"""Continuing a playlist: of all tracks that are known from playlists, which go with these?

Each way of telling is small: counts, who stands in the same playlists, how near vectors lie. They
take the same question and give one score a track, so that they can be measured beside each other
(`engine.training.sequence.evaluate`); docs/decisions/sequence.md says which is best.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of a playlist: rows of tracks (n,), each with a weight (n,)."""

    rows: Rows
    weights: Scores
    stand_in: bool = False
    """Whether these tracks are not in the playlist, and only stand for its title."""

    @classmethod
    def of(cls, rows: Rows) -> Question:
        """Tracks that count alike."""
        return cls(rows, np.ones(len(rows), np.float32))


class Continuation(Protocol):
    """A way to continue playlists."""

    def scores(self, question: Question) -> Scores:
        """How well each track (tracks,) goes with what is known, the higher the better."""
        ...


def best(scores: Scores, count: int, without: Rows) -> Rows:
    """The rows of the highest scores, the highest first, none of those in `without`.

    Ties stand in the order of the rows.
    """
    left = scores.copy()
    left[without] = -np.inf
    count = min(count, len(left) - len(np.unique(without)))
    chosen = np.sort(np.argpartition(-left, max(0, count - 1))[:count])
    return np.asarray(chosen[np.argsort(-left[chosen], kind="stable")], np.int64)


@dataclass(frozen=True)
class Popular:
    """Whatever is asked: the tracks that stand in most playlists."""

    counts: Rows

    @classmethod
    def of(cls, playlists: csr_matrix) -> Popular:
        """Count the playlists (playlists, tracks) in which each track stands."""
        return cls(np.bincount(playlists.indices, minlength=playlists.shape[1]).astype(np.int64))

    def scores(self, question: Question) -> Scores:
        """The counts."""
        return self.counts.astype(np.float32)


@dataclass(frozen=True)
class Neighbours:
    """Item-kNN by co-occurrence: tracks that stand in the same playlists (playlists, tracks).

    How alike two tracks are is an asymmetric cosine: the playlists in which both stand, by the
    counts of both to a power each (Aiolli, "Efficient top-N recommendation for very large scale
    binary rated datasets", 2013); long playlists say less of what goes together. Every track is a
    neighbour: the sums are taken over the playlists of the given tracks, and no table of pairs is
    ever made.
    """

    playlists: csr_matrix
    given: float = 0.5
    """The power by which a given track counts less, the more playlists it stands in."""
    found: float = 0.3
    """That of a found one: at 0.5 rare tracks win, at 0 the popular ones."""
    length: float = 0.5
    """That of a playlist by its length."""

    def scores(self, question: Question) -> Scores:
        """Summed likeness to the given tracks, and a trace of the counts where that is equal.

        What stands in for a title is itself what the title's words stand together with.
        """
        from scipy.sparse import csr_matrix

        if question.stand_in:
            scores = self._trace.copy()
            scores[question.rows] += question.weights
            return scores
        weights = question.weights * self._counts[question.rows] ** -self.given
        asked = csr_matrix(
            (weights, question.rows, [0, len(question.rows)]), (1, len(self._counts))
        )
        shared = asked @ self._by_track
        shared.data *= self._lengths[shared.indices] ** -self.length
        scores = np.asarray((shared @ self.playlists).todense(), np.float32).ravel()
        return np.asarray(scores * self._counts**-self.found + self._trace, np.float32)

    def of_themselves(self, question: Question) -> float:
        """What a track would score that stands in just the playlists of the given ones."""
        lengths = self._by_track[question.rows] @ self._lengths**-self.length
        worth = question.weights * self._counts[question.rows] ** -(self.given + self.found)
        return float(worth @ lengths)

    @cached_property
    def counts(self) -> Rows:
        """In how many playlists each track stands (tracks,)."""
        return np.asarray(np.diff(self._by_track.indptr), np.int64)

    @cached_property
    def _by_track(self) -> csr_matrix:
        return self.playlists.T.tocsr()

    @cached_property
    def _counts(self) -> Scores:
        return np.asarray(np.maximum(self.counts, 1), np.float32)

    @cached_property
    def _lengths(self) -> Scores:
        return np.asarray(np.maximum(np.diff(self.playlists.indptr), 1), np.float32)

    @cached_property
    def _trace(self) -> Scores:
        """Orders tracks that share no playlist with the given ones, below all that do."""
        return np.asarray(1e-9 * self._counts / self._counts.max(), np.float32)


@dataclass(frozen=True)
class NearVectors:
    """Cosine of each track's vector (tracks, d) with the mean of the given ones."""

    vectors: Scores

    def scores(self, question: Question) -> Scores:
        """From -1 to 1; all alike if nothing is known."""
        middle = np.asarray(question.weights @ self._unit[question.rows])
        middle /= max(float(np.linalg.norm(middle)), 1e-9)
        return np.asarray(self._unit @ middle, np.float32)

    @cached_property
    def _unit(self) -> Scores:
        lengths = np.linalg.norm(self.vectors, axis=1, keepdims=True)
        return np.asarray(self.vectors / np.maximum(lengths, 1e-9), np.float32)
