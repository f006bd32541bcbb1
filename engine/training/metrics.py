"""How good a space of vectors is: triplets in the right order, and what lies nearest to what.

The same questions are put to a trained network, to the same network before training, and to plain
statistics of the mel pictures, so that a figure can be judged.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Means over all tracks that have another one of their group; 1 is perfect.

    `chance` is the precision of random lists.
    """

    precision_at_5: float
    recall_at_1: float
    mean_average_precision: float
    chance: float
    queries: int


def triplet_accuracy(vectors: Vectors, triplets: NDArray[np.int64]) -> float:
    """The share of triplets (n, 3) whose positive is nearer than the negative; vectors (m, d)."""
    return float(in_order(vectors, triplets).mean())


def in_order(vectors: Vectors, triplets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each triplet (n, 3) whether its positive is nearer than its negative."""
    anchors, positives, negatives = (vectors[triplets[:, column]] for column in range(3))
    near = np.linalg.norm(anchors - positives, axis=1)
    far = np.linalg.norm(anchors - negatives, axis=1)
    nearer: NDArray[np.bool_] = near < far
    return nearer


def retrieval(vectors: Vectors, groups: Sequence[frozenset[Hashable]]) -> Retrieval:
    """Rank all others by cosine; those that share a group are right. Vectors (n, d) of length 1."""
    return found_again(vectors, np.array([[bool(one & it) for it in groups] for one in groups]))


def found_again(vectors: Vectors, related: NDArray[np.bool_]) -> Retrieval:
    """The same where `related` (n, n) says who is right for whom; nobody is for himself."""
    related = related & ~np.eye(len(vectors), dtype=bool)
    right = np.take_along_axis(related, ranked(vectors), axis=1)[related.any(axis=1)]
    if not len(right):
        return Retrieval(0.0, 0.0, 0.0, 0.0, 0)
    return Retrieval(
        precision_at_5=float(right[:, :5].mean()),
        recall_at_1=float(right[:, 0].mean()),
        mean_average_precision=float(np.mean([average_precision(row) for row in right])),
        chance=float(right.mean()),
        queries=len(right),
    )


def mel_statistics(pictures: Vectors) -> Vectors:
    """What the baseline hears: each band's mean, deviation and mean step.

    Pictures (n, bands, steps) → (n, 3 * bands), in decibels.
    """
    steps = np.abs(np.diff(pictures, axis=2))
    return np.concatenate([pictures.mean(2), pictures.std(2), steps.mean(2)], axis=1)


def ranked(vectors: Vectors) -> NDArray[np.int64]:
    """For each of n vectors of length 1 (n, d) the numbers of the others, nearest first."""
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    return np.argsort(-similarity, axis=1, kind="stable")[:, :-1]


def unit(vectors: Vectors) -> Vectors:
    """Each row (n, d) brought to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def average_precision(right: NDArray[np.bool_]) -> float:
    """Of one ranked list (m,), in which at least one is right."""
    hits = np.flatnonzero(right)
    return float(np.mean((np.arange(len(hits)) + 1) / (hits + 1)))
