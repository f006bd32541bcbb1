"""Words for nearness: the same for the same pairs, wherever a model's cosines lie."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.recommend.nearness import FEWEST, Nearness, nearness_among

Vectors = NDArray[np.float32]


def spread_out() -> Vectors:
    """Ten families of ten tracks, some nearer to each other than others; cosines from -0.4 to 1."""
    dice = np.random.default_rng(0)
    families = np.repeat(dice.normal(size=(10, 40)), 10, axis=0)
    looseness = np.linspace(0.1, 1.5, 100)[:, None]
    return unit(families + looseness * dice.normal(size=(100, 40)))


def crowded(vectors: Vectors) -> Vectors:
    """The same tracks as a model hears them whose cosines all lie between 0.8 and 1."""
    return unit(np.hstack([np.full((len(vectors), 1), 3.0), vectors]))


def unit(vectors: NDArray[np.float64] | Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def words(vectors: Vectors) -> list[str]:
    """What is told of each pair."""
    nearness = nearness_among(vectors)
    one, other = np.triu_indices(len(vectors), 1)
    return [nearness.told(float(cosine)) for cosine in (vectors @ vectors.T)[one, other]]


def test_a_pair_is_told_alike_by_models_whose_cosines_lie_elsewhere() -> None:
    vectors = spread_out()
    assert (crowded(vectors) @ crowded(vectors).T).min() > 0.8
    told = words(vectors)
    assert words(crowded(vectors)) == told
    assert len(set(told)) == 3
    assert told.count("sounds a little alike") == pytest.approx(len(told) * 69 / 70, abs=1)


def test_the_same_is_very_much_alike_and_what_is_usual_a_little() -> None:
    for vectors in (spread_out(), crowded(spread_out())):
        nearness = nearness_among(vectors)
        assert nearness.told(1.0) == "sounds very much alike"
        assert nearness.told(float(np.median(vectors @ vectors.T))) == "sounds a little alike"


def test_of_a_few_tracks_nothing_is_said_to_be_usual() -> None:
    assert nearness_among(crowded(spread_out())[: FEWEST - 1]) == Nearness()
    assert nearness_among(np.empty((0, 0), np.float32)) == Nearness()
    assert Nearness().very_alike == pytest.approx(0.75)


def test_copies_are_no_measure_of_what_is_usual() -> None:
    vectors = spread_out()[::2]
    twice = np.concatenate([vectors, vectors])
    assert nearness_among(twice).alike == pytest.approx(nearness_among(vectors).alike, abs=0.05)
    assert nearness_among(np.repeat(vectors[:1], FEWEST, axis=0)) == Nearness()
