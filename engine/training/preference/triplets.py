"""The stage `triplets`: an anchor, something that goes with it, something that does not.

Triplets are drawn from the distance maps, by split; what is drawn are chunks. Two ways: the
published one takes positives from the closest of an anchor's map and negatives from its farthest;
the graded one asks for any order that the graph knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import NearfieldError
from engine.training.preference.database import SPLITS, PreferenceFile
from engine.training.preference.distances import FARTHEST
from engine.training.watch import Watch

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

STAGE = "triplets"
_UNREACHED = FARTHEST + 1
_COUNTS = (9_600, 2_000, 4_000)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How triplets are drawn."""

    graded: bool = False
    """Any order that the graph knows, instead of the closest and the farthest only."""
    beyond: bool = True
    """What the walk did not reach is the farthest of all; else it is in no triplet."""
    train: int = _COUNTS[0]
    validation: int = _COUNTS[1]
    test: int = _COUNTS[2]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Rings:
    """What lies around an anchor: the nodes at each distance, itself at 0, nearest ring first."""

    steps: tuple[float, ...]
    nodes: tuple[NDArray[np.int64], ...]


def keep_triplets(file: PreferenceFile, drawing: Drawing, watch: Watch) -> None:
    """Draw each split's triplets; raises NearfieldError if one has too little music, Cancelled."""
    if not file.begin(STAGE, asdict(drawing)):
        return
    *_, central = file.graph()
    for place, split in enumerate(SPLITS):
        watch.step("Drawing triplets", place, len(SPLITS))
        chunks = _by_node(file, split)
        maps = {anchor: file.distances(anchor) for anchor in central if anchor in chunks}
        graded = drawing.graded and split != "test"  # examined as published, whatever the recipe
        draw = TripletDraw(maps, chunks, graded=graded, beyond=drawing.beyond)
        if not draw:
            raise NearfieldError(
                "There is too little music to learn from",
                f"In the split {split!r} nothing is nearer to anything than the rest. Training"
                " needs several artists, and tags or playlists that tell what goes with what.",
            )
        random = np.random.default_rng((drawing.seed, place))
        file.keep_triplets(split, draw.draw(getattr(drawing, split), random))
    watch.step("Drawing triplets", len(SPLITS), len(SPLITS))
    file.finish(STAGE)


def _by_node(file: PreferenceFile, split: str) -> dict[int, list[int]]:
    chunks: dict[int, list[int]] = defaultdict(list)
    for chunk, _, node in file.chunks(split):
        chunks[node].append(chunk)
    return dict(chunks)


class TripletDraw:
    """Draws triplets of chunks: `chunks` of each node there is, `maps` from those to anchor at."""

    def __init__(
        self,
        maps: Mapping[int, Mapping[int, float]],
        chunks: Mapping[int, Sequence[int]],
        *,
        graded: bool,
        beyond: bool,
    ) -> None:
        self._chunks = chunks
        rings = {anchor: _rings(steps, chunks, beyond=beyond) for anchor, steps in maps.items()}
        self._rings = [(anchor, ring) for anchor, ring in rings.items() if len(ring.steps) > 1]
        self._pick_rings = _any_order if graded else _closest_and_farthest

    def __bool__(self) -> bool:
        """Whether there is anything to draw: at least two nodes that differ."""
        return bool(self._rings)

    def draw(self, count: int, random: Generator) -> NDArray[np.int64]:
        """`count` triplets (count, 3) of chunks: anchor, positive, negative."""
        anchors = random.integers(len(self._rings), size=count)
        return np.array([self._triplet(int(number), random) for number in anchors])

    def _triplet(self, number: int, random: Generator) -> tuple[int, int, int]:
        anchor, rings = self._rings[number]
        near, far = self._pick_rings(rings, random)
        first = self._chunk_of(anchor, random)
        positive = self._chunk_of(int(random.choice(rings.nodes[near])), random, other_than=first)
        return first, positive, self._chunk_of(int(random.choice(rings.nodes[far])), random)

    def _chunk_of(self, node: int, random: Generator, other_than: int | None = None) -> int:
        """A chunk of a node, another one than the given where the node has several."""
        chunks = self._chunks[node]
        place = int(random.integers(len(chunks)))
        if chunks[place] == other_than and len(chunks) > 1:
            place = (place + int(random.integers(1, len(chunks)))) % len(chunks)
        return chunks[place]


def _rings(
    steps: Mapping[int, float], chunks: Mapping[int, Sequence[int]], *, beyond: bool
) -> Rings:
    """The rings around a node, of what can be heard; those out of reach may form the last one."""
    by_steps: dict[float, list[int]] = defaultdict(list)
    for node in chunks:
        if beyond or node in steps:
            by_steps[steps.get(node, _UNREACHED)].append(node)
    order = tuple(sorted(by_steps))
    return Rings(order, tuple(np.array(by_steps[step]) for step in order))


def _closest_and_farthest(rings: Rings, random: Generator) -> tuple[int, int]:
    """As published. Only a node without relatives is its own closest."""
    return min(1, len(rings.steps) - 2), len(rings.steps) - 1


def _any_order(rings: Rings, random: Generator) -> tuple[int, int]:
    """A near ring (each step halves its chance) and one farther out (farther is likelier).

    This way the graph also tells an album from the rest of the genre, and a track from all.
    """
    chances = np.array([0.5**step for step in rings.steps[:-1]])
    near = int(random.choice(len(chances), p=chances / chances.sum()))
    beyond = np.array(rings.steps[near + 1 :])
    return near, near + 1 + int(random.choice(len(beyond), p=beyond / beyond.sum()))
