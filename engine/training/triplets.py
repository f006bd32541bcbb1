"""Triplets: an anchor, something that goes with it, something that does not.

Drawn from the distances of the preference graph; what is drawn are chunks, by their number in a
split. Two ways: the published one takes positives from the closest of an anchor's distance map and
negatives from the farthest; the graded one asks for any order that the graph knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.training.graph import FARTHEST, Distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNREACHED = FARTHEST + 1


@dataclass(frozen=True, slots=True)
class Rings:
    """What lies around one anchor: the tracks at each distance, itself at 0, nearest ring first."""

    steps: tuple[float, ...]
    tracks: tuple[NDArray[np.int64], ...]


def rings_of(anchor: int, distances: Distances) -> Rings:
    """The rings around a track; those out of reach form the last one."""
    reached = distances[anchor]
    by_steps: dict[float, list[int]] = {}
    for track in distances:
        by_steps.setdefault(reached.get(track, _UNREACHED), []).append(track)
    steps = tuple(sorted(by_steps))
    return Rings(steps, tuple(np.array(by_steps[step]) for step in steps))


class TripletSampler:
    """Draws triplets of chunk numbers from a split, the same ones for the same seed.

    `chunk_counts` says how many chunks each track of the split has; chunks are numbered through.
    """

    def __init__(
        self, distances: Distances, chunk_counts: Sequence[int], *, graded: bool, seed: int
    ) -> None:
        rings = {anchor: rings_of(anchor, distances) for anchor in distances}
        self._rings = {anchor: ring for anchor, ring in rings.items() if len(ring.steps) > 1}
        self._anchors = np.array(sorted(self._rings), dtype=np.int64)
        self._counts = np.array(chunk_counts)
        self._first = np.cumsum(self._counts) - self._counts
        self._pick_rings = self._any_order if graded else self._closest_and_farthest
        self._random = np.random.default_rng(seed)

    def __bool__(self) -> bool:
        """Whether there is anything to draw: at least two tracks that differ."""
        return len(self._anchors) > 0

    def draw(self, count: int) -> NDArray[np.int64]:
        """`count` triplets (count, 3): anchor, positive, negative."""
        return np.array([self._triplet() for _ in range(count)])

    def _triplet(self) -> tuple[int, int, int]:
        anchor = int(self._random.choice(self._anchors))
        rings = self._rings[anchor]
        near, far = self._pick_rings(rings)
        first = self._chunk_of(anchor)
        positive = self._chunk_of(int(self._random.choice(rings.tracks[near])), other_than=first)
        return first, positive, self._chunk_of(int(self._random.choice(rings.tracks[far])))

    def _closest_and_farthest(self, rings: Rings) -> tuple[int, int]:
        """As published. Only a track without relatives is its own closest."""
        return min(1, len(rings.steps) - 2), len(rings.steps) - 1

    def _any_order(self, rings: Rings) -> tuple[int, int]:
        """A near ring (each step halves its chance) and one farther out (farther is likelier).

        This way the graph also tells an album from the rest of the genre, and a track from all.
        """
        chances = np.array([0.5**step for step in rings.steps[:-1]])
        near = int(self._random.choice(len(chances), p=chances / chances.sum()))
        beyond = np.array(rings.steps[near + 1 :])
        return near, near + 1 + int(self._random.choice(len(beyond), p=beyond / beyond.sum()))

    def _chunk_of(self, track: int, other_than: int | None = None) -> int:
        """A chunk of a track, another one than the given where the track has several."""
        count = int(self._counts[track])
        chunk = int(self._first[track] + self._random.integers(count))
        if chunk == other_than and count > 1:
            step = int(self._random.integers(1, count))
            chunk = int(self._first[track]) + (chunk - int(self._first[track]) + step) % count
        return chunk
