from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.index.cache import CachedIndex
from engine.index.limits import Limits
from engine.types import Heard, Tags

MODEL, DIMENSION = "abc", 8
WITH_GRAPH = Limits(rows_a_step=0, fresh=2, few=0, dead=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Twenty tracks that the model has heard, ten that it has not."""
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "embedder", DIMENSION)
    folder = store.add_folder(tmp_path)
    records = [FileRecord(f"{i}.mp3", 1, 1, str(i), Tags(title=str(i))) for i in range(30)]
    store.save_files(folder.id, records)
    hear(store, *range(1, 21))
    yield store
    store.close()


def hear(store: Store, *track_ids: int, seed: int = 0) -> None:
    heard = [Heard(i, str(i - 1), vector(i, seed)) for i in track_ids]
    store.embeddings.save(MODEL, heard)


def vector(track_id: int, seed: int = 0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    drawn = np.random.default_rng([track_id, seed]).normal(size=DIMENSION)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


def opened(tmp_path: Path, store: Store, *, settle: bool = True) -> CachedIndex:
    cached = CachedIndex(tmp_path / "index", store.embeddings, MODEL, DIMENSION, limits=WITH_GRAPH)
    if settle:
        cached.settle()
    return cached


def found(cached: CachedIndex, track_id: int, seed: int = 0) -> bool:
    """Whether the track is where this vector of it says."""
    ids, similarities = cached.index.search(vector(track_id, seed), 1)
    return bool(ids[0] == track_id and similarities[0] > 1 - 1e-5)


def files(tmp_path: Path) -> dict[str, Path]:
    (folder,) = (tmp_path / "index").iterdir()
    return {path.name: path for path in folder.iterdir()}


def test_it_is_built_once_and_read_from_then_on(tmp_path: Path, store: Store) -> None:
    first = opened(tmp_path, store)
    first.save()
    again = opened(tmp_path, store)
    assert (first.rebuilt, again.rebuilt) == (True, False)
    assert len(again.index) == again.index.settled == 20
    assert all(found(again, i) for i in range(1, 21))


def test_it_answers_before_its_graph_is_loaded(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    again = opened(tmp_path, store, settle=False)
    assert all(found(again, i) for i in range(1, 21))


def test_new_tracks_are_added_to_what_was_saved(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    hear(store, *range(21, 28))
    again = opened(tmp_path, store)
    assert (again.rebuilt, len(again.index)) == (False, 27)
    assert again.index.settled > 20
    assert all(found(again, i) for i in range(1, 28))


def test_a_replaced_vector_is_taken_in_without_building_anew(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    hear(store, 5, 6, 7, seed=1)
    for _ in range(2):
        again = opened(tmp_path, store)
        assert (again.rebuilt, len(again.index)) == (False, 20)
        assert all(found(again, i, seed=1) for i in (5, 6, 7))
        assert not any(found(again, i) for i in (5, 6, 7))
        assert all(found(again, i) for i in (1, 2, 20))
        again.save()


def test_a_vector_that_the_store_dropped_is_not_found(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    store.embeddings.forget_other_sounds([(5, "another sound")])
    again = opened(tmp_path, store)
    assert (again.rebuilt, len(again.index)) == (False, 19)
    assert 5 not in again.index.search(vector(5), 20)[0]


def test_when_much_was_replaced_only_what_counts_is_kept(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    hear(store, *range(1, 12), seed=1)
    for _ in range(2):
        again = opened(tmp_path, store)
        assert (again.rebuilt, again.index.rows) == (False, 20)
        assert all(found(again, i, seed=1) for i in range(1, 12))
        assert all(found(again, i) for i in range(12, 21))
        again.save()


def test_an_index_that_was_refused_is_replaced_even_by_one_of_its_name(
    tmp_path: Path, store: Store
) -> None:
    opened(tmp_path, store, settle=False).save()
    hear(store, *range(1, 20), seed=1)
    replaced = opened(tmp_path, store, settle=False)
    replaced.save()
    (saved,) = (tmp_path / "index").iterdir()
    (saved / "seal.json").write_text("nonsense")
    opened(tmp_path, store, settle=False).save()
    assert not opened(tmp_path, store, settle=False).rebuilt


def test_a_library_put_back_from_a_copy_gets_none_of_its_future(
    tmp_path: Path, store: Store
) -> None:
    """Its writes have the numbers of those that the index knows, and are others."""
    shutil.copy(tmp_path / "library.db", tmp_path / "copy.db")
    shutil.copy(tmp_path / "library.db-wal", tmp_path / "copy.db-wal")
    hear(store, 21, 22, 23)
    opened(tmp_path, store).save()
    copy = Store(tmp_path / "copy.db")
    hear(copy, 21, 22, 23, seed=1)
    again = opened(tmp_path, copy)
    assert again.rebuilt
    assert all(found(again, i, seed=1) for i in (21, 22, 23))
    copy.close()


def test_what_was_heard_after_the_copy_was_made_is_not_believed(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy knows an older vector of the track, written before those that are compared."""
    monkeypatch.setattr("engine.index.cache.LAST_WRITES", 3)
    shutil.copy(tmp_path / "library.db", tmp_path / "copy.db")
    shutil.copy(tmp_path / "library.db-wal", tmp_path / "copy.db-wal")
    hear(store, 5, seed=1)
    opened(tmp_path, store).save()
    copy = Store(tmp_path / "copy.db")
    again = opened(tmp_path, copy)
    assert again.rebuilt
    assert found(again, 5)
    copy.close()


def test_an_index_of_another_library_is_not_used(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    other = Store(tmp_path / "other.db")
    other.embeddings.register(MODEL, "embedder", DIMENSION)
    folder = other.add_folder(tmp_path)
    records = [FileRecord(f"{i}.mp3", 1, 1, str(i), Tags(title=str(i))) for i in range(30)]
    other.save_files(folder.id, records)
    hear(other, *range(1, 21), seed=1)
    again = opened(tmp_path, other)
    assert again.rebuilt
    assert all(found(again, i, seed=1) for i in range(1, 21))
    other.close()


@pytest.mark.parametrize("name", ["ids.i64", "vectors.f32", "seal.json"])
@pytest.mark.parametrize("how", ["one byte", "cut short", "gone"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, store: Store, name: str, how: str) -> None:
    opened(tmp_path, store).save()
    damage(files(tmp_path)[name], how)
    again = opened(tmp_path, store)
    assert again.rebuilt
    assert all(found(again, i) for i in range(1, 21))


@pytest.mark.parametrize("how", ["one byte", "cut short", "gone"])
def test_a_damaged_graph_is_built_anew(tmp_path: Path, store: Store, how: str) -> None:
    opened(tmp_path, store).save()
    damage(files(tmp_path)["graph.hnsw"], how)
    again = opened(tmp_path, store)
    assert all(found(again, i) for i in range(1, 21))
    hear(store, 21)
    again.catch_up()
    again.save()
    once_more = opened(tmp_path, store)
    assert not once_more.rebuilt
    assert all(found(once_more, i) for i in range(1, 22))


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
    elif how == "cut short":
        path.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def test_only_the_newest_is_kept(tmp_path: Path, store: Store) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / f"{MODEL}.20.20.hnsw").write_bytes(b"as it was kept in former days")
    cached = opened(tmp_path, store)
    cached.save()
    hear(store, 25)
    cached.catch_up()
    cached.save()
    assert len(list((tmp_path / "index").iterdir())) == 1
    assert len(opened(tmp_path, store).index) == 21


def test_a_graph_that_did_not_change_is_not_written_again(tmp_path: Path, store: Store) -> None:
    opened(tmp_path, store).save()
    graph = files(tmp_path)["graph.hnsw"].stat()
    hear(store, 21)
    cached = opened(tmp_path, store, settle=False)
    cached.save()
    assert files(tmp_path)["graph.hnsw"].stat().st_mtime_ns == graph.st_mtime_ns
    again = opened(tmp_path, store)
    assert all(found(again, i) for i in range(1, 22))
