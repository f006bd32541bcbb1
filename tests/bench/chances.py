"""The chances of a replay for every track of a large library: `make bench-chances`.

100,000 tracks with the tags that the shipped ear hears (drawn at random), 30,000 plays of a
listener of known habits, and the model that is learned from them. *first* is what the first
question of a session costs, *after a play* every later one, *kept* one without a play between, and
*fifty* what a radio asks. Seconds of one core, as the processor counts them.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.catalog.store import FileRecord, Store
from engine.library.replay.chances import ReplayChances
from engine.models.weights import shipped
from engine.training.replay.own_learning import MODEL, RECIPE, learned
from engine.types import Heard, Origin, Play
from tests.bench.large_library import invented_songs
from tests.simulated_listener import KINDS, history

BATCH = 5_000


def main() -> None:
    """Fill a store, learn, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--plays", type=int, default=30_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = Store(folder / "library.db")
        _fill(store, folder, options.tracks)
        _play(store, options.plays)
        print("| told by | first | after a play | kept | fifty |")
        print("|---|---:|---:|---:|---:|")
        _told("counts", folder, store)
        material = ReplayChances(folder / MODEL, store).material()
        learned(*material, folder, RECIPE)
        _told("the model", folder, store)
        store.close()


def _fill(store: Store, place: Path, tracks: int) -> None:
    model, dice = shipped(), np.random.default_rng(0)
    store.embeddings.register(model.model_id, model.architecture, model.dimension, model.tags)
    folder = store.add_folder(place)
    songs = itertools.islice(itertools.cycle(invented_songs(random.Random(1))), tracks)
    numbered = enumerate(songs)
    while batch := list(itertools.islice(numbered, BATCH)):
        records = [FileRecord(f"{n}.mp3", 1, 1, str(n), tags) for n, (tags, _) in batch]
        ids = store.save_files(folder.id, records)
        scores = dice.random((len(ids), len(model.tags))).astype(np.float32)
        vector = np.zeros(model.dimension, np.float32)
        heard = [
            Heard(track_id, record.identity, vector, scores=score)
            for track_id, record, score in zip(ids, records, scores, strict=True)
        ]
        store.embeddings.save(model.model_id, heard)


def _play(store: Store, count: int) -> None:
    """The plays end now."""
    known, _ = history(count, 1_095.0, KINDS["falls in love"])
    log, later = known.log, time.time() - known.now
    with store.atomic():
        for n in range(len(log)):
            heard, finished = float(log.heard[n]), bool(log.finished[n])
            track, started = int(log.tracks[n]), float(log.started[n] + later)
            store.history.add(Play(track, started, heard, Origin(log.origins[n]), finished))


def _told(name: str, folder: Path, store: Store) -> None:
    chances = ReplayChances(folder / MODEL, store)
    first = _cost(chances.all)
    again = []
    for _ in range(3):
        store.history.add(Play(1, time.time(), 60.0))
        again.append(_cost(chances.all))
    kept, fifty = _cost(chances.all), _cost(lambda: chances.of(range(1, 51)))
    figures = (first, float(np.median(again)), kept, fifty)
    print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


def _cost(ask: Callable[[], object]) -> float:
    before = time.process_time()
    ask()
    return time.process_time() - before


if __name__ == "__main__":
    main()
