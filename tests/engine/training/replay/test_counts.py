"""What became of plays, and what counting makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.replay.counts import Counts
from engine.training.replay.history import DAY, History, outcomes
from engine.training.replay.past import Past
from engine.types import Play
from tests.engine.training.replay.own import START, history, play


def chances(known: History, *tracks: int, day: float = 1000.0) -> list[float]:
    places = known.facts.places(np.array(tracks)).astype(np.int64)
    moments = np.full(len(tracks), START + day * DAY)
    told: list[float] = Counts(known).chances(places, moments, known.facts.liked[places]).tolist()
    return told


def test_the_past_is_what_was_strictly_before() -> None:
    past = Past(np.array([1, 0, 1, 1]), np.array([5.0, 1.0, 3.0, 9.0]))
    asked = past.until(np.array([1, 1, 1, 0, 2]), np.array([5.0, 5.1, 100.0, 1.0, 50.0]))
    assert asked.counts.tolist() == [1, 2, 3, 0, 0]
    assert asked.last().tolist() == [2, 0, 3, -1, -1]
    assert asked.sums(np.array([10.0, 7.0, 1.0, 100.0])).tolist() == [1, 11, 111, 0, 0]


def test_what_is_past_fades() -> None:
    past = Past(np.zeros(2, np.int64), np.array([0.0, 10.0]))
    before = past.until(np.zeros(3, np.int64), np.array([10.0, 20.0, 1000.0]))
    assert before.fading(np.ones(2), 10.0) == pytest.approx([0.5, 0.75, 0.0])


def test_a_past_without_events_is_empty() -> None:
    before = Past(np.empty(0, np.int64), np.empty(0)).until(np.array([3]), np.array([1.0]))
    assert (before.counts.tolist(), before.last().tolist()) == ([0], [-1])
    assert before.fading(np.empty(0), 1.0).tolist() == [0]


@pytest.mark.parametrize(
    ("later", "became"),
    [
        ([], False),
        ([play(1, 29.9)], True),
        ([play(1, 30.1)], False),
        ([play(2, 5)], False),
        ([play(1, 5, finished=False)], False),
        ([play(1, 5, finished=False), play(1, 6)], True),
    ],
)
def test_a_replay_is_of_the_same_track_in_time_and_not_skipped(
    later: list[Play], became: bool
) -> None:
    known = history([play(1, 0), *later])
    assert known.outcomes.replayed[0] == became


def test_a_replay_is_known_when_it_comes_and_its_absence_after_thirty_days() -> None:
    started = np.array([0.0, 5.0, 0.0]) * DAY
    told = outcomes(np.array([0, 0, 1]), started, np.ones(3, np.bool_))
    assert told.replayed.tolist() == [True, False, False]
    assert (told.known / DAY).tolist() == [5, 35, 30]


def test_young_plays_are_not_settled_whatever_became_of_them() -> None:
    """One that was played again already is no more settled than one that was not yet."""
    known = history([play(1, 0), play(2, 69), play(1, 71), play(1, 72), play(2, 80)], day=100)
    assert known.settled().tolist() == [0, 1]


def test_plays_from_the_future_are_a_wrong_clock() -> None:
    known = history([play(1, 0), play(1, 500_000)], day=100)
    assert len(known.log) == 1


def test_who_comes_back_to_a_track_is_believed_to_do_so_again() -> None:
    often = [play(1, day) for day in range(900, 960, 5)]
    never = [play(2, day) for day in range(0, 960, 60)]
    often_told, never_told, new = chances(history([*often, *never]), 1, 2, 3)
    assert often_told > new > never_told


def test_a_new_track_goes_by_its_artist() -> None:
    plays = [play(1, day) for day in range(900, 960, 5)] + [
        play(3, day) for day in range(0, 900, 60)
    ]
    known = history(plays, artists=("a", "a", "b", "b"))
    of_loved, of_other = chances(known, 2, 4)
    assert of_loved > of_other


def test_a_like_counts() -> None:
    liked, other = chances(history([], liked=[1]), 1, 2)
    assert liked > other == 0.5


def test_what_is_long_past_counts_less() -> None:
    early = history([play(1, day) for day in range(0, 60, 5)])
    late = history([play(1, day) for day in range(900, 960, 5)])
    assert chances(late, 1) > chances(early, 1)


def test_the_future_has_no_say() -> None:
    """What is told at a moment is the same whatever follows, even the play that begins then."""
    before = [play(1, 0), play(1, 3), play(2, 3.5)]
    after = [play(1, 10), play(1, 11), play(2, 12, finished=False), play(3, 10)]
    alone, with_future = history(before), history([*before, *after])
    assert chances(alone, 1, 2, 3, day=10.0) == chances(with_future, 1, 2, 3, day=10.0)
