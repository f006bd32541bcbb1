"""Figures whose right values are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.metrics import mel_statistics, retrieval, triplet_accuracy

VECTORS = np.array([[1, 0], [0.99, 0.14], [0, 1], [0.14, 0.99]], np.float32)


def test_triplets_in_the_right_order_are_counted() -> None:
    assert triplet_accuracy(VECTORS, np.array([[0, 1, 2], [2, 3, 0], [0, 2, 1]])) == pytest.approx(
        2 / 3
    )


def test_perfect_neighbours() -> None:
    found = retrieval(VECTORS, [frozenset("a"), frozenset("a"), frozenset("b"), frozenset("b")])
    assert (found.recall_at_1, found.mean_average_precision, found.queries) == (1.0, 1.0, 4)
    assert found.chance == pytest.approx(1 / 3)


def test_wrong_neighbours() -> None:
    found = retrieval(VECTORS, [frozenset("a"), frozenset("b"), frozenset("a"), frozenset("b")])
    assert found.recall_at_1 == 0.0


def test_a_track_without_relatives_is_not_asked() -> None:
    assert (
        retrieval(VECTORS, [frozenset("a"), frozenset("a"), frozenset(), frozenset("c")]).queries
        == 2
    )
    assert retrieval(VECTORS, [frozenset()] * 4).queries == 0


def test_the_baseline_hears_level_spread_and_change() -> None:
    picture = np.tile(np.array([1, 3], np.float32), (1, 2, 5))
    np.testing.assert_allclose(mel_statistics(picture), [[2, 2, 1, 1, 2, 2]])
