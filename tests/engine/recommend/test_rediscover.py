"""What comes back: loved once, long not heard, the likeliest to be enjoyed again first."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from engine.catalog.history_store import TrackPast
from engine.errors import NearfieldError
from engine.recommend.rediscover import LONG, rediscover
from engine.types import PlaylistLength, Track
from tests.engine.recommend.test_recommend import track

NOW = 2_000_000_000.0
AGO = NOW - LONG - 1
TEN = PlaylistLength(tracks=10)


def past(track_id: int, **more: object) -> TrackPast:
    """Five plays to the end, the last of them long ago."""
    known = TrackPast(track_id, liked=None, plays=5, finished=5, last_played=AGO)
    return replace(known, **more)  # type: ignore[arg-type]


def found(
    pasts: Sequence[TrackPast], chances: Mapping[int, float] | None = None, **tags: str
) -> list[int]:
    def tracks(ids: Sequence[int]) -> list[Track]:
        return [track(track_id, **tags) for track_id in ids]

    def told(ids: Sequence[int]) -> Mapping[int, float]:
        return dict.fromkeys(ids, 0.5) if chances is None else {i: chances[i] for i in ids}

    return [each.id for each in rediscover(pasts, tracks, told, TEN, NOW)]


@pytest.mark.parametrize(
    ("known", "comes"),
    [
        (past(10), True),
        (past(10, plays=2, finished=2), False),
        (past(10, plays=9, finished=5), False),
        (past(10, plays=0, finished=0, liked=AGO, last_played=None), True),
        (past(10, plays=0, finished=0, liked=NOW - 9, last_played=None), False),
        (past(10, plays=9, finished=1, liked=NOW - 9), True),
        (past(10, last_played=NOW - LONG + 60), False),
        (past(10, liked=AGO, last_played=NOW - 60), False),
    ],
)
def test_it_has_to_be_loved_and_long_not_heard(known: TrackPast, comes: bool) -> None:
    assert found([past(50), known]) == ([50, 10] if comes else [50])


def test_the_likeliest_to_be_enjoyed_again_comes_first() -> None:
    ids = [5, 25, 45, 65]
    chances = {5: 0.2, 25: 0.9, 45: 0.5, 65: 0.7}
    assert found([past(i) for i in ids], chances) == [25, 65, 45, 5]


def test_artists_are_apart() -> None:
    """Five tracks each by two artists; those of the first are a little likelier."""
    chances = {i: 0.5 + 0.02 * (i < 5) for i in range(10)}
    order = found([past(i) for i in chances], chances)
    artists = [track(i).tags.artist for i in order]
    assert sorted(order) == list(range(10))
    assert all(one != other for one, other in itertools.pairwise(artists))


def test_copies_of_a_song_come_once() -> None:
    assert found([past(1), past(2)], {1: 0.3, 2: 0.6}, title="Song", artist="Band") == [2]


def test_it_says_what_is_missing() -> None:
    with pytest.raises(NearfieldError, match="Nothing was played or liked so far"):
        found([])
    with pytest.raises(NearfieldError, match="once you have not heard it for two months"):
        found([past(1, last_played=NOW)])
