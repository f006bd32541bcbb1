"""How long it takes to find what goes with a track, among 100,000: `make bench-blend`.

A library in which every signal speaks: tags heard in every track, 2,000 playlists, 1,000 likes,
5,000 plays, and 2,000 listeners of 100 tracks each, drawn from a fifth of the tracks, some more
often. The same tracks are asked about by the sound alone, by the blend as it comes, and with all
six signals, taking turns, half of them tracks that stand in playlists; the first question of each,
which reads what is kept, is told apart. Then weights are fitted to the playlists, of which a
hundred are asked about. Where other work keeps the machine busy, look at the processor's time.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from engine.catalog.store import Store
from engine.library import Library
from engine.library.library import BLEND
from engine.models.weights import shipped
from engine.types import Company, Interactions, Play, PlaylistEntry, Weights
from tests.bench.large_library import PLACE, large_library

PLAYLISTS, LENGTH, LISTENERS, TASTE, LIKES, PLAYS = 2_000, 60, 2_000, 100, 1_000, 5_000
ASKED = 200
_BATCH = 5_000


def main() -> None:
    """Measure and print."""
    home = library_that_speaks()
    with Library.open(home) as library:
        library._store.imports.interactions = _listeners(library)  # type: ignore[method-assign]
        _with_its_graph(library)
        ids = np.array([track.id for track in library.tracks.all()])
        favourites = _favourites(ids)
        dice = np.random.default_rng(3)
        asked = [*dice.choice(ids, ASKED // 2), *dice.choice(favourites, ASKED // 2)]
        sides = {
            "the sound alone": Weights(),
            "the blend as it comes": None,
            "all six signals": Weights(1, 1, 1, 1, 1, 1),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
        for track_id in asked:
            for name, weights in sides.items():
                library.recommender.weigh(weights)
                began, busy = time.perf_counter(), time.process_time()
                library.recommender.similar(int(track_id))
                taken[name].append((time.perf_counter() - began, time.process_time() - busy))
        fit = _fitted(library)
    print("| `similar`, 20 tracks | first | median | p95 | processor: median | p95 |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, seconds in taken.items():
        first, rest = seconds[0][0] * 1000, np.array(seconds[1:]) * 1000
        middle, late = np.percentile(rest[:, 0], [50, 95])
        processor = " | ".join(f"{each:.1f} ms" for each in np.percentile(rest[:, 1], [50, 95]))
        print(f"| {name} | {first:.0f} ms | {middle:.1f} ms | {late:.1f} ms | {processor} |")
    print(f"\nFitting weights to it takes {fit:.1f} s of the processor, in the background.")


def library_that_speaks() -> Path:
    """The home of a large library in which every signal has something to say."""
    return _spoken_of(large_library(), PLACE / "blend")


def _fitted(library: Library) -> float:
    """Seconds of the processor that fitting weights takes; the weights are thrown away."""
    busy = time.process_time()
    library.recommender.fit()
    seconds = time.process_time() - busy
    (library.home / BLEND).unlink()
    return seconds


def _with_its_graph(library: Library) -> None:
    """Have the saved graph read, as it is in the window by the time that somebody asks again."""
    neighbourhood = library._neighbourhood
    neighbourhood.prepare()
    for _ in range(2):
        assert neighbourhood._preparation
        neighbourhood._preparation.join()
        neighbourhood.around()


def _spoken_of(source: Path, home: Path) -> Path:
    """A copy of the library, in which every signal has something to say; made once."""
    if home.is_dir():
        return home
    unfinished = home.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished)
    model, dice = shipped(), np.random.default_rng(2)
    store = Store(unfinished / "library.db")
    ids, _, _ = store.embeddings.vectors(model.model_id)
    for some in np.array_split(ids, len(ids) // _BATCH):
        scores = dice.beta(0.3, 4, (len(some), len(model.tags))).astype("<f2")
        # Beside the vectors, which are not written anew: the index over them is the saved one.
        store._db.execute_many(
            "UPDATE embeddings SET scores = ? WHERE track_id = ?",
            [(score.tobytes(), i) for i, score in zip(some.tolist(), scores, strict=True)],
        )
    favourites = _favourites(ids)
    for number in range(PLAYLISTS):
        entries = [PlaylistEntry(i) for i in _drawn(favourites, LENGTH, dice)]
        store.playlists.create(f"List {number}", entries)
    store.history.like(dice.choice(favourites, LIKES, replace=False).tolist(), True)
    for number, track in enumerate(_drawn(favourites, PLAYS, dice)):
        store.history.add(Play(track, 1_700_000_000 + 600 * number, 200.0, finished=True))
    store.close()
    unfinished.rename(home)
    return home


def _favourites(ids: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.random.default_rng(1).permutation(np.sort(ids))[: len(ids) // 5]


def _drawn(
    favourites: np.ndarray[Any, np.dtype[np.int64]], count: int, dice: np.random.Generator
) -> list[int]:
    """So many, those at the beginning the most often."""
    places = (len(favourites) * dice.random(count) ** 3).astype(np.int64)
    return [int(i) for i in favourites[places]]


def _listeners(library: Library) -> Any:
    """Other people's listening, in place of what an import would have brought."""
    favourites = _favourites(np.array([track.id for track in library.tracks.all()]))
    dice = np.random.default_rng(4)
    lists = [np.unique(_drawn(favourites, TASTE, dice)) for _ in range(LISTENERS)]
    ids, columns = np.unique(np.concatenate(lists), return_inverse=True)
    ends = np.cumsum([0, *map(len, lists)])
    table = csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(lists), len(ids)))
    nothing = Interactions(np.empty(0, np.int64), csr_matrix((0, 0), dtype=np.float32))
    return lambda kind: Interactions(ids, table) if kind is Company.LISTENERS else nothing


if __name__ == "__main__":
    main()
