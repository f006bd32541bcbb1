"""Similar tracks: the nearest of the library to one track, shaped for reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.recommend.reasons import Heard, reasons
from engine.recommend.shaping import chosen, without_copies
from engine.recommend.surroundings import Surroundings
from engine.types import Neighbour, Track

BREADTH = 3
"""How many times the tracks wanted are looked at before some are chosen."""


def similar(
    around: Surroundings,
    seed: Track,
    count: int,
    heard: Callable[[Sequence[int]], Mapping[int, Heard]] = lambda _: {},
) -> list[Neighbour]:
    """At most `count` neighbours of `seed`, nearest first; none if nothing is known of it.

    `heard` gives the tags told of tracks (ids), for the reasons.
    """
    candidates = around.of_track(seed.id, BREADTH * count)
    distinct = without_copies([seed], candidates)
    nearest = chosen(distinct, count, lambda track: _crowdedness(around, track))
    tags = heard([seed.id, *(neighbour.track.id for neighbour in nearest)])
    return [replace(each, reasons=_reasons(around, seed, each.track, tags)) for each in nearest]


def _reasons(
    around: Surroundings, seed: Track, other: Track, tags: Mapping[int, Heard]
) -> tuple[str, ...]:
    both = tags.get(seed.id, ()), tags.get(other.id, ())
    return reasons(seed, other, both) or around.told(seed.id, other.id)


def _crowdedness(around: Surroundings, track: Track) -> float:
    vector = around.vector(track.id)
    return 0.0 if vector is None else around.crowdedness(vector)
