"""A source of the graph: the user's own library, by what its owner did with it.

Beside what tags have in common (`shared_tags`), tracks lead to each other that stand beside each
other in a playlist, in the same playlist, were played to the end one after the other, or are both
liked. What a radio or *similar* put after a track counts for nothing: it was the program's choice.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.recommend.sessions import BREAK_SECONDS
from engine.training.collection import Piece
from engine.training.preference.graph import PreferenceGraph
from engine.training.preference.shared_tags import graph_of_tags
from engine.types import Origin, Play, Track

BESIDE, SAME_PLAYLIST, LIKED = 1.0, 2.0, 3.0
PLAYED_AFTER, NEAREST = 1.5, 0.75
"""How far two tracks are that followed each other once, and often: with the root of how often."""
LONGEST_PLAYLIST = 200
"""A longer one is a heap; only what stands beside each other in it counts."""
CHOSEN = frozenset({Origin.LIBRARY, Origin.PLAYLIST})


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of a library: its tracks, playlists of track ids, and plays."""

    tracks: Sequence[Track]
    playlists: Sequence[Sequence[int]]
    plays: Sequence[Play]

    def of_at_most(self, count: int, seed: int = 0) -> Habits:
        """The same for so many tracks: those that were chosen for something before all others."""
        chosen = Counter(track_id for entries in self.playlists for track_id in entries)
        chosen.update(play.track_id for play in self.plays if play.origin in CHOSEN)
        order = np.random.default_rng(seed).permutation(len(self.tracks)).tolist()
        order.sort(key=lambda place: not self._matters(self.tracks[place], chosen))
        return Habits([self.tracks[place] for place in order[:count]], self.playlists, self.plays)

    @staticmethod
    def _matters(track: Track, chosen: Counter[int]) -> bool:
        return track.liked or track.id in chosen


def graph_of_library(habits: Habits) -> PreferenceGraph:
    """The graph of these tracks; each is named by its path."""
    names = {track.id: str(track.path) for track in habits.tracks}
    graph = graph_of_tags(Piece(track.path, names[track.id], track.tags) for track in habits.tracks)
    for number, entries in enumerate(habits.playlists):
        known = [names[track_id] for track_id in entries if track_id in names]
        _tie_all(graph, pairwise(known), BESIDE)
        if 1 < len(known) <= LONGEST_PLAYLIST:
            graph.share(f"playlist\t{number}", dict.fromkeys(known), SAME_PLAYLIST)
    for (one, other), times in followed(habits.plays).items():
        if one in names and other in names:
            length = max(NEAREST, PLAYED_AFTER / math.sqrt(times))
            _tie_all(graph, [(names[one], names[other])], length)
    liked = [names[track.id] for track in habits.tracks if track.liked]
    if len(liked) > 1:
        graph.share("liked", liked, LIKED)
    return graph


def followed(plays: Sequence[Play]) -> Counter[tuple[int, int]]:
    """How often one track was played to its end right after another, both by choice."""
    in_order = sorted(plays, key=lambda play: play.started)
    return Counter(
        (before.track_id, after.track_id)
        for before, after in pairwise(in_order)
        if before.finished and after.finished
        and before.origin in CHOSEN and after.origin in CHOSEN
        and before.track_id != after.track_id
        and after.started - (before.started + before.heard) < BREAK_SECONDS
    )  # fmt: skip


def _tie_all(graph: PreferenceGraph, pairs: Iterable[tuple[str, str]], length: float) -> None:
    for one, other in pairs:
        if one != other:
            graph.tie(one, other, length)
