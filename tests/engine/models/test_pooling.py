"""Many windows, one vector."""

import numpy as np

from engine.models.pooling import pool, pool_scores


def test_the_pooled_vector_lies_between_the_windows() -> None:
    pooled = pool(np.array([[1, 0, 0], [0, 1, 0]], np.float32))
    np.testing.assert_allclose(pooled, [np.sqrt(0.5), np.sqrt(0.5), 0], atol=1e-6)
    assert pooled.dtype == np.float32


def test_a_single_window_is_kept() -> None:
    window = np.array([[0.6, 0.8]], np.float32)
    np.testing.assert_allclose(pool(window), window[0], atol=1e-6)


def test_windows_that_cancel_out_still_give_a_direction() -> None:
    pooled = pool(np.array([[1, 0], [-1, 0]], np.float32))
    np.testing.assert_array_equal(pooled, [1, 0])


def test_pooled_scores_are_those_of_the_whole_track() -> None:
    pooled = pool_scores(np.array([[1, 0.2], [0, 0.4]], np.float32))
    np.testing.assert_allclose(pooled, [0.5, 0.3], atol=1e-6)
    assert pooled.dtype == np.float32


def test_without_tags_there_are_no_scores() -> None:
    assert pool_scores(np.empty((2, 0), np.float32)).shape == (0,)
