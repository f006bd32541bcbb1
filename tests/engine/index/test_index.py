"""One contract for every index, and what only the approximate one has to show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.index.base import Index
from engine.index.exact import ExactIndex
from engine.index.hnsw import HnswIndex

DIMENSION = 16
Vectors = NDArray[np.float32]


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def numbers(*ids: int) -> NDArray[np.int64]:
    return np.array(ids, dtype=np.int64)


@pytest.fixture(params=[ExactIndex, HnswIndex])
def index(request: pytest.FixtureRequest) -> Index:
    make: Callable[[int], Index] = request.param
    return make(DIMENSION)


def test_an_empty_index_has_no_neighbours(index: Index) -> None:
    ids, similarities = index.search(unit_vectors(1)[0], 5)
    assert (len(ids), len(similarities), len(index)) == (0, 0, 0)


def test_a_vector_is_its_own_nearest_with_similarity_one(index: Index) -> None:
    vectors = unit_vectors(100)
    index.add(np.arange(100) + 7, vectors)
    ids, similarities = index.search(vectors[3], 4)
    assert ids[0] == 10
    assert similarities[0] == pytest.approx(1, abs=1e-5)
    assert np.all(np.diff(similarities) <= 0)


def test_fewer_come_back_when_fewer_are_there(index: Index) -> None:
    index.add(numbers(1, 2), unit_vectors(2))
    assert len(index.search(unit_vectors(1)[0], 20)[0]) == 2


def test_an_id_added_again_gets_its_new_vector(index: Index) -> None:
    first, second, other = unit_vectors(3)
    index.add(numbers(1, 2), np.stack([first, other]))
    index.add(numbers(1), second[None])
    ids, similarities = index.search(second, 1)
    assert (ids[0], len(index)) == (1, 2)
    assert similarities[0] == pytest.approx(1, abs=1e-5)


def test_a_removed_vector_is_not_found_until_it_is_added_again(index: Index) -> None:
    vectors = unit_vectors(10)
    index.add(np.arange(10), vectors)
    index.remove(numbers(4, 99))
    assert 4 not in index.search(vectors[4], 10)[0]
    index.add(numbers(4), vectors[4:5])
    assert index.search(vectors[4], 1)[0][0] == 4


def test_it_grows_past_its_first_room(index: Index) -> None:
    for start in range(0, 3_000, 500):
        index.add(np.arange(start, start + 500), unit_vectors(500, seed=start))
    assert len(index) == 3_000


def test_the_approximate_index_agrees_with_the_oracle() -> None:
    vectors, queries = unit_vectors(2_000), unit_vectors(50, seed=1)
    exact, graph = ExactIndex(DIMENSION), HnswIndex(DIMENSION)
    for index in (exact, graph):
        index.add(np.arange(2_000), vectors)
    shared = [
        len(set(exact.search(q, 20)[0].tolist()) & set(graph.search(q, 20)[0].tolist()))
        for q in queries
    ]
    assert sum(shared) / (20 * len(queries)) >= 0.98


def test_a_saved_graph_comes_back_the_same(tmp_path: Path) -> None:
    graph = HnswIndex(DIMENSION)
    graph.add(np.arange(100), unit_vectors(100))
    graph.save(tmp_path / "a.hnsw")
    again = HnswIndex.load(tmp_path / "a.hnsw", DIMENSION)
    query = unit_vectors(1, seed=5)[0]
    assert again.search(query, 10)[0].tolist() == graph.search(query, 10)[0].tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["a.hnsw"]
