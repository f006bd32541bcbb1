"""Shaping a list before it is shown: copies collapse, repeats and hubs are damped.

Neighbours come in and go out nearest first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from engine.text import plain
from engine.types import Neighbour, Track

REPEAT_COST = 0.15
"""How much nearer one more by the same artist, or from the same album, has to be."""

_VERSION = re.compile(
    r"[\(\[][^\)\]]*[\)\]]|\s+-\s+.*\b(remaster|live|mono|stereo|version|edit|mix|demo)\w*\b.*$"
)


def without_copies(seeds: Iterable[Track], candidates: Iterable[Neighbour]) -> list[Neighbour]:
    """Leave out other copies of the seeds, and all but the nearest copy of each other."""
    seen = {mark for seed in seeds for mark in _marks(seed)}
    return [candidate for candidate in candidates if _is_new(candidate.track, seen)]


def distinct(tracks: Iterable[Track]) -> list[Track]:
    """The tracks without all but the first copy of each."""
    seen: set[str] = set()
    return [track for track in tracks if _is_new(track, seen)]


def chosen(
    candidates: Sequence[Neighbour], count: int, crowdedness: Callable[[Track], float]
) -> list[Neighbour]:
    """The `count` candidates most worth showing, nearest first.

    Worth is cross-domain similarity local scaling (Conneau et al., "Word Translation Without
    Parallel Data", 2018), halved: the similarity less half the crowdedness, so that a track that
    is near everything has to be nearer than one that is near only to this. Beyond a quarter by
    one artist or a sixth from one album it is `REPEAT_COST` less: another artist who is nearly as
    near comes first, one who is nothing like it does not.
    """
    worth = {n.track.id: n.similarity - crowdedness(n.track) / 2 for n in candidates}
    limits = max(2, count // 4), max(2, count // 6)
    counts: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for candidate in sorted(candidates, key=lambda n: -worth[n.track.id]):
        for tally, limit, name in zip(counts, limits, _names(candidate.track), strict=True):
            tally[name] += 1
            if name and tally[name] > limit:
                worth[candidate.track.id] -= REPEAT_COST
    best = sorted(candidates, key=lambda n: -worth[n.track.id])[:count]
    return sorted(best, key=lambda n: -n.similarity)


def _names(track: Track) -> tuple[str, str]:
    return artist_of(track), album_of(track)


def artist_of(track: Track) -> str:
    """The artist's name as it is compared."""
    return plain(track.tags.artist or track.tags.album_artist)


def album_of(track: Track) -> str:
    """The album as it is compared: one name by two artists is two albums."""
    album = plain(track.tags.album)
    return f"{plain(track.tags.album_artist or track.tags.artist)}/{album}" if album else ""


def _is_new(track: Track, seen: set[str]) -> bool:
    """Whether it is no copy of what was seen; it is seen from now on."""
    marks = _marks(track)
    new = seen.isdisjoint(marks)
    seen.update(marks)
    return new


def _marks(track: Track) -> set[str]:
    """What two copies of one recording share."""
    marks = {f"sound:{track.identity}"} if track.identity else set()
    if track.tags.recording_id:
        marks.add(f"recording:{track.tags.recording_id}")
    title = plain(_VERSION.sub("", track.tags.title.lower()))
    if title and track.tags.artist:
        marks.add(f"song:{artist_of(track)}/{title}")
    return marks
