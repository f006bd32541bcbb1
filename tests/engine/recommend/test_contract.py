"""The contract: everything that recommends keeps it, on a toy world whose answer is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.engine.recommend.toy_world import (
    CALM,
    LISTS,
    LOUD,
    NEW,
    UNKNOWN,
    Recommend,
    Recommender,
    World,
    recommenders,
)

NAMES = (
    "sound", "tags", "playlists", "listeners", "replay", "likes", "blend",
    "item-kNN", "skip-gram", "listeners' factors", "popularity",
)  # fmt: skip


LEARNED = ("skip-gram", "listeners' factors")


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recommender]:
    return {each.name: each for each in recommenders(tmp_path_factory.mktemp("world"))}


@pytest.fixture(params=NAMES)
def recommender(request: pytest.FixtureRequest, every: dict[str, Recommender]) -> Recommender:
    return every[request.param]


@pytest.fixture
def recommend(recommender: Recommender) -> Recommend:
    return recommender.made(World())


def ids(found: list[tuple[int, float]]) -> list[int]:
    return [track for track, _ in found]


def test_all_are_here(every: dict[str, Recommender]) -> None:
    assert set(every) == set(NAMES)


@pytest.mark.parametrize("camp", [CALM, LOUD], ids=["calm", "loud"])
def test_camps_that_never_meet_stay_apart(
    recommender: Recommender, recommend: Recommend, camp: tuple[int, ...]
) -> None:
    if not recommender.by_seeds:
        pytest.skip("it answers the same whatever it is asked")
    found = ids(recommend(camp[:2], 20))
    assert set(camp[2:]) == set(found[: len(camp) - 2] if NEW not in found[:5] else found[:5]) - {
        NEW
    }


def test_who_does_not_go_by_seeds_answers_in_its_order(
    recommender: Recommender, recommend: Recommend
) -> None:
    if recommender.by_seeds:
        pytest.skip("it goes by seeds")
    seeds = (CALM[5], LOUD[5])
    found = [track for track in ids(recommend(seeds, 20)) if track in recommender.order]
    wanted = [track for track in recommender.order if track not in seeds]
    assert found[: len(wanted)] == wanted


def test_the_best_come_first(recommend: Recommend) -> None:
    scores = [score for _, score in recommend(CALM[1:3], 20)]
    assert scores
    assert scores == sorted(scores, reverse=True)


def test_scores_are_numbers(recommender: Recommender, recommend: Recommend) -> None:
    for _, score in recommend((*CALM[:2], LOUD[0]), 20):
        assert math.isfinite(score)
        assert not recommender.shown or 0 <= score <= 1


def test_seeds_are_never_returned(recommend: Recommend) -> None:
    for seeds in ((CALM[0],), CALM[:3], (CALM[0], LOUD[0])):
        assert not set(seeds) & set(ids(recommend(seeds, 20)))


def test_no_more_than_asked_for_and_none_twice(recommend: Recommend) -> None:
    found = ids(recommend(CALM[:1], 4))
    assert len(found) == len(set(found)) <= 4


def test_an_unknown_seed_says_nothing(recommender: Recommender, recommend: Recommend) -> None:
    alone = recommend((UNKNOWN,), 20)
    assert UNKNOWN not in ids(alone)
    assert all(math.isfinite(score) for _, score in alone)
    assert recommend((CALM[0], UNKNOWN), 20) == recommend((CALM[0],), 20)


def test_no_seed_is_no_mistake(recommend: Recommend) -> None:
    assert all(math.isfinite(score) for _, score in recommend((), 20))


def test_nothing_comes_of_nothing(recommender: Recommender) -> None:
    assert recommender.made(World(lists=(), heard=()))(CALM[:1], 20) == []


def test_the_same_question_has_the_same_answer(recommender: Recommender) -> None:
    turned = replace(World(), lists=tuple(reversed(LISTS)), heard=tuple(reversed(World().heard)))
    first, again, other = (recommender.made(w) for w in (World(), World(), turned))
    assert first(CALM[:1], 20) == again(CALM[:1], 20)
    assert ids(first(CALM[:1], 20)) == ids(other(CALM[:1], 20))


def test_what_is_told_twice_counts_once(recommender: Recommender, recommend: Recommend) -> None:
    assert recommend((CALM[0], CALM[0]), 20) == recommend(CALM[:1], 20)
    twice = recommender.made(replace(World(), lists=(*LISTS, *LISTS)))
    if recommender.name not in LEARNED:  # which draw other pairs
        assert ids(twice(CALM[:1], 20)) == ids(recommend(CALM[:1], 20))


def test_a_new_file_is_judged_by_its_sound(every: dict[str, Recommender]) -> None:
    """Nothing else is known of it, and that speaks neither for it nor against."""
    found = dict(every["blend"].made(World())(CALM[:1], 20))
    assert found[NEW] > max(found[track] for track in LOUD)
