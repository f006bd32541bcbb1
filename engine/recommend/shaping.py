"""Shaping a list before it is shown: copies collapse, artists and albums are capped, hubs damped.

Neighbours come in nearest first and go out in the same order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from engine.text import plain
from engine.types import Neighbour, Track

_VERSION = re.compile(
    r"[\(\[][^\)\]]*[\)\]]|\s+-\s+.*\b(remaster|live|mono|stereo|version|edit|mix|demo)\w*\b.*$"
)


def without_copies(seeds: Iterable[Track], candidates: Iterable[Neighbour]) -> list[Neighbour]:
    """Leave out other copies of the seeds, and all but the nearest copy of each other."""
    seen = {mark for seed in seeds for mark in _marks(seed)}
    kept = []
    for candidate in candidates:
        marks = _marks(candidate.track)
        if seen.isdisjoint(marks):
            kept.append(candidate)
        seen.update(marks)
    return kept


def capped(candidates: Sequence[Neighbour], count: int) -> list[Neighbour]:
    """The first `count`, at most a quarter by one artist and a sixth of one album.

    Where that leaves too few, those passed over fill up: a short list helps nobody.
    """
    limits = (max(2, count // 4), max(2, count // 6))
    taken: list[Neighbour] = []
    passed: list[Neighbour] = []
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for candidate in candidates:
        names = artist_of(candidate.track), album_of(candidate.track)
        pairs = [(tally, name) for tally, name in zip(counts, names, strict=True) if name]
        full = any(tally[name] >= limits[counts.index(tally)] for tally, name in pairs)
        (passed if full else taken).append(candidate)
        if not full:
            for tally, name in pairs:
                tally[name] += 1
    chosen = (taken + passed)[:count]
    return sorted(chosen, key=lambda neighbour: -neighbour.similarity)


def damped(
    candidates: Sequence[Neighbour], crowdedness: Callable[[Track], float]
) -> list[Neighbour]:
    """The order by cross-domain similarity local scaling: twice the cosine less the crowdedness.

    Conneau et al., "Word Translation Without Parallel Data", 2018: a track that is near everything
    has to be nearer than one that is near only to this.
    """
    return sorted(
        candidates,
        key=lambda neighbour: crowdedness(neighbour.track) - 2 * neighbour.similarity,
    )


def artist_of(track: Track) -> str:
    """The artist's name as it is compared."""
    return plain(track.tags.artist or track.tags.album_artist)


def album_of(track: Track) -> str:
    """The album as it is compared: one name by two artists is two albums."""
    album = plain(track.tags.album)
    return f"{plain(track.tags.album_artist or track.tags.artist)}/{album}" if album else ""


def _marks(track: Track) -> set[str]:
    """What two copies of one recording share."""
    marks = {f"sound:{track.identity}"} if track.identity else set()
    if track.tags.recording_id:
        marks.add(f"recording:{track.tags.recording_id}")
    title = plain(_VERSION.sub("", track.tags.title.lower()))
    if title and track.tags.artist:
        marks.add(f"song:{artist_of(track)}/{title}")
    return marks
