"""The neighbourhood beside everything else: who waits for the index, and who does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.index.cache import CachedIndex
from engine.index.hnsw import HnswIndex
from engine.index.limits import Limits
from engine.library import neighbourhood
from engine.library.neighbourhood import Neighbourhood
from engine.types import Heard, Tags

MODEL, DIMENSION, TRACKS = "abc", 8, 40


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "embedder", DIMENSION)
    folder = store.add_folder(tmp_path)
    records = [FileRecord(f"{i}.mp3", 1, 1, str(i), Tags(title=str(i))) for i in range(TRACKS)]
    hear(store, store.save_files(folder.id, records)[:-1])
    yield store
    store.close()


def hear(store: Store, track_ids: list[int]) -> None:
    store.embeddings.save(MODEL, [Heard(i, str(i - 1), vector(i)) for i in track_ids])


def vector(track_id: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    drawn = np.random.default_rng(track_id).normal(size=DIMENSION)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


def nearest(around: Neighbourhood, track_id: int) -> int:
    return around.around().near(vector(track_id), 1, frozenset())[0].track.id


def test_only_a_search_waits_until_the_index_is_open(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, go_on = threading.Event(), threading.Event()

    class Slow(CachedIndex):
        def __init__(self, folder: Path, *rest: object) -> None:
            opening.set()
            assert go_on.wait(60)
            super().__init__(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbourhood, "CachedIndex", Slow)
    place = Neighbourhood(tmp_path / "index", store)
    place.prepare()
    assert opening.wait(60)
    with ThreadPoolExecutor() as threads:
        search = threads.submit(nearest, place, 7)
        assert len(place) == TRACKS - 1
        assert len(store.tracks(MODEL)) == TRACKS
        assert not search.done()
        go_on.set()
        assert search.result(60) == 7
    place.close(save=False)


def test_what_is_heard_is_found_once_it_is_taken_in(tmp_path: Path, store: Store) -> None:
    place = Neighbourhood(tmp_path / "index", store)
    assert nearest(place, TRACKS) != TRACKS
    hear(store, [TRACKS])
    place.catch_up()
    assert nearest(place, TRACKS) == TRACKS
    place.close(save=True)
    again = Neighbourhood(tmp_path / "index", store)
    assert nearest(again, TRACKS) == TRACKS
    again.close(save=False)


def test_who_prepares_it_after_the_end_is_late(tmp_path: Path, store: Store) -> None:
    place = Neighbourhood(tmp_path / "index", store)
    place.close(save=True)
    store.close()
    before = threading.active_count()
    place.prepare()
    assert threading.active_count() == before


def test_a_new_model_brings_its_own_index(tmp_path: Path, store: Store) -> None:
    place = Neighbourhood(tmp_path / "index", store)
    assert len(place) == TRACKS - 1
    store.embeddings.register("new", "embedder", DIMENSION)
    store.embeddings.save("new", [Heard(3, "2", vector(99))])
    place.serve("new")
    assert len(place) == 1
    assert [n.track.id for n in place.around().near(vector(99), 5, frozenset())] == [3]
    place.close(save=False)


def test_a_saved_graph_is_read_once_somebody_looks_around(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(rows_a_step=0, fresh=0, few=0)
    monkeypatch.setattr(neighbourhood, "CachedIndex", partial(CachedIndex, limits=limits))
    made = Neighbourhood(tmp_path / "index", store)
    made.save()
    made.close(save=True)
    place = Neighbourhood(tmp_path / "index", store)
    place.prepare()
    settled(place)
    place.save()
    assert opened(place).on_disk
    assert nearest(place, 7) == 7
    settled(place)
    assert not opened(place).on_disk
    assert nearest(place, 7) == 7
    place.close(save=True)


def settled(place: Neighbourhood) -> None:
    assert place._preparation
    place._preparation.join(60)


def opened(place: Neighbourhood) -> HnswIndex:
    assert place._cached
    return place._cached.index


def test_words_for_nearness_go_by_the_model_that_serves(tmp_path: Path, store: Store) -> None:
    """The same tracks to a second model, all of whose cosines are high."""
    place = Neighbourhood(tmp_path / "index", store)
    pairs = [(one, other) for one in range(1, 8) for other in range(one + 1, TRACKS)]
    told = [place.around().told(*pair) for pair in pairs]
    assert len(set(told)) > 1
    store.embeddings.register("crowded", "tagger", DIMENSION + 1)
    crowded = [np.append(vector(i), 3).astype(np.float32) / np.sqrt(10) for i in range(1, TRACKS)]
    heard = [Heard(i, str(i - 1), each) for i, each in enumerate(crowded, 1)]
    store.embeddings.save("crowded", heard)
    place.serve("crowded")
    assert [place.around().told(*pair) for pair in pairs] == told
    assert place.around().told(1, TRACKS) == (), "it was heard by nobody"
