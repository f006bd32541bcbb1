"""Rediscover: a playlist of what was loved once and long not heard.

Loved is what is liked, or was mostly played to its end, and that several times. First comes what is
likeliest to be enjoyed again. What was played leaves the list by itself, so it is another one with
time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.catalog.history_store import TrackPast
from engine.errors import NearfieldError
from engine.recommend.playlists import Chances, breadth, spaced
from engine.recommend.shaping import without_copies
from engine.types import Neighbour, PlaylistLength, Track

LONG = 60 * 86_400.0
"""Seconds for which a track was not heard, to be found again."""
OFTEN = 3
"""Plays to the end that show love, without a like …"""
MOSTLY = 2 / 3
"""… if they are no smaller a share of its plays."""


def rediscover(
    past: Sequence[TrackPast],
    tracks: Callable[[Sequence[int]], list[Track]],
    chances: Chances,
    length: PlaylistLength,
    now: float,
) -> list[Track]:
    """Tracks from the `past` of those that have one; `tracks` gives them by their ids.

    Raises NearfieldError if there are none, and says what is missing.
    """
    chance = chances([each.track_id for each in past if _loved(each) and _long_ago(each, now)])
    likeliest = sorted(chance, key=lambda track_id: -chance[track_id])[: breadth(length)]
    if not likeliest:
        raise _nothing(past)
    found = [Neighbour(track, chance[track.id]) for track in tracks(likeliest)]
    distinct = [neighbour.track for neighbour in without_copies([], found)]
    return spaced(distinct, chance, length)


def _loved(past: TrackPast) -> bool:
    return past.liked is not None or past.finished >= max(OFTEN, MOSTLY * past.plays)


def _long_ago(past: TrackPast, now: float) -> bool:
    """A track that is liked and was never played here counts from its like on."""
    last = past.last_played if past.last_played is not None else past.liked
    return last is not None and last <= now - LONG


def _nothing(past: Sequence[TrackPast]) -> NearfieldError:
    comes = "what you liked or often played to its end comes back here once you have not heard it"
    if past:
        return NearfieldError(
            "There is nothing to rediscover yet", f"{comes.capitalize()} for two months."
        )
    return NearfieldError(
        "There is nothing to rediscover yet",
        f"Nothing was played or liked so far; {comes} for two months. What you played elsewhere"
        " counts, too, once it is imported.",
    )
