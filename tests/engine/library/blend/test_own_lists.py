"""The lists that weights are fitted to: which are asked about, and how each is parted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.library.blend.own_lists import GIVEN, LEAST, MOST, Kind, OwnList, OwnLists
from engine.recommend.blend.lists import listed
from engine.recommend.sessions import Session
from engine.types import Tags, Track, TrackState


def looked_up(ids: Sequence[int]) -> list[Track]:
    """Tracks of which each has a copy a hundred further on."""
    return [
        Track(i, 1, Path(f"{i}.mp3"), Tags(f"Song {i % 100}", "Artist"), TrackState.READY)
        for i in ids
    ]


def test_only_lists_that_are_long_enough_are_asked_about() -> None:
    short, long = list(range(LEAST - 1)), list(range(LEAST))
    sessions = [
        Session(np.array(each), np.arange(len(each), dtype=np.float64)) for each in (long, short)
    ]
    lists = OwnLists({3: short, 5: [*long, *long]}, listed([short, long, long]), sessions)
    assert lists.counts() == {Kind.OWN: 1, Kind.IMPORTED: 2, Kind.SESSION: 1}
    sample = [(each.kind, each.key, each.tracks.tolist()) for each in lists.sample()]
    assert sample == [
        (Kind.OWN, 5, long),
        (Kind.IMPORTED, 1, long),
        (Kind.IMPORTED, 2, long),
        (Kind.SESSION, 0, long),
    ]


def test_of_many_lists_an_even_sample_is_asked_about() -> None:
    lists = OwnLists({key: range(LEAST) for key in range(3 * MOST)}, listed([]), [])
    keys = [each.key for each in lists.sample()]
    assert keys == list(range(0, 3 * MOST, 3))
    assert OwnLists({}, listed([]), []).sample() == []


def test_a_playlist_is_parted_at_random_but_always_the_same_way() -> None:
    tracks = np.arange(20)
    parted = OwnList(Kind.OWN, 1, tracks, np.ones(20)).parted(looked_up)
    assert parted is not None
    assert parted.moment is None
    assert len(parted.given) == GIVEN
    assert sorted([*parted.given, *parted.hidden]) == tracks.tolist()
    assert parted.given.tolist() != tracks[:GIVEN].tolist()
    again = OwnList(Kind.OWN, 1, tracks, np.ones(20)).parted(looked_up)
    assert again is not None
    assert again.given.tolist() == parted.given.tolist()


def test_a_session_is_parted_in_time() -> None:
    tracks, began = np.array([9, 2, 7, 4, 8, 1]), np.arange(0, 600, 100, dtype=np.float64)
    worth = tracks / 10
    parted = OwnList(Kind.SESSION, 0, tracks, worth, began).parted(looked_up)
    assert parted is not None
    assert parted.given.tolist() == [9, 2, 7]
    assert parted.hidden.tolist() == [4, 8, 1]
    assert parted.worth.tolist() == [0.4, 0.8, 0.1]
    assert parted.moment == 300.0


def test_what_is_in_every_session_is_worth_less() -> None:
    """It is played whatever came before, so that it says nothing of what goes with what."""
    first, second = [1, 2, 3, 4, 5, 6], [1, 2, 7, 8, 9, 10]
    sessions = [Session(np.array(each), np.arange(6, dtype=np.float64)) for each in (first, second)]
    lists = OwnLists({1: first}, None, sessions)
    playlist, *both = lists.sample()
    assert playlist.worth.tolist() == [1] * 6
    assert [each.worth.tolist() for each in both] == [[0.5, 0.5, 1, 1, 1, 1]] * 2


def test_a_copy_is_no_answer() -> None:
    """A copy of what is given would be found by its sound alone, which proves nothing."""
    tracks = np.array([1, 101, 2, 3, 4, 5, 6, 106])
    parted = OwnList(Kind.IMPORTED, 0, tracks, np.ones(8)).parted(looked_up)
    assert parted is not None
    assert sorted([*parted.given, *parted.hidden]) == [1, 2, 3, 4, 5, 6]
    few = np.array([1, 101, 2, 102, 3, 4, 5])
    assert OwnList(Kind.IMPORTED, 0, few, np.ones(7)).parted(looked_up) is None
