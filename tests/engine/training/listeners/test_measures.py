"""Splits and measures of recommended lists, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from engine.errors import Cancelled, NearfieldError
from engine.training.listeners.baselines import neighbours, popularity
from engine.training.listeners.company import agreement, main_tags
from engine.training.listeners.measures import ranked
from engine.training.listeners.split import split_of
from engine.training.plays.tally import UNTOLD, Tally
from engine.training.watch import Watch


def test_a_list_is_measured_by_what_is_right_in_it() -> None:
    known = csr_matrix(np.array([[1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]))
    truth = csr_matrix(np.array([[0, 1, 0, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 1, 0]]))
    scores = np.array([[9, 1, 8, 7, 0], [0, 0, 0, 0, 0], [5, 4, 3, 9, 1]], np.float32)
    found = ranked(lambda users: scores[users], known, truth, 3)
    assert found.users.tolist() == [0, 2]
    assert found.items.tolist() == [[2, 3, 1], [3, 0, 1]]
    assert found.recall(3).tolist() == [1 / 2, 1]
    assert found.recall(1).tolist() == [0, 1]
    best = 1 / np.log2(2) + 1 / np.log2(3)
    assert found.ndcg(3) == pytest.approx([1 / np.log2(4) / best, 1])
    assert found.ndcg(9) == pytest.approx(found.ndcg(3))
    assert found.coverage(3) == 4 / 5
    assert found.coverage(1) == 2 / 5


def test_of_many_users_some_from_all_over_are_asked() -> None:
    scores, truth = np.eye(9, dtype=np.float32), csr_matrix(np.eye(9))
    found = ranked(lambda users: scores[users], csr_matrix((9, 9)), truth, 1, most=3)
    assert found.users.tolist() == [0, 4, 8]
    assert found.recall(1).tolist() == [1, 1, 1]


def test_examining_can_be_stopped() -> None:
    ones = csr_matrix(np.ones((2, 2)))
    with pytest.raises(Cancelled):
        ranked(popularity(ones), ones, ones, 1, Watch(cancelled=lambda: True))


def test_everybody_keeps_a_share_of_their_items_for_the_test(tally: Tally) -> None:
    split = split_of(tally, seed=3)
    parts = (split.train, split.validation, split.test)
    assert [set(part.sum(axis=1).ravel().tolist()[0]) for part in parts] == [{11}, {1}, {3}]
    whole = sum(part.toarray() for part in parts)
    assert whole.max() == 1
    assert whole.sum() == len(tally)
    again, other = split_of(tally, seed=3), split_of(tally, seed=4)
    assert (again.test != split.test).nnz == 0
    assert (other.test != split.test).nnz > 0


def test_by_time_the_latest_discoveries_are_the_test(tally: Tally) -> None:
    split = split_of(tally, seed=0, by_time=True)
    dates = csr_matrix((tally.since, (tally.of_user, tally.of_item))).toarray()
    for user in range(len(tally.users)):
        train, validation, test = (
            dates[user][part.toarray()[user] > 0]
            for part in (split.train, split.validation, split.test)
        )
        assert train.max() < validation.min() <= validation.max() < test.min()
    untold = replace(tally, since=np.full_like(tally.since, UNTOLD))
    with pytest.raises(NearfieldError, match="Not every play"):
        split_of(untold, seed=0, by_time=True)


def test_neighbours_know_the_crowd_and_popularity_does_not(tally: Tally) -> None:
    split = split_of(tally, seed=0)
    found = ranked(neighbours(split.train), split.known, split.test, 15)
    mine = [tally.users[user][0] == "a" for user in found.users]
    rock = np.array([item.name.startswith("rock") for item in tally.items])
    assert (rock[found.items] == np.array(mine)[:, None]).all()
    common = ranked(popularity(split.train), split.known, split.test, 15)
    assert not (rock[common.items] == np.array(mine)[:, None]).all()
    assert found.recall(15).mean() > common.recall(15).mean()


def test_neighbours_add_up_cosines() -> None:
    train = csr_matrix(np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 1, 0]], np.float32))
    cosines = (train.T @ train).toarray()
    cosines /= np.sqrt(np.outer(cosines.diagonal(), cosines.diagonal()))
    np.testing.assert_allclose(
        neighbours(train)(np.arange(4)), train.toarray() @ cosines, rtol=1e-6
    )


def test_tags_agree_with_neighbours_where_they_should() -> None:
    dice = np.random.default_rng(0)
    centres = np.repeat(np.eye(2, 8), 20, axis=0)
    vectors = (centres + 0.05 * dice.standard_normal((40, 8))).astype(np.float32)
    same, chance = agreement(vectors, ["rock"] * 20 + ["jazz"] * 20)
    assert same == 1
    assert chance == pytest.approx(19 / 39)
    assert np.isnan(agreement(vectors, ["rock"] * 5 + [""] * 35)[0])
    tags = {"1": {"rock": 2, "pop": 3}, "2": {"b": 1, "a": 1}}
    assert main_tags(["2", "1", "3"], tags) == ["b", "pop", ""]
