"""Playlists that build themselves: radio from one track, more like several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engine.recommend.shaping import album_of, artist_of, without_copies
from engine.recommend.surroundings import Surroundings, Vectors, similarity_of
from engine.types import Neighbour, PlaylistLength, Signal, Track

BREADTH = 5
"""How many times the tracks wanted are looked at: some room to space artists apart."""
POOL = 50
"""The fewest tracks looked at."""
HOME = 0.7
"""How strongly radio holds to the track it started from; the rest holds to the last one played."""
ARTIST_GAP, ALBUM_GAP = 3, 6
"""Within how many tracks an artist, an album, should not come again."""
REPEAT_COST = 0.5
MOST_SEEDS = 30
"""How many seeds are looked around; with more, an even sample of them."""
USUAL_MINUTES = 4.0
"""The length of a track that does not tell its own."""
ENJOYMENT = 0.05
"""How much nearer a track that is never played again has to be than one that surely is."""

Chances = Callable[[Sequence[int]], Mapping[int, float]]
"""From tracks (ids) to how likely each is to be played again, in 0–1; unknown ones are left out."""


def _no_chances(track_ids: Sequence[int]) -> Mapping[int, float]:
    return {}


def radio(
    around: Surroundings, seed: Track, length: PlaylistLength, chances: Chances = _no_chances
) -> list[Track]:
    """The seed, then tracks near it, each also near the one before, artists spaced apart.

    Of tracks that are as near, the one that is likelier to be played again. Just the seed if
    nothing is known of it.
    """
    pool = without_copies([seed], around.of_track(seed.id, breadth(length)))
    near = {neighbour.track.id: neighbour.similarity for neighbour in pool}
    chance = _beyond_the_blend(around, pool, chances)
    vectors = _vectors(around, [seed, *(neighbour.track for neighbour in pool)])
    queue = [seed]

    def onward(track: Track) -> float:
        """How near it is to the last one; as near as to the first, where one was not heard."""
        last, own = vectors.get(queue[-1].id), vectors.get(track.id)
        return near[track.id] if last is None or own is None else float(own @ last)

    while pool and not _full(queue, length):
        cost = {
            n.track.id: REPEAT_COST * _repeats(queue, n.track)
            - HOME * near[n.track.id]
            - (1 - HOME) * onward(n.track)
            - ENJOYMENT * chance.get(n.track.id, 0.0)
            for n in pool
        }
        chosen = min(pool, key=lambda neighbour: cost[neighbour.track.id])
        pool.remove(chosen)
        queue.append(chosen.track)
    return queue


def more_like(
    around: Surroundings,
    seeds: Sequence[Track],
    length: PlaylistLength,
    chances: Chances = _no_chances,
) -> list[Track]:
    """Tracks near to all of the seeds, or very near to one; the seeds themselves stay out.

    Of tracks that are as near, the one that is likelier to be played again. None if nothing is
    known of the seeds.
    """
    if around.blend:
        found = around.beside([seed.id for seed in seeds], breadth(length))
    else:
        found = _near_to_all(around, _vectors(around, seeds), breadth(length))
    pool = without_copies(seeds, found)
    chance = _beyond_the_blend(around, pool, chances)
    worth = {n.track.id: n.similarity + ENJOYMENT * chance.get(n.track.id, 0.0) for n in pool}
    return spaced([neighbour.track for neighbour in pool], worth, length)


def spaced(
    tracks: Sequence[Track], worth: Mapping[int, float], length: PlaylistLength
) -> list[Track]:
    """Those most worth it (by id, in 0–1) first, artists and albums apart where others are near."""
    pool, queue = list(tracks), list[Track]()
    while pool and not _full(queue, length):
        chosen = min(pool, key=lambda track: REPEAT_COST * _repeats(queue, track) - worth[track.id])
        pool.remove(chosen)
        queue.append(chosen)
    return queue


def _beyond_the_blend(
    around: Surroundings, pool: Sequence[Neighbour], chances: Chances
) -> Mapping[int, float]:
    """The chances of what lies in the pool; none if a blend has weighed them in already."""
    if around.blend and around.blend.weights.of(Signal.REPLAY) > 0:
        return {}
    return chances([neighbour.track.id for neighbour in pool])


def _near_to_all(around: Surroundings, heard: dict[int, Vectors], breadth: int) -> list[Neighbour]:
    """What lies near to any of the seeds or to their middle, by closeness."""
    if not heard:
        return []
    found = {
        neighbour.track.id: neighbour.track
        for vector in (*_sample(list(heard.values())), _middle(heard))
        for neighbour in around.near(vector, breadth, without=frozenset(heard))
    }
    return _by_closeness(around, list(found.values()), heard)


def _sample(vectors: Sequence[Vectors]) -> Sequence[Vectors]:
    """At most MOST_SEEDS of them, evenly spread."""
    return vectors[:: -(-len(vectors) // MOST_SEEDS)]


def _by_closeness(
    around: Surroundings, tracks: Sequence[Track], heard: dict[int, Vectors]
) -> list[Neighbour]:
    """Tracks by half their best and half their mean cosine with the seeds, closest first."""
    vectors = _vectors(around, tracks)
    seeds = np.stack(list(heard.values()))
    closeness = {
        track_id: similarity_of(float(cosines.max() + cosines.mean()) / 2)
        for track_id, cosines in ((key, seeds @ vector) for key, vector in vectors.items())
    }
    found = [Neighbour(t, closeness[t.id]) for t in tracks if t.id in closeness]
    return sorted(found, key=lambda neighbour: -neighbour.similarity)


def _vectors(around: Surroundings, tracks: Sequence[Track]) -> dict[int, Vectors]:
    vectors = {track.id: around.vector(track.id) for track in tracks}
    return {track_id: vector for track_id, vector in vectors.items() if vector is not None}


def _middle(vectors: dict[int, Vectors]) -> Vectors:
    mean = np.mean(list(vectors.values()), axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _repeats(queue: Sequence[Track], track: Track) -> float:
    """1 if the artist was just played, 0.5 more if the album was; less the longer ago."""
    artist, album = artist_of(track), album_of(track)
    recent = list(reversed(queue[-ALBUM_GAP:]))
    cost = 0.0
    for ago, played in enumerate(recent):
        if artist and ago < ARTIST_GAP and artist_of(played) == artist:
            cost = max(cost, 1 - ago / ARTIST_GAP)
        if album and album_of(played) == album:
            cost += 0.5 * (1 - ago / ALBUM_GAP)
    return cost


def breadth(length: PlaylistLength) -> int:
    """How many tracks are looked at for a playlist of a length."""
    wanted = length.tracks or round((length.minutes or 0) / USUAL_MINUTES) + 1
    return max(POOL, BREADTH * wanted)


def _full(queue: Sequence[Track], length: PlaylistLength) -> bool:
    """Whether another track would overshoot more than stopping here falls short."""
    if length.tracks is not None:
        return len(queue) >= length.tracks
    wanted = 60 * (length.minutes or 0)
    seconds = [track.tags.duration or 60 * USUAL_MINUTES for track in queue]
    usual = sum(seconds) / len(seconds) if seconds else 0
    return bool(seconds) and sum(seconds) + usual / 2 >= wanted
