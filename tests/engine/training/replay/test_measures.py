"""Measures of probabilities, on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.replay.measures import Measures, area, calibration

TRUTH = np.array([True, False, True, False])


def told(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def test_of_a_perfect_and_of_an_honest_guess() -> None:
    perfect = Measures.of(TRUTH, told(1, 0, 1, 0))
    assert (perfect.accuracy.value, perfect.auc.value, perfect.calibration) == (1, 1, 0)
    assert perfect.log_loss.value == pytest.approx(0, abs=1e-6)
    guess = Measures.of(TRUTH, told(0.5, 0.5, 0.5, 0.5))
    assert (guess.accuracy.value, guess.auc.value) == (0.5, 0.5)
    assert guess.log_loss.value == pytest.approx(np.log(2))


def test_one_probability_for_all_is_one_bin() -> None:
    (only,) = calibration(TRUTH, told(0.5, 0.5, 0.5, 0.5))
    assert (only.told, only.share, only.plays) == (0.5, 0.5, 4)


def test_being_sure_and_wrong_is_finite() -> None:
    assert Measures.of(TRUTH, told(0, 1, 0, 1)).log_loss.value == pytest.approx(16.1, abs=0.1)


def test_there_is_no_area_where_all_plays_end_alike() -> None:
    assert np.isnan(area(np.array([True, True]), told(0.2, 0.3)).value)


def test_an_interval_covers_what_other_plays_would_have_shown() -> None:
    dice = np.random.default_rng(0)
    scores = dice.normal(size=(400, 500))
    truth = dice.random((400, 500)) < 1 / (1 + np.exp(-scores))
    figures = [area(*each) for each in zip(truth, scores.astype(np.float32), strict=True)]
    mean = np.mean([figure.value for figure in figures])
    covered = np.mean([abs(figure.value - mean) < figure.half for figure in figures])
    assert 0.92 < covered < 0.98


def test_bins_are_of_equal_size_and_tell_what_came_true() -> None:
    probabilities = np.linspace(0, 1, 1000, dtype=np.float32)
    truth = np.arange(1000) >= 500
    bins = calibration(truth, probabilities)
    assert [each.plays for each in bins] == [100] * 10
    assert [each.share for each in bins] == [0] * 5 + [1] * 5
    assert bins[0].told == pytest.approx(0.05, abs=0.001)
    assert Measures.of(truth, probabilities).calibration == pytest.approx(0.25, abs=0.001)
