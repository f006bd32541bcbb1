"""Similar tracks: the nearest of the library to one track, shaped for reading."""

from __future__ import annotations

from dataclasses import replace

from engine.recommend.reasons import reasons
from engine.recommend.shaping import chosen, without_copies
from engine.recommend.surroundings import Surroundings
from engine.types import Neighbour, Track

BREADTH = 3
"""How many times the tracks wanted are looked at before some are chosen."""


def similar(around: Surroundings, seed: Track, count: int) -> list[Neighbour]:
    """At most `count` neighbours of `seed`, nearest first; none if it has not been heard."""
    vector = around.vector(seed.id)
    if vector is None:
        return []
    candidates = around.near(vector, BREADTH * count, without=frozenset({seed.id}))
    distinct = without_copies([seed], candidates)
    return [
        replace(neighbour, reasons=reasons(seed, neighbour.track, neighbour.similarity))
        for neighbour in chosen(distinct, count, lambda track: _crowdedness(around, track))
    ]


def _crowdedness(around: Surroundings, track: Track) -> float:
    vector = around.vector(track.id)
    return 0.0 if vector is None else around.crowdedness(vector)
