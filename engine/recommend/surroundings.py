"""The library seen from its vectors: which tracks lie near a point, as tracks one can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids, Index
from engine.recommend.blend.blend import LOOKED_AT, Blend
from engine.recommend.nearness import Nearness
from engine.types import Neighbour, Track, TrackState

Vectors = NDArray[np.float32]

HUB_NEIGHBOURS = 10


class Surroundings:
    """Looks up neighbours in an index and turns them into tracks that can be played."""

    def __init__(
        self,
        index: Index,
        tracks: Callable[[Sequence[int]], list[Track]],
        vector: Callable[[int], Vectors | None],
        among: Ids | None = None,
        blend: Blend | None = None,
        nearness: Callable[[], Nearness] = Nearness,
    ) -> None:
        """`among` are the only ones that are found, if given; `blend` is what `beside` goes by.

        `nearness` is what `told` goes by.
        """
        self.index, self._tracks, self.vector = index, tracks, vector
        self._among, self.blend, self._nearness = among, blend, nearness

    def blended(self, blend: Blend, vector: Callable[[int], Vectors | None]) -> Surroundings:
        """The same, seen through a blend, with what it has looked up already."""
        return Surroundings(self.index, self._tracks, vector, self._among, blend, self._nearness)

    def of_track(self, track_id: int, count: int) -> list[Neighbour]:
        """The `count` others that go best with a track: by the blend, else by its vector.

        A blend may know of tracks that were not listened to yet.
        """
        if self.blend:
            return self.beside([track_id], count)
        vector = self.vector(track_id)
        return [] if vector is None else self.near(vector, count, without=frozenset({track_id}))

    def beside(self, seeds: Sequence[int], count: int) -> list[Neighbour]:
        """The `count` tracks that go best with the seeds by the blend, the best first."""
        if self.blend is None:
            return []
        breadth = max(LOOKED_AT, count)
        found = self.blend.goes_with(np.array(seeds, np.int64), self._among, breadth)
        rows = {track_id: row for row, track_id in enumerate(found.ids.tolist())}
        beside: list[Neighbour] = []
        for start in range(0, len(rows), count):
            beside += [
                Neighbour(
                    track,
                    similarity_of(float(found.scores[rows[track.id]])),
                    shares=found.shares(rows[track.id]),
                )
                for track in self._tracks(found.ids[start : start + count].tolist())
                if track.state.playable
            ]
            if len(beside) >= count:
                break
        return beside[:count]

    def near(self, vector: Vectors, count: int, without: frozenset[int]) -> list[Neighbour]:
        """The `count` nearest ready tracks, nearest first, other than those `without`."""
        reach = count + len(without)
        most = len(self.index) if self._among is None else len(self._among)
        while True:
            ids, cosines = self.index.search(vector, reach, self._among)
            found = self._ready(ids, cosines, without)
            if len(found) >= count or reach >= most:
                return found[:count]
            reach *= 4  # many lie there that are missing or gone: look further

    def crowdedness(self, vector: Vectors) -> float:
        """The mean cosine to the nearest others: high for hubs, which are near everything."""
        _, cosines = self.index.search(vector, HUB_NEIGHBOURS + 1)
        return float(cosines[1:].mean()) if len(cosines) > 1 else 0.0

    def told(self, one: int, other: int) -> tuple[str, ...]:
        """How much alike two tracks sound, in words; nothing if one was not heard."""
        vectors = self.vector(one), self.vector(other)
        if vectors[0] is None or vectors[1] is None:
            return ()
        return (self._nearness().told(float(vectors[0] @ vectors[1])),)

    def _ready(
        self, ids: NDArray[np.int64], cosines: Vectors, without: frozenset[int]
    ) -> list[Neighbour]:
        similarity = dict(zip(ids.tolist(), map(similarity_of, cosines.tolist()), strict=True))
        tracks = self._tracks([track_id for track_id in similarity if track_id not in without])
        return [
            Neighbour(track, similarity[track.id])
            for track in tracks
            if track.state is TrackState.READY
        ]


def similarity_of(cosine: float) -> float:
    """A cosine as a similarity in 0–1: opposite and unrelated are both 0, identical is 1."""
    return min(1.0, max(0.0, cosine))
