from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.catalog.embedding_store import EmbeddingStore
from engine.catalog.store import FileRecord, Store
from engine.index.cache import CachedIndex
from engine.types import Heard, Tags

MODEL, DIMENSION = "abc", 8


@pytest.fixture
def embeddings(tmp_path: Path) -> EmbeddingStore:
    """Twenty tracks that the model has heard."""
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "embedder", DIMENSION)
    folder = store.add_folder(tmp_path)
    records = [FileRecord(f"{i}.mp3", 1, 1, str(i), Tags(title=str(i))) for i in range(30)]
    store.save_files(folder.id, records)
    hear(store.embeddings, *range(1, 21))
    return store.embeddings


def hear(embeddings: EmbeddingStore, *track_ids: int, seed: int = 0) -> None:
    embeddings.save(MODEL, [Heard(i, str(i - 1), vector(i, seed)) for i in track_ids])


def vector(track_id: int, seed: int = 0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    drawn = np.random.default_rng([track_id, seed]).normal(size=DIMENSION)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


def opened(tmp_path: Path, embeddings: EmbeddingStore) -> CachedIndex:
    return CachedIndex(tmp_path / "index", embeddings, MODEL, DIMENSION)


def test_it_is_built_once_and_read_from_then_on(tmp_path: Path, embeddings: EmbeddingStore) -> None:
    first = opened(tmp_path, embeddings)
    first.save()
    again = opened(tmp_path, embeddings)
    assert (first.rebuilt, again.rebuilt) == (True, False)
    assert len(again.graph) == 20


def test_new_tracks_are_added_to_what_was_saved(tmp_path: Path, embeddings: EmbeddingStore) -> None:
    opened(tmp_path, embeddings).save()
    hear(embeddings, 21, 22)
    again = opened(tmp_path, embeddings)
    assert (again.rebuilt, len(again.graph)) == (False, 22)
    assert again.graph.search(vector(22), 1)[0][0] == 22


def test_a_stale_index_is_rebuilt(tmp_path: Path, embeddings: EmbeddingStore) -> None:
    opened(tmp_path, embeddings).save()
    hear(embeddings, 5, seed=1)
    again = opened(tmp_path, embeddings)
    assert again.rebuilt
    assert len(again.graph) == 20
    assert again.graph.search(vector(5, seed=1), 1)[1][0] == pytest.approx(1, abs=1e-5)


def test_a_damaged_or_deleted_index_comes_back(tmp_path: Path, embeddings: EmbeddingStore) -> None:
    opened(tmp_path, embeddings).save()
    (saved,) = (tmp_path / "index").iterdir()
    saved.write_bytes(b"junk" * 100)
    assert len(opened(tmp_path, embeddings).graph) == 20
    saved.unlink()
    assert len(opened(tmp_path, embeddings).graph) == 20


def test_only_the_newest_file_is_kept(tmp_path: Path, embeddings: EmbeddingStore) -> None:
    index = opened(tmp_path, embeddings)
    index.save()
    hear(embeddings, 25)
    index.catch_up()
    index.save()
    assert len(list((tmp_path / "index").iterdir())) == 1
    assert len(opened(tmp_path, embeddings).graph) == 21
