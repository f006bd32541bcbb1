"""Negatives are never the user's own, and come as often as they should."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.listeners.negatives import Negatives

OF_USER = np.array([0, 0, 0, 2, 2, 3, 3, 3, 3, 3])
OF_ITEM = np.array([0, 2, 4, 1, 3, 0, 1, 2, 3, 4])
USERS, ITEMS = 4, 5


def drawn(user: int, popularity: float, count: int = 4_000) -> list[float]:
    """How often each item came, of all draws."""
    negatives = Negatives(OF_USER, OF_ITEM, USERS, ITEMS, popularity)
    found = negatives.draw(np.full(count // 4, user), 4, np.random.default_rng(0))
    assert found.shape == (count // 4, 4)
    return list(np.bincount(found.ravel(), minlength=ITEMS) / count)


@pytest.mark.parametrize(
    ("user", "shares"),
    [(0, [0, 1 / 2, 0, 1 / 2, 0]), (1, [1 / 5] * 5), (2, [1 / 3, 0, 1 / 3, 0, 1 / 3])],
)
def test_all_that_is_not_owned_is_as_likely(user: int, shares: list[float]) -> None:
    assert drawn(user, 0) == pytest.approx(shares, abs=0.03)
    assert [share == 0 for share in drawn(user, 0)] == [share == 0 for share in shares]


def test_by_popularity_what_many_own_comes_more_often() -> None:
    of_user = np.array([0, 1, 2, 3, 4, 4, 4])
    of_item = np.array([0, 0, 0, 0, 1, 2, 3])
    negatives = Negatives(of_user, of_item, 6, 4, 0.5)
    shares = np.bincount(negatives.draw(np.full(2_000, 5), 2, np.random.default_rng(0)).ravel())
    assert shares / 4_000 == pytest.approx([2 / 5, 1 / 5, 1 / 5, 1 / 5], abs=0.03)
    assert not (negatives.draw(np.full(500, 0), 4, np.random.default_rng(0)) == 0).any()


def test_a_user_who_owns_almost_everything_gets_the_rest() -> None:
    items = np.delete(np.arange(1_000), 777)
    negatives = Negatives(np.zeros(999, np.int64), items, 1, 1_000, popularity=1.0)
    assert set(negatives.draw(np.zeros(50, np.int64), 2, np.random.default_rng(0)).ravel()) == {777}


def test_who_owns_everything_has_none() -> None:
    negatives = Negatives(OF_USER, OF_ITEM, USERS, ITEMS)
    assert negatives.possible(np.arange(USERS)).tolist() == [True, True, True, False]


def test_many_users_at_once_are_never_given_their_own() -> None:
    dice = np.random.default_rng(1)
    pairs = np.unique(dice.integers(0, 50 * 40, 1_000))
    of_user, of_item = pairs // 40, pairs % 40
    for popularity in (0.0, 1.0):
        negatives = Negatives(of_user, of_item, 50, 40, popularity)
        users = of_user[negatives.possible(of_user)]
        found = users[:, None] * 40 + negatives.draw(users, 3, dice)
        assert not np.isin(found, pairs).any()


def test_pairs_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not sorted"):
        Negatives(OF_USER[::-1], OF_ITEM, USERS, ITEMS)
