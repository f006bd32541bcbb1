"""Rows of the user's own plays: what was known when they began, and nothing of what came then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine.models.replay.fields import Category, Fields, Number, Vocabulary
from engine.training.replay.encoding import EncodedPlays, fit_fields
from engine.training.replay.history import History, history_of
from engine.training.replay.own_history import (
    MOST_TAGS,
    Starts,
    TagOdds,
    plays_of,
    settled_plays,
    settled_starts,
    tags_of,
)
from engine.training.replay.plays import Plays
from tests.engine.training.replay.own import history, play
from tests.simulated_listener import KINDS
from tests.simulated_listener import history as simulated


def nothing_heard(known: History) -> TagOdds:
    return TagOdds((), np.empty((len(known.facts), 0), np.float32))


def rows(known: History) -> dict[str, list[float]]:
    """The figures of all settled plays."""
    numbers = settled_plays(known, nothing_heard(known)).table.numbers
    return {name: np.round(values.astype(float), 6).tolist() for name, values in numbers.items()}


@pytest.fixture
def clock_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set on this system")
@pytest.mark.usefixtures("clock_of_greenwich")
def test_a_row_is_what_was_known_when_the_play_began() -> None:
    """START was a Tuesday, 22:13 in Greenwich."""
    known = history(
        [
            play(1, 0, heard=50.0, finished=False, origin="radio"),
            play(2, 1, heard=250.0, liked=True, origin="playlist"),
            play(1, 2, heard=200.0, liked=None),
            play(1, 4.5, heard=0.0),
            play(1, 5),
        ],
        artists=("a", "b"),
    )
    told = rows(known)
    nan = pytest.approx(float("nan"), nan_ok=True)
    assert told["hour"] == [22, 22, 22, 10, 22]
    assert told["weekday"] == [1, 2, 3, 6, 6]
    assert told["days_since"] == [nan, nan, 2, 2.5, 0.5]
    assert told["plays_before"] == [0, 0, 1, 2, 3]
    assert told["skips_before"] == [0, 0, 1, 1, 1]
    assert told["share_heard"] == [nan, nan, 0.25, 1, nan]
    assert told["liked"] == [0, 1, nan, 0, 0]
    plays = settled_plays(known, nothing_heard(known))
    words = plays.words["origin"].all()
    origins = [words[number] for number in plays.table.categories["origin"]]
    assert origins == ["radio", "playlist", "library", "library", "library"]
    assert plays.rows == "fields"
    assert plays.replayed.tolist() == [True, False, True, True, False]
    (side,) = plays.sides
    assert side.of.tolist() == [0, 1, 0, 0, 0]
    assert side.table.numbers["year"].tolist() == [2000, 2000]
    artists = plays.words["artist"].all()
    assert [artists[number] for number in side.table.categories["artist"]] == ["a", "b"]


def altered_from(known: History, first: int) -> History:
    """The same until a play began; what it became, and all that followed, is something else."""
    log, dice = known.log, np.random.default_rng(5)
    finished, heard, liked = log.finished.copy(), log.heard.copy(), log.liked.copy()
    tracks, origins = log.tracks.copy(), list(log.origins)
    finished[first:] = ~finished[first:]
    heard[first:] = 1.0
    liked[first + 1 :] = 1 - liked[first + 1 :]
    tracks[first + 1 :] = dice.permutation(tracks[first + 1 :])
    origins[first + 1 :] = ["elsewhere"] * len(origins[first + 1 :])
    changed = replace(
        log, finished=finished, heard=heard, liked=liked, tracks=tracks, origins=tuple(origins)
    )
    return history_of(known.facts, changed, known.now)


def encoded(plays: Plays, fields: Fields, count: int) -> list[list[float]]:
    codes, numbers = EncodedPlays(plays, fields).batch(np.arange(count))
    rows: list[list[float]] = np.hstack([codes, numbers]).tolist()
    return rows


def test_nothing_of_the_future_is_in_a_row() -> None:
    """Not the play's own end, nor what came later: with another future the rows are the same."""
    known, heard = simulated(400, 200.0, KINDS["falls in love"])
    plays = settled_plays(known, heard)
    fields = fit_fields(plays, np.arange(len(plays)))
    for first in (0, 1, 57, 200, len(plays) - 1):
        other = settled_plays(altered_from(known, first), heard)
        assert len(other) == len(plays)
        # the tags that tell most may be others: both look at the same ones here
        assert encoded(other, fields, first + 1) == encoded(plays, fields, first + 1)


def test_that_test_would_see_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the past held the play itself, its own skip would be among the skips before."""
    from engine.training.replay.past import Past

    known, heard = simulated(400, 200.0, KINDS["falls in love"])
    until = Past.until
    monkeypatch.setattr(Past, "until", lambda self, of, when: until(self, of, when + 0.5))
    plays = settled_plays(known, heard)
    fields = fit_fields(plays, np.arange(len(plays)))
    other = settled_plays(altered_from(known, 57), heard)
    assert encoded(other, fields, 58) != encoded(plays, fields, 58)


def test_tracks_that_do_not_play_get_rows_as_if_they_did_now() -> None:
    known = history([play(1, 0, finished=False), play(2, 1)], day=100)
    tracks = np.arange(3)
    starts = Starts(tracks, np.full(3, known.now), ["library"] * 3, known.facts.liked)
    table = plays_of(known, nothing_heard(known), starts).table
    assert table.numbers["plays_before"].tolist() == [1, 1, 0]
    assert table.numbers["skips_before"].tolist() == [1, 0, 0]
    assert table.numbers["days_since"][:2].tolist() == [100, 99]
    assert np.isnan(table.numbers["days_since"][2])


def test_a_library_nobody_played_has_rows_too() -> None:
    known = history([])
    starts = Starts(np.arange(3), np.full(3, known.now), ["library"] * 3, known.facts.liked)
    assert len(plays_of(known, nothing_heard(known), starts)) == 3
    assert len(settled_starts(known).tracks) == 0


def test_the_tags_that_tell_tracks_apart_are_fields() -> None:
    known = history([play(track, track) for track in (1, 2, 3)])
    dice = np.random.default_rng(0)
    names = tuple(f"tag {n}" for n in range(60))
    odds = (dice.normal(size=(3, 60)) * np.arange(60)).astype(np.float32)
    odds[2] = np.nan  # not heard yet
    plays = settled_plays(known, TagOdds(names, odds))
    fields = fit_fields(plays, np.arange(3), least=1)
    tags = tags_of(fields)
    assert tags is not None
    assert len(tags) == MOST_TAGS
    assert "tag 0" not in tags
    _, numbers = EncodedPlays(plays, fields).batch(np.arange(3))
    assert (numbers[2, -MOST_TAGS:] == -1).all()


def test_the_fields_of_other_plays_are_told_from_ours() -> None:
    vocabulary = {"user": Vocabulary(["anna"])}
    other = Fields((Category("user", "user"),), (Number("age", 0, 99),), vocabulary)
    assert tags_of(other) is None


def test_small_figures_are_told_apart_where_they_reach_far() -> None:
    far = Number("days_since", 0.0, 999.0, wide=True)
    one, two, hundred, thousand = far.scaled(np.array([1.0, 2.0, 100.0, 1000.0]))
    assert two - one > 0.05
    assert one < two < hundred < thousand == 1
    assert far.scaled(np.array([np.nan])).tolist() == [-1]
