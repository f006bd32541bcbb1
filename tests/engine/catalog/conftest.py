"""What several tests of the catalogue stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.catalog.store import Store
from tests.engine.catalog.scanned import MODEL


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "embedder", 2)
    yield store
    store.close()
