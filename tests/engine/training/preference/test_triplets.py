"""Distances in the graph and the triplets drawn from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.training.preference.database import PreferenceFile
from engine.training.preference.distances import keep_distances
from engine.training.preference.graph import Node, PreferenceGraph
from engine.training.preference.triplets import TripletDraw
from engine.training.watch import Watch
from tests.engine.training.preference.conftest import heard, steps_by_name

NAMES = ["a1.flac", "a2.flac", "a3.flac", "b1.flac", "c1.flac"]
MAPS = {0: {0: 0.0, 1: 1.0, 2: 2.0, 3: 3.0}, 4: {4: 0.0}}
CHUNKS = {node: [10 * node] for node in range(5)}


def test_steps_follow_from_what_is_shared(few: PreferenceFile) -> None:
    steps = steps_by_name(few, NAMES)
    assert steps["a1.flac"] == {"a1.flac": 0, "a2.flac": 1, "a3.flac": 2, "b1.flac": 3}
    assert all(steps[other][one] == way for one in steps for other, way in steps[one].items())


def test_albums_of_the_same_name_are_not_the_same_album(few: PreferenceFile) -> None:
    assert "c1.flac" not in steps_by_name(few, NAMES)["b1.flac"]


def test_edges_lead_one_way_and_four_steps_far(tmp_path: Path) -> None:
    graph = PreferenceGraph()
    for number in range(7):
        graph.add(Node(str(number), recordings=(Path(f"{number}.flac"),)))
        graph.lead(str(number), str(number + 1))
    steps = steps_by_name(heard(tmp_path / "line.sqlite", graph), ["0", "5"])
    assert steps["0"] == {str(number): number for number in range(5)}
    assert steps["5"] == {"5": 0, "6": 1}


def test_a_stopped_walk_goes_on(few: PreferenceFile) -> None:
    done: list[int] = []
    watch = Watch(lambda doing, place, of: done.append(place), lambda: len(done) >= 3)
    with pytest.raises(Cancelled):
        keep_distances(few, watch)
    assert len(few.unmapped()) == 2
    keep_distances(few, Watch(lambda doing, place, of: done.append(place)))
    assert done == [0, 1, 2, 3, 4, 5]


def draw(count: int, chunks: dict[int, list[int]] = CHUNKS, **how: bool) -> list[list[int]]:
    settings = {"graded": False, "beyond": True} | how
    maps = {anchor: steps for anchor, steps in MAPS.items() if anchor in chunks}
    drawn = TripletDraw(maps, chunks, **settings).draw(count, np.random.default_rng(0))
    triplets: list[list[int]] = drawn.tolist()
    return triplets


def test_the_published_triplets_take_the_closest_and_the_farthest() -> None:
    of_first = [row for row in draw(100) if row[0] == 0]
    assert {row[1] for row in of_first} == {10}
    assert {row[2] for row in of_first} == {40}


def test_what_is_out_of_reach_can_be_left_out() -> None:
    drawn = draw(100, beyond=False)
    assert {row[0] for row in drawn} == {0}
    assert {row[2] for row in drawn} == {30}


def test_graded_triplets_are_in_the_order_of_the_graph() -> None:
    drawn = draw(300, graded=True)
    for anchor, positive, negative in drawn:
        steps = MAPS[anchor // 10]
        assert steps.get(positive // 10, 5) < steps.get(negative // 10, 5)
    assert len({(row[1], row[2]) for row in drawn if row[0] == 0}) > 4


def test_a_node_is_its_own_positive_in_another_chunk() -> None:
    lonely = {4: [40, 41, 42], 3: [30]}
    of_lonely = [row for row in draw(100, lonely) if row[0] >= 40]
    assert of_lonely
    assert all(row[1] >= 40 and row[1] != row[0] and row[2] == 30 for row in of_lonely)


def test_one_node_alone_gives_nothing_to_draw() -> None:
    assert not TripletDraw({0: {0: 0.0}}, {0: [1, 2]}, graded=True, beyond=True)
