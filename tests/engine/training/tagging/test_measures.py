"""The measures on questions whose answers are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.tagging.measures import co_occurrence, mean_over_tags, measured, over_runs
from engine.training.tagging.task import pooled


def test_the_measures_of_one_tag() -> None:
    labels = np.array([[True], [True], [False], [False]])
    scores = np.array([[0.9], [0.4], [0.6], [0.1]], np.float32)
    accuracy, precision, recall, average_precision, auc = measured(labels, scores)[0]
    assert (accuracy, precision, recall) == (0.5, 0.5, 0.5)
    assert average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert auc == pytest.approx(3 / 4)


def test_what_has_no_value_is_left_out_of_the_mean() -> None:
    labels = np.array([[True, False, True], [False, False, True]])
    scores = np.array([[0.9, 0.1, 0.2], [0.2, 0.1, 0.3]], np.float32)
    measures = measured(labels, scores)
    np.testing.assert_allclose(measures[1], [1.0, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(measures[2], [0.0, np.nan, 0.0, np.nan, np.nan])
    np.testing.assert_allclose(mean_over_tags(measures), [2 / 3, 1.0, 0.5, 1.0, 1.0])


def test_no_tag_with_a_value_has_no_mean() -> None:
    assert np.isnan(mean_over_tags(np.full((2, 5), np.nan))).all()


def test_the_interval_over_three_runs_is_students() -> None:
    mean, half = over_runs(np.array([[0.7], [0.8], [0.9]]))
    assert mean[0] == pytest.approx(0.8)
    assert half[0] == pytest.approx(4.302653 * 0.1 / 3**0.5, rel=1e-5)


def test_one_run_has_no_interval() -> None:
    mean, half = over_runs(np.array([[0.7, 0.8]]))
    assert mean.tolist() == [0.7, 0.8]
    assert np.isnan(half).all()


def test_co_occurrence_is_read_by_rows() -> None:
    labels = np.array([[True, True, False], [True, False, False]])
    expected = np.array([[1.0, 0.5, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    np.testing.assert_allclose(co_occurrence(labels), expected)


def test_a_track_is_the_mean_of_its_windows() -> None:
    scores = np.array([[0.2], [0.4], [1.0]], np.float32)
    tracks, means = pooled(scores, np.array([4, 4, 1]))
    assert tracks.tolist() == [1, 4]
    np.testing.assert_allclose(means, [[1.0], [0.3]], rtol=1e-6)
