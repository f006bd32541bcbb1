"""The measures of the challenge, on lists whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.sequence.measures import measured, ndcg

ARTISTS = np.array([0, 0, 1, 2, 2, -1, -1, 3])


def test_a_perfect_list() -> None:
    found, hidden = np.arange(7), np.array([2, 0, 1])
    assert measured(found, hidden, None)[0::2] == (1.0, 1.0)
    assert measured(found, hidden, ARTISTS)[1] == 1 + 0.25 * 2 / 3


def test_hits_below() -> None:
    found = np.array([5, 4, 7, *range(100, 110), 6, 3])
    hidden = np.array([6, 3, 1])
    precision, with_artists, gain, clicks = measured(found, hidden, ARTISTS_LONG)
    assert precision == 0
    assert with_artists == 0.25 / 3  # the artist of 4 is that of 3; unknown artists are no match
    best = 1 + 1 / np.log2(3) + 1 / np.log2(4)
    assert gain == pytest.approx((1 / np.log2(15) + 1 / np.log2(16)) / best)
    assert clicks == 1


def test_nothing_found() -> None:
    figures = measured(np.arange(100, 600), np.array([1]), None)
    assert figures[0] == 0
    assert np.isnan(figures[1])
    assert figures[2:] == (0, 51)


def test_more_hidden_than_candidates() -> None:
    assert ndcg(np.ones(500, np.bool_), 900) == pytest.approx(1)


ARTISTS_LONG = np.concatenate([ARTISTS, np.arange(10, 1000)])
