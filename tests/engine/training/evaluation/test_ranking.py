"""Measures of lists, on spaces whose right answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.training.evaluation.ranking import hubness, interval, joined, rank
from engine.training.metrics import unit


def cloud(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)


def test_groups_in_two_places_are_found() -> None:
    places = np.repeat(np.eye(2, 16, dtype=np.float32), 6, axis=0)
    found = rank(places + 0.01 * cloud(12), ["a"] * 6 + ["b"] * 6)
    assert found.precision_at_5.tolist() == [1.0] * 12
    assert found.first_right.tolist() == [1.0] * 12
    assert found.average_precision.tolist() == [1.0] * 12
    assert found.chance.tolist() == pytest.approx([5 / 11] * 12)


def test_average_precision_by_hand() -> None:
    angles = np.radians([0, 10, 20, 30])
    circle = np.asarray(np.stack([np.cos(angles), np.sin(angles)], axis=1), np.float32)
    found = rank(circle, ["a", "b", "a", "a"])
    # From the first: b, a, a → (1/2 + 2/3) / 2
    assert found.average_precision[0] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found.first_right[0] == 0


def test_who_has_no_companion_asks_nothing_but_is_a_candidate() -> None:
    found = rank(cloud(5), ["a", "a", None, "", "b"])
    assert len(found.precision_at_5) == 2
    assert found.chance.tolist() == [1 / 4, 1 / 4]


def test_noise_is_found_by_chance() -> None:
    found = rank(cloud(400), [number % 4 for number in range(1, 401)])
    assert found.precision_at_5.mean() == pytest.approx(found.chance.mean(), abs=0.05)


def test_folds_together_keep_their_groups_apart() -> None:
    one, other = rank(cloud(4), ["a", "a", "b", "b"]), rank(cloud(4, 1), ["a", "a", "c", "c"])
    both = joined([one, other])
    assert len(both.precision_at_5) == 8
    assert len(set(both.group.tolist())) == 4


def test_a_track_in_everybodys_list_is_a_hub() -> None:
    spread = cloud(300)
    rays = unit(spread)
    rays[:40] += 3 * rays.mean(axis=0) / np.linalg.norm(rays.mean(axis=0))
    high = np.random.default_rng(0).standard_normal((300, 400)).astype(np.float32) + 0.2
    assert hubness(high) > hubness(cloud(300)[:, :3]) + 0.3


def test_intervals_hold_the_mean_and_draw_whole_groups() -> None:
    values = np.repeat([0.0, 1.0], 50)
    low, high = interval(values, np.repeat([0, 1], 50))
    assert (low, high) == (0.0, 1.0)
    alike = np.random.default_rng(0).uniform(size=500)
    low, high = interval(alike, np.arange(500))
    assert low < alike.mean() < high
    assert high - low < 0.06
