"""The recommender: what goes with tracks, playlists built from it, and how signals count in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from engine.catalog.store import Store
from engine.index.base import Ids
from engine.library.blend.blending import Blending
from engine.library.heard_tags import HeardTags
from engine.library.news import never
from engine.library.replay.replays import Replays
from engine.library.tracks import Tracks
from engine.recommend.playlists import more_like, radio
from engine.recommend.similar import similar
from engine.types import Mix, Neighbour, PlaylistLength, Track, Weights, Within


class Recommender:
    """Every list is of tracks of the library that can be played, shaped before it is returned."""

    def __init__(
        self,
        store: Store,
        tracks: Tracks,
        blending: Blending,
        heard_tags: HeardTags,
        replays: Replays,
    ) -> None:
        self._store, self._tracks, self._blending = store, tracks, blending
        self._heard_tags, self._replays = heard_tags, replays

    def similar(
        self, track_id: int, count: int = 20, within: Within | None = None
    ) -> list[Neighbour]:
        """What in the library goes with this track, the best first; empty if nothing is known.

        By the signals that `mix` tells: playlists may know a track that was not listened to yet.
        `within` leaves only the tracks of a part of it.
        """
        around = self._blending.around(self._ids(within) if within else None)
        found = similar(around, self._tracks.one(track_id), count, self._heard_tags.of_tracks)
        return self._blending.explained([track_id], found)

    def radio(self, track_id: int, length: PlaylistLength) -> list[Track]:
        """A playlist that starts at the track and wanders among what goes with it."""
        around, seed = self._blending.around(), self._tracks.one(track_id)
        return radio(around, seed, length, self._replays.chances().of)

    def more_like(self, track_ids: Sequence[int], length: PlaylistLength) -> list[Track]:
        """New tracks that go with these together; the seeds themselves are left out."""
        around, seeds = self._blending.around(), self._tracks.of(track_ids)
        return more_like(around, seeds, length, self._replays.chances().of)

    def continued(self, playlist_id: int, length: PlaylistLength) -> list[Track]:
        """New tracks that continue a saved playlist; raises NotFound."""
        seeds = self._tracks.of(self._store.playlists.get(playlist_id).track_ids)
        around = self._blending.around(without=playlist_id)
        return more_like(around, seeds, length, self._replays.chances().of)

    def rediscover(self, length: PlaylistLength) -> list[Track]:
        """What was loved once and long not heard, likeliest to be enjoyed again first.

        Raises NearfieldError if there is nothing of the kind, and says what is missing.
        """
        from engine.recommend.rediscover import rediscover

        past, chances = self._store.history.past_of_tracks(), self._replays.chances().of
        return rediscover(past, self._tracks.of, chances, length, time.time())

    def mix(self) -> Mix:
        """How much each signal counts in what is recommended, and which are silent yet."""
        return self._blending.mix()

    def weigh(self, weights: Weights | None) -> None:
        """Let the signals count so from now on; None leaves it to what was fitted."""
        self._blending.weigh(weights)

    def fit(self, cancelled: Callable[[], bool] | None = None) -> Mix:
        """Fit how much signals count to playlists and listening; what is better counts.

        Raises NearfieldError if there is too little of these, Cancelled.
        """
        return self._blending.fit(cancelled or never)

    def _ids(self, within: Within) -> Ids | None:
        """The tracks (n,) of a part of the library; None for the whole of it."""
        if within == Within():
            return None
        ids = self._store.parts.ids(within)
        return np.intersect1d(ids, self._heard_tags.tracks(within.heard)) if within.heard else ids
