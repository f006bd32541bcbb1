"""One contract for every index, and what only the approximate one has to show."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.index.base import Ids, Index, Vectors
from engine.index.exact import ExactIndex
from engine.index.hnsw import HnswIndex
from engine.index.limits import Limits
from engine.index.seal import Seal, checksum

DIMENSION = 16
GRAPH_ALWAYS = Limits(rows_a_step=0, fresh=0, few=0)


class Settled(HnswIndex):
    """All that was added is in the graph, however little it is, and looked for there."""

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension, limits=GRAPH_ALWAYS)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        super().add(ids, vectors)
        self.settle()


class HalfSettled(HnswIndex):
    """Always some that are in the graph and some that are not yet."""

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension, limits=Limits(rows_a_step=0, fresh=30, few=20))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        super().add(ids, vectors)
        self.settle()


class Moving(HnswIndex):
    """What counts moves to a new shelf whenever a single vector counts no more."""

    def __init__(self, dimension: int) -> None:
        limits = Limits(rows_a_step=0, fresh=30, few=20, dead=0, dead_share=0)
        super().__init__(dimension, limits=limits)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        super().add(ids, vectors)
        self.settle()

    def remove(self, ids: Ids) -> None:
        super().remove(ids)
        self.settle()


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def numbers(*ids: int) -> NDArray[np.int64]:
    return np.array(ids, dtype=np.int64)


@pytest.fixture(params=[ExactIndex, HnswIndex, Settled, HalfSettled, Moving])
def index(request: pytest.FixtureRequest) -> Index:
    make: Callable[[int], Index] = request.param
    return make(DIMENSION)


def test_an_empty_index_has_no_neighbours(index: Index) -> None:
    ids, similarities = index.search(unit_vectors(1)[0], 5)
    assert (len(ids), len(similarities), len(index)) == (0, 0, 0)
    assert len(index.search(unit_vectors(1)[0], 5, numbers(1, 2))[0]) == 0


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
    assert index.search(first, 2)[0].tolist().count(1) == 1


def test_of_an_id_twice_in_one_batch_the_later_counts(index: Index) -> None:
    first, second, other = unit_vectors(3)
    index.add(numbers(5, 6, 5), np.stack([first, other, second]))
    ids, similarities = index.search(second, 3)
    assert (ids[0], len(ids), len(index)) == (5, 2, 2)
    assert similarities[0] == pytest.approx(1, abs=1e-5)


def test_a_removed_vector_is_not_found_until_it_is_added_again(index: Index) -> None:
    vectors = unit_vectors(10)
    index.add(np.arange(10), vectors)
    index.remove(numbers(4, 99))
    assert 4 not in index.search(vectors[4], 10)[0]
    assert len(index.search(vectors[4], 10)[0]) == 9
    assert len(index.search(vectors[4], 10, numbers(4))[0]) == 0
    index.add(numbers(4), vectors[4:5])
    assert index.search(vectors[4], 1)[0][0] == 4


def test_when_all_are_removed_nothing_is_found(index: Index) -> None:
    index.add(np.arange(40), unit_vectors(40))
    index.remove(np.arange(40))
    assert (len(index), len(index.search(unit_vectors(1)[0], 5)[0])) == (0, 0)


def test_it_grows_past_its_first_room(index: Index) -> None:
    for start in range(0, 3_000, 500):
        index.add(np.arange(start, start + 500), unit_vectors(500, seed=start))
    assert len(index) == 3_000
    for start in range(0, 3_000, 500):
        assert index.search(unit_vectors(500, seed=start)[7], 1)[0][0] == start + 7


@pytest.mark.parametrize("among", [1, 10, 60, 700, 2_000])
def test_only_those_among_which_it_looks_are_found(index: Index, among: int) -> None:
    vectors, queries = unit_vectors(2_000), unit_vectors(30, seed=1)
    index.add(np.arange(2_000), vectors)
    wanted = np.random.default_rng(among).permutation(2_000)[:among]
    oracle = ExactIndex(DIMENSION)
    oracle.add(wanted, vectors[wanted])
    shared = 0
    for query in queries:
        found = index.search(query, 20, np.append(wanted, 5_000))[0].tolist()
        assert len(found) == min(20, among)
        shared += len(set(found) & set(oracle.search(query, 20)[0].tolist()))
    assert shared / (min(20, among) * len(queries)) >= 0.95


def test_what_is_added_by_several_threads_is_found_by_others(index: Index) -> None:
    vectors = unit_vectors(1_200)
    added = threading.Event()

    def add(start: int) -> None:
        for first in range(start, start + 300, 25):
            index.add(np.arange(first, first + 25), vectors[first : first + 25])
            assert index.search(vectors[first], 1)[0][0] == first

    def search(seed: int) -> int:
        searches = 0
        for query in np.tile(unit_vectors(50, seed), (1_000, 1)):
            similarities = index.search(query, 10)[1]
            assert np.all(np.diff(similarities) <= 0)
            searches += 1
            if added.is_set():
                break
        return searches

    with ThreadPoolExecutor() as threads:
        searchers = [threads.submit(search, seed) for seed in (1, 2)]
        adders = [threads.submit(add, start) for start in range(0, 1_200, 300)]
        for adder in adders:
            adder.result()
        added.set()
        assert all(searcher.result() for searcher in searchers)
    assert len(index) == 1_200
    assert [int(index.search(vector, 1)[0][0]) for vector in vectors] == list(range(1_200))


def test_what_several_threads_replace_over_and_over_is_found_where_it_is(index: Index) -> None:
    vectors = unit_vectors(500).reshape(5, 100, DIMENSION)
    replaced = threading.Event()

    def replace(start: int) -> None:
        for latest in vectors:
            for first in range(start, start + 50, 25):
                index.add(np.arange(first, first + 25), latest[first : first + 25])
                assert index.search(latest[first], 1)[0][0] == first

    def search(seed: int) -> int:
        searches = 0
        for query in np.tile(unit_vectors(50, seed), (1_000, 1)):
            ids, similarities = index.search(query, 10)
            assert len(set(ids.tolist())) == len(ids)
            assert np.all(np.diff(similarities) <= 0)
            searches += 1
            if replaced.is_set():
                break
        return searches

    index.add(np.arange(100), vectors[-1])
    with ThreadPoolExecutor() as threads:
        searchers = [threads.submit(search, seed) for seed in (1, 2)]
        writers = [threads.submit(replace, start) for start in (0, 50)]
        for writer in writers:
            writer.result()
        replaced.set()
        assert all(searcher.result() for searcher in searchers)
    assert len(index) == 100
    assert [int(index.search(vector, 1)[0][0]) for vector in vectors[-1]] == list(range(100))


def test_however_often_vectors_are_replaced_few_old_ones_are_kept() -> None:
    index = HnswIndex(DIMENSION, limits=Limits(dead=100, dead_share=0.3))
    most = 0
    for seed in range(40):
        vectors = unit_vectors(500, seed)
        index.add(np.arange(500) + 500 * (seed % 2), vectors)
        index.settle()
        most = max(most, index.rows)
        assert index.search(vectors[7], 1)[0][0] == 7 + 500 * (seed % 2)
    assert len(index) == 1_000
    assert most <= 1_000 / 0.7


@pytest.mark.parametrize("make", [Settled, HalfSettled])
def test_the_approximate_index_agrees_with_the_oracle(make: Callable[[int], Index]) -> None:
    vectors, queries = unit_vectors(2_000), unit_vectors(50, seed=1)
    exact, graph = ExactIndex(DIMENSION), make(DIMENSION)
    for index in (exact, graph):
        index.add(np.arange(2_000), vectors)
    shared = [
        len(set(exact.search(q, 20)[0].tolist()) & set(graph.search(q, 20)[0].tolist()))
        for q in queries
    ]
    assert sum(shared) / (20 * len(queries)) >= 0.98


def test_what_was_replaced_while_a_graph_was_built_is_not_found_in_it() -> None:
    vectors, other = unit_vectors(2_000), unit_vectors(1, seed=1)[0]
    index = HnswIndex(DIMENSION, limits=GRAPH_ALWAYS)
    index.add(np.arange(2_000), vectors)

    def replaced() -> bool:
        if len(index) == 2_000:
            index.add(numbers(3), other[None])
            index.remove(numbers(4))
        return False

    index.settle(replaced)
    assert index.search(other, 1)[0][0] == 3
    assert index.search(vectors[3], 1)[0][0] != 3
    assert 4 not in index.search(vectors[4], 100)[0]


def test_a_build_that_is_broken_off_keeps_all_findable() -> None:
    vectors = unit_vectors(2_000)
    index = HnswIndex(DIMENSION, limits=GRAPH_ALWAYS)
    index.add(np.arange(2_000), vectors)
    asked = iter([False, False, True, True])
    index.settle(lambda: next(asked))
    assert 0 < index.settled < 2_000
    found = [int(index.search(vector, 1)[0][0]) for vector in vectors]
    assert found == list(range(2_000))


def replaced_for_the_most_part() -> tuple[HnswIndex, Vectors]:
    """Two thousand vectors in a graph, and as many that replaced all but a hundred of them."""
    limits = Limits(rows_a_step=0, fresh=0, few=0, dead=0)
    index, vectors = HnswIndex(DIMENSION, limits=limits), unit_vectors(2_000)
    index.add(np.arange(2_000), vectors)
    index.settle()
    vectors[100:] = unit_vectors(1_900, seed=1)
    index.add(np.arange(100, 2_000), vectors[100:])
    return index, vectors


def test_what_changes_while_vectors_move_is_taken_along() -> None:
    index, vectors = replaced_for_the_most_part()
    other, new = unit_vectors(2, seed=2)

    def changing() -> bool:
        if len(index) == 2_000:
            index.add(numbers(3, 2_500), np.stack([other, new]))
            index.remove(numbers(4, 1_500))
        return False

    index.settle(changing)
    assert (len(index), index.rows < 2_100) == (1_999, True)
    assert [index.search(vector, 1)[0][0] for vector in (other, new)] == [3, 2_500]
    assert index.search(vectors[3], 1)[0][0] != 3
    for gone in (4, 1_500):
        assert gone not in index.search(vectors[gone], 100)[0]
    kept = [i for i in range(2_000) if i not in {3, 4, 1_500}]
    assert [int(index.search(vectors[i], 1)[0][0]) for i in kept] == kept


def test_a_move_that_is_broken_off_has_not_happened() -> None:
    index, vectors = replaced_for_the_most_part()
    index.settle(lambda: True)
    assert index.rows == 3_900
    index.settle()
    assert index.rows == 2_000
    assert [int(index.search(v, 1)[0][0]) for v in vectors] == list(range(2_000))


def test_vectors_that_move_while_the_index_is_saved_are_saved_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, vectors = replaced_for_the_most_part()

    def move_and_sum(path: Path) -> int:
        index.settle()
        return checksum(path)

    monkeypatch.setattr("engine.index.hnsw.checksum", move_and_sum)
    checksums, settled = index.save(tmp_path)
    assert index.rows == 2_000
    Seal(checksums, {}).put_on(tmp_path)
    saved = HnswIndex.open(tmp_path, DIMENSION, settled, Seal.of(tmp_path), GRAPH_ALWAYS)
    saved.settle()
    for each in (index, saved):
        assert [int(each.search(v, 1)[0][0]) for v in vectors] == list(range(2_000))
