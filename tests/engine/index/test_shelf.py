from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.index.shelf import Shelf

VECTORS = np.arange(40 * 3, dtype=np.float32).reshape(40, 3)
TOWARDS = np.array([1, 0, 0], np.float32)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.index.shelf.BLOCK", 16)


def filled() -> Shelf:
    shelf = Shelf(3)
    for start in range(0, 40, 5):
        shelf.append(np.arange(start, start + 5) + 100, VECTORS[start : start + 5])
    return shelf


def test_vectors_are_read_across_blocks() -> None:
    assert np.array_equal(filled().vectors(10, 35), VECTORS[10:35])


def test_the_nearest_are_found_across_blocks() -> None:
    rows, products = filled().nearest(TOWARDS, 3, 5, 36)
    assert rows.tolist() == [35, 34, 33]
    assert products.tolist() == [105, 102, 99]


def test_the_nearest_of_some_rows() -> None:
    shelf = filled()
    rows = shelf.rows(np.array([139, 101, 117, 999, -1]))
    assert shelf.nearest_of(TOWARDS, 2, rows)[0].tolist() == [39, 17]
    assert shelf.nearest(TOWARDS, 2, 0, 40, rows)[0].tolist() == [39, 17]


def test_a_replaced_vector_keeps_its_row_and_loses_its_id() -> None:
    shelf = filled()
    assert shelf.append(np.array([139]), VECTORS[:1]).tolist() == [39]
    assert (len(shelf), shelf.held) == (41, 40)
    assert shelf.rows(np.array([139])).tolist() == [40]
    assert shelf.nearest(TOWARDS, 1, 0, 41)[0].tolist() == [38]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    shelf = filled()
    shelf.remove(np.array([103]))
    with (tmp_path / "ids").open("wb") as ids, (tmp_path / "vectors").open("wb") as vectors:
        shelf.write(ids, vectors)
    again = Shelf.read(tmp_path / "ids", tmp_path / "vectors", 3)
    assert (len(again), again.held) == (40, 39)
    assert again.ids.tolist() == shelf.ids.tolist()
    assert np.array_equal(again.vectors(0, 40), VECTORS)
    assert again.rows(np.array([102, 103])).tolist() == [2]
    assert again.append(np.array([103]), VECTORS[:1]).tolist() == []


def test_what_counts_moves_and_follows() -> None:
    shelf = filled()
    shelf.remove(np.array([100, 139]))
    ids = shelf.ids.copy()
    moved = shelf.living(ids)
    shelf.append(np.array([101, 200]), VECTORS[:2])
    shelf.remove(np.array([102]))
    moved.follow(shelf, ids)
    assert moved.held == shelf.held == 38
    assert sorted(moved.ids[moved.ids >= 0]) == sorted(shelf.ids[shelf.ids >= 0])
    for number in np.array([[101], [103], [138], [200]]):
        (there,), (here,) = shelf.rows(number), moved.rows(number)
        assert np.array_equal(moved.vectors(here, here + 1), shelf.vectors(there, there + 1))
    assert moved.rows(np.array([100, 102, 139])).tolist() == []
