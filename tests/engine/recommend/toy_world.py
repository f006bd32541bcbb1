"""A toy world whose answer is known, and everything that recommends, made from it.

Two camps of six tracks that never meet: not in sound, tags, playlists or among listeners. In each
camp what has a higher number is in fewer lists, and less likely played again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from engine.index.base import Ids
from engine.index.exact import ExactIndex
from engine.models.item import Item
from engine.models.listeners_file import Space
from engine.recommend.blend.blend import Blend
from engine.recommend.blend.fondness import Likes, Replay
from engine.recommend.blend.lists import listed
from engine.recommend.blend.sound import Sound
from engine.recommend.blend.tags import Tags
from engine.recommend.blend.together import Together
from engine.recommend.blend.voice import Voice
from engine.recommend.continuation import (
    Continuation,
    NearVectors,
    Neighbours,
    Popular,
    Question,
    best,
)
from engine.training.plays.play import Play
from engine.training.plays.tally import Tallying
from engine.types import Signal, Weights

CALM, LOUD = tuple(range(10, 16)), tuple(range(20, 26))
NEW, UNKNOWN = 30, 99
"""A track with nothing but a sound, that of the calm ones; and one nobody knows anything of."""
LISTS = tuple(camp[:end] for camp in (CALM, LOUD) for end in (6, 5, 4, 3, 2))
Found = list[tuple[int, float]]
Recommend = Callable[[Sequence[int], int], Found]


@dataclass(frozen=True)
class World:
    """What is known; `lists` serve as playlists and as listeners."""

    lists: Sequence[Sequence[int]] = LISTS
    heard: Sequence[int] = (*CALM, *LOUD, NEW)

    def vector(self, track: int) -> NDArray[np.float32]:
        """Camps stand at right angles; who has a higher number stands a little farther off."""
        turn = 0.05 * (track % 10)
        spot = np.array([np.cos(turn), np.sin(turn), 0, 0], np.float32)
        return np.roll(spot, 2) if track in LOUD else spot

    def vectors(self, ids: Ids) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
        """Of those that were heard."""
        known = [track for track in ids.tolist() if track in self.heard]
        table = [self.vector(track) for track in known] or np.empty((0, 4))
        return np.isin(ids, self.heard), np.asarray(table, np.float32).reshape(-1, 4)

    def tags(self, ids: Ids) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
        """Two tags, one of each camp; of the new track none was heard."""
        known = np.isin(ids, self.heard) & (ids != NEW)
        loud = np.isin(ids[known], LOUD)
        return known, np.stack([~loud, loud], 1).astype(np.float32)

    def genres(self, ids: Ids) -> dict[int, frozenset[str]]:
        """One for each camp."""
        named = {**dict.fromkeys(CALM, "calm"), **dict.fromkeys(LOUD, "loud")}
        known = [track for track in ids.tolist() if track in named and track in self.heard]
        return {track: frozenset({named[track]}) for track in known}

    def index(self) -> ExactIndex:
        """Of what was heard."""
        index = ExactIndex(4)
        if self.heard:
            index.add(np.array(self.heard), np.stack([self.vector(t) for t in self.heard]))
        return index

    def voices(self) -> dict[Signal, Voice]:
        """Every signal."""
        ids = np.array(sorted(self.heard), np.int64)
        liked = np.array([t for t in CALM[:2] if t in self.heard], np.int64)
        every: list[Voice] = [
            Sound(self.index(), self.vectors),
            Tags(self.tags, self.genres),
            Together.of_playlists(*listed(self.lists)),
            Together.of_listeners(*listed(self.lists)),
            Replay(ids, (1 / (1 + ids % 10 + (ids >= 20))).astype(np.float32)),
            Likes(liked, self.vectors),
        ]
        return {voice.signal: voice for voice in every}


@dataclass(frozen=True)
class Recommender:
    """A way to recommend, made from a world."""

    name: str
    made: Callable[[World], Recommend]
    by_seeds: bool = True
    """Whether the seeds matter; otherwise `order` is always the answer."""
    order: Sequence[int] = field(default=())
    shown: bool = True
    """Whether its figures are shown, so that they have to lie in 0–1."""


def of_voices(*signals: Signal) -> Callable[[World], Recommend]:
    """The blend with only these signals counting, the sound finding for them."""

    def made(world: World) -> Recommend:
        voices = world.voices()
        asked = [voices[signal] for signal in dict.fromkeys((Signal.SOUND, *signals))]
        weights = Weights(**{s.value: float(s in signals) for s in Signal})
        blend = Blend(asked, weights)

        def recommend(seeds: Sequence[int], count: int) -> Found:
            found = blend.goes_with(np.array(seeds, np.int64))
            return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))[:count]

        return recommend

    return made


def of_ways(way: Callable[[World, Ids, csr_matrix], Continuation]) -> Callable[[World], Recommend]:
    """What continues playlists, over the tracks of the lists."""

    def made(world: World) -> Recommend:
        ids, lists = listed(world.lists)

        def recommend(seeds: Sequence[int], count: int) -> Found:
            if not len(ids):
                return []
            known = np.unique(np.array([t for t in seeds if t in ids], np.int64))
            rows = np.searchsorted(ids, known)
            scores = way(world, ids, lists).scores(Question.of(rows))
            found = best(scores, count, rows)
            return [(int(ids[row]), float(scores[row])) for row in found.tolist()]

        return recommend

    return made


@dataclass(frozen=True)
class Factors:
    """Tracks by the vectors that factorised listening gave them."""

    space: Space

    def scores(self, question: Question) -> NDArray[np.float32]:
        """The mean likeness to the given tracks."""
        alike = [self.space.alike(row) for row in question.rows.tolist()]
        return np.asarray(np.mean(alike or [self.space.biases], axis=0), np.float32)


def factors(folder: Path) -> Callable[[World, Ids, csr_matrix], Factors]:
    """Vectors of tracks that are learned as in earnest, each list being that of many listeners."""
    from engine.training.course import Machine
    from engine.training.listeners.recipe import ListenersRecipe
    from engine.training.listeners.train import learn

    recipe = ListenersRecipe(dimension=4, rate=0.05, batch=256, epochs=15)
    kept: dict[Sequence[Sequence[int]], Factors] = {}

    def made(world: World, ids: Ids, lists: csr_matrix) -> Factors:
        told = tuple(sorted(map(tuple, world.lists)))
        if told not in kept:
            tallying = Tallying()
            for listener, each in enumerate(told * 30):
                tallying.add(Play(str(listener), Item(str(track))) for track in each)
            output = folder / f"{len(kept)}.safetensors"
            model, _ = learn(tallying.tally("toy"), output, recipe, machine=Machine("cpu", "1"))
            places = {item.name: row for row, item in enumerate(model.items)}
            rows = [places[str(track)] for track in ids.tolist()]
            space = replace(
                model.space, items=model.space.items[rows], biases=model.space.biases[rows]
            )
            kept[told] = Factors(space)
        return kept[told]

    return made


def skip_gram(folder: Path) -> Callable[[World, Ids, csr_matrix], NearVectors]:
    """Vectors that are learned as in earnest, from the same lists told many times."""
    import json

    from engine.training.course import Machine
    from engine.training.sequence.recipe import SequenceRecipe
    from engine.training.sequence.train import train_sequence

    cpu = Machine(accelerator="cpu", devices="1")
    recipe = SequenceRecipe(dimension=4, epochs=15, subsample=0.0, least=1, rate=0.2)
    kept: dict[Sequence[Sequence[int]], NearVectors] = {}

    def made(world: World, ids: Ids, lists: csr_matrix) -> NearVectors:
        told = tuple(sorted(map(tuple, world.lists)))
        if told not in kept:
            told_of = folder / f"{len(kept)}.jsonl"
            lines = [json.dumps({"name": "", "tracks": list(map(str, each))}) for each in told]
            told_of.write_text("\n".join(lines * 30), encoding="utf-8")
            output = told_of.with_suffix(".safetensors")
            file = train_sequence([told_of], output, recipe=recipe, machine=cpu)
            rows = file.model.rows(map(str, ids.tolist()))
            kept[told] = NearVectors(file.model.learned.vectors[rows])
        return kept[told]

    return made


def recommenders(folder: Path) -> list[Recommender]:
    """Everything that recommends."""
    fall = (10, 11, 20, 12, 21, 13, 22, 14, 23, 15, 24, 25)
    return [
        *(
            Recommender(signal.value, of_voices(signal))
            for signal in (Signal.SOUND, Signal.TAGS, Signal.PLAYLISTS, Signal.LISTENERS)
        ),
        Recommender("replay", of_voices(Signal.REPLAY), by_seeds=False, order=fall),
        Recommender("likes", of_voices(Signal.LIKES), by_seeds=False, order=CALM),
        Recommender("blend", of_voices(*Signal)),
        Recommender("item-kNN", of_ways(lambda w, i, lists: Neighbours(lists)), shown=False),
        Recommender("skip-gram", of_ways(skip_gram(folder)), shown=False),
        Recommender("listeners' factors", of_ways(factors(folder / "listeners")), shown=False),
        Recommender(
            "popularity",
            of_ways(lambda w, i, lists: Popular.of(lists)),
            by_seeds=False,
            order=(10, 11, 20, 21, 12, 22, 13, 23, 14, 24, 15, 25),
            shown=False,
        ),
    ]
