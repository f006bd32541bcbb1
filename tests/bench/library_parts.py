"""A library of 100,000 tracks in its real database: finding parts of it, opening its index."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.catalog.store import FileRecord, Store
from engine.index.base import Vectors
from engine.index.cache import CachedIndex
from engine.types import Heard, Tags, Within

TRACKS, PAGE, TIMES = 100_000, 10_000, 5
MODEL = "model"


def parts_of_a_library(make: Callable[[int, int], Vectors]) -> list[str]:
    """Lines that say how long each took."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place, "library.db"))
        try:
            vectors = make(TRACKS, 3)
            _fill(store, vectors)
            return [*_parts(store), *_opening(store, Path(place, "index"), vectors.shape[1])]
        finally:
            store.close()


def _fill(store: Store, vectors: Vectors) -> None:
    store.embeddings.register(MODEL, "embedder", vectors.shape[1])
    folder = store.add_folder(Path("/music"))
    dice = random.Random(1)
    for start in range(0, TRACKS, PAGE):
        records = [_record(number, dice) for number in range(start, start + PAGE)]
        ids = store.save_files(folder.id, records)
        store.embeddings.save(
            MODEL,
            [
                Heard(track_id, record.identity, vectors[start + place])
                for place, (track_id, record) in enumerate(zip(ids, records, strict=True))
            ],
        )


def _record(number: int, dice: random.Random) -> FileRecord:
    tags = Tags(
        title=f"Title {number}",
        artist=f"Artist {number // 30}",
        album=f"Album {number // 10}",
        date=str(1950 + dice.randrange(75)),
        genres=tuple(f"Genre {dice.randrange(100)}" for _ in range(dice.choice((1, 1, 2)))),
    )
    path = f"Artist {number // 30}/Album {number // 10}/{number}.flac"
    return FileRecord(path, 1, 1, str(number), tags)


def _parts(store: Store) -> list[str]:
    parts = {
        "a genre": Within(genre="genre 7"),
        "a decade": Within(decade=1990),
        "a folder": Within(folder=Path("/music/Artist 7")),
        "all three": Within("genre 7", 1990, Path("/music/Artist 7")),
    }
    taken = {
        name: _milliseconds(lambda within=within: store.parts.ids(within))  # type: ignore[misc]
        for name, within in parts.items()
    }
    return [f"The tracks of {name}, of {TRACKS:,}: {ms:.1f} ms" for name, ms in taken.items()]


def _opening(store: Store, folder: Path, dimension: int) -> list[str]:
    def opened() -> CachedIndex:
        return CachedIndex(folder, store.embeddings, MODEL, dimension)

    began = time.perf_counter()
    first = opened()
    answering = time.perf_counter() - began
    first.settle()
    built = time.perf_counter() - began
    first.save()
    again = _milliseconds(opened) / 1e3
    return [
        f"Its index without a file: answers after {answering:.2f} s, with a graph {built:.1f} s",
        f"Its index from its file, compared with the database: answers after {again:.2f} s",
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of a few times."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - began))
    return sorted(taken)[TIMES // 2]
