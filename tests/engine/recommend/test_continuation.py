"""Ways to continue a playlist, each on the same toy world whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from engine.recommend.continuation import (
    Continuation,
    NearVectors,
    Neighbours,
    Popular,
    Question,
    best,
)
from engine.recommend.continuing import Continuing
from engine.recommend.titles import MOST, Titles, terms_of

CALM, LOUD = np.arange(0, 6), np.arange(6, 12)
TITLES = ["Calm", "calm evening!", "CALM", "Loud", "So loud", "loud"]


def playlists() -> csr_matrix:
    """Calm ones of tracks 0-5, loud ones of 6-11; track 12 is in all of them, 13 in none."""
    dice = np.random.default_rng(0)
    table = np.zeros((6, 14), np.float32)
    for number in range(6):
        style = CALM if number < 3 else LOUD
        table[number, dice.choice(style, 5, replace=False)] = 1
    table[:, 12] = 1
    return csr_matrix(table)


def vectors() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """What skip-gram would learn of these: 12 stands between, 13 was never seen."""
    table = np.zeros((14, 2), np.float32)
    table[CALM, 0], table[LOUD, 1] = 3, 0.5
    table[12] = 0.1
    return table


@pytest.mark.parametrize("way", [Neighbours(playlists()), NearVectors(vectors())], ids=["k", "v"])
@pytest.mark.parametrize("style", [CALM, LOUD], ids=["calm", "loud"])
def test_the_same_style_goes_on(
    way: Continuation, style: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> None:
    given = style[:2]
    scores = way.scores(Question.of(given))
    assert scores.shape == (14,)
    found = best(scores, 5, given)
    assert set(found[:5].tolist()) == {*style[2:].tolist(), 12}
    assert not set(given) & set(best(scores, 14, given).tolist())


def test_popular() -> None:
    way = Popular(np.array([3, 9, 5]))
    assert best(way.scores(Question.of(np.array([1]))), 5, np.array([1])).tolist() == [2, 0]


def test_neighbours_are_an_asymmetric_cosine() -> None:
    table = csr_matrix(np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1]], np.float32))
    scores = Neighbours(table, given=0.5, found=0.3, length=0.5).scores(
        Question(np.array([1]), np.array([2], np.float32))
    )
    wanted = 2 / np.sqrt(2) * (1 / np.sqrt(2) + 1 / np.sqrt(3)) / 3**0.3
    assert scores[0] == pytest.approx(wanted, rel=1e-6)


def test_without_anything_in_common_the_popular_ones_come_first() -> None:
    scores = Neighbours(playlists()).scores(Question.of(np.array([13])))
    assert best(scores, 1, np.array([13])).tolist() == [12]


def test_best_is_ordered_and_never_longer_than_there_is() -> None:
    scores = np.array([0.5, 2, 0.5, 1], np.float32)
    assert best(scores, 3, np.array([], np.int64)).tolist() == [1, 3, 0]
    assert best(scores, 9, np.array([3, 3])).tolist() == [1, 0, 2]


def test_terms() -> None:
    assert terms_of("Früher & Später!") == ("fruher", "spater", "fruher spater")
    assert terms_of("ROCK") == ("rock",)
    assert terms_of(" ") == ()


def test_titles() -> None:
    titles = Titles.of(TITLES, playlists())
    question = titles.question("calm evenings")
    assert question is not None
    assert question.stand_in
    assert set(question.rows.tolist()) <= {*CALM.tolist(), 12}
    for way in (Neighbours(playlists()), NearVectors(vectors())):
        found = best(way.scores(question), 4, np.array([], np.int64))
        assert set(found.tolist()) <= {*CALM.tolist(), 12}
    assert titles.question("jazz") is None
    assert titles.question("") is None


def test_a_rare_word_says_more() -> None:
    titles = Titles.of(["calm", "calm", "calm x", "loud"], csr_matrix(np.eye(4, dtype=np.float32)))
    question = titles.question("calm x")
    assert question is not None
    assert question.rows[question.weights.argmax()] == 2


def test_a_term_keeps_its_commonest_tracks() -> None:
    table = np.zeros((2, MOST + 50), np.float32)
    table[0] = 1
    table[1, :60] = 1
    question = Titles.of(["a", "a"], csr_matrix(table)).question("a")
    assert question is not None
    assert len(question.rows) == MOST
    assert set(range(60)) <= set(question.rows.tolist())


def test_a_playlist_goes_on_by_tracks_by_title_or_by_what_is_popular() -> None:
    continuing = Continuing.of(Neighbours(playlists()), Titles.of(TITLES, playlists()), playlists())
    none = np.array([], np.int64)
    assert set(continuing.candidates(CALM[1:2], "loud", 3).tolist()) <= {*CALM.tolist(), 12}
    assert set(continuing.candidates(none, "loud", 5).tolist()) <= {*LOUD.tolist(), 12}
    assert continuing.candidates(none, "jazz", 5)[0] == 12
