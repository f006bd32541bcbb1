"""What the whole analysis costs beside its parts: `make bench-analysis`.

Forty-two tracks of three to five minutes as MP3, FLAC and Opus, each several times. All of it on
the same cores: (a) decodes the excerpts in one worker a core and throws them away; (b) runs front
end and network on ready excerpts; (c) is what the app does, in one: the same decoding, the
hand-over between processes, front end and network, the store and the index; (d) decodes the whole
files. A ratio compares times. Each is timed with its processes up and the model loaded; how long
that takes is reported beside it. They take turns, so that a change of the machine's mood meets
them all.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from engine.analysis.analyser import Analyser
from engine.analysis.listener import BATCH_TRACKS
from engine.audio.decode import decode_excerpts, decode_whole
from engine.catalog.store import FileRecord, Store
from engine.index.cache import CachedIndex
from engine.models.weights import ModelFile, shipped
from engine.types import Heard, Tags
from tests.bench.music import linked, long_tracks

CORES = os.cpu_count() or 1
LAPS = 6


def main() -> None:
    """Make the music once, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, default=Path("build/bench-music"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tracks = long_tracks(options.music)
    with tempfile.TemporaryDirectory() as place:
        paths = linked(tracks, Path(place, "music"), LAPS)
        rounds = [measure(paths, tracks, Path(place, str(n))) for n in range(options.rounds)]
    report(rounds)


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds a track of each part and of the whole; seconds until the analysis could begin."""

    decoding: float
    model: float
    analysis: float
    whole_files: float
    ready: float

    @property
    def beside_its_parts(self) -> float:
        """The analysis in units of decoding and model."""
        return self.analysis / (self.decoding + self.model)

    @property
    def beside_whole_files(self) -> float:
        """The analysis in units of decoding everything there is."""
        return self.analysis / self.whole_files


def measure(paths: Sequence[Path], tracks: Sequence[Path], home: Path) -> Round:
    """Time each part once, a track."""
    model = shipped()
    n = len(paths)
    singly = [[path] for path in paths]
    batches = [paths[at : at + BATCH_TRACKS] for at in range(0, n, BATCH_TRACKS)]
    decoding = _pooled(_decode, singly, model)
    network = _pooled(_listen, batches, model)
    whole, ready = analysis(paths, home)
    whole_files = _pooled(_decode_whole, [[path] for path in tracks], model)
    return Round(decoding / n, network / n, whole / n, whole_files / len(tracks), ready)


def report(rounds: Sequence[Round]) -> None:
    """Print each round and the medians; rates are tracks a second."""
    plan = shipped().plan
    print(f"{plan.count} x {plan.seconds:g} s a track, {CORES} cores, rates in tracks a second")
    print("| round | (a) | (b) | (c) | (d) | c / (a + b) | c / d | ready after |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for number, r in enumerate(rounds, 1):
        print(_row(str(number), r))
    medians = [statistics.median(getattr(r, field.name) for r in rounds) for field in fields(Round)]
    print(_row("medians", Round(*medians)))


def _row(name: str, r: Round) -> str:
    rates = " | ".join(
        f"{1 / seconds:.1f}" for seconds in (r.decoding, r.model, r.analysis, r.whole_files)
    )
    return (
        f"| {name} | {rates} | {r.beside_its_parts:.2f} | {r.beside_whole_files:.2f} "
        f"| {r.ready:.1f} s |"
    )


def _pooled(
    work: Callable[..., object], chunks: Sequence[Sequence[Path]], model: ModelFile
) -> float:
    """Seconds for one process a core to do the work on all chunks, after a warm-up."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=context) as pool:
        list(pool.map(work, chunks[: 2 * CORES], itertools.repeat(model)))
        began = time.perf_counter()
        list(pool.map(work, chunks, itertools.repeat(model)))
        return time.perf_counter() - began


def _decode(paths: Sequence[Path], model: ModelFile) -> None:
    for path in paths:
        decode_excerpts(path, model.plan)


def _decode_whole(paths: Sequence[Path], model: ModelFile) -> None:
    for path in paths:
        decode_whole(path, model.plan.sample_rate)


def _listen(paths: Sequence[Path], model_file: ModelFile) -> None:
    model, excerpts = _listener(paths[0].parent)
    model.pooled(excerpts[: len(paths)])


@functools.cache
def _listener(folder: Path) -> tuple[Any, list[Any]]:
    """A model and a batch of excerpts, made during the warm-up."""
    from engine.analysis.model import open_model

    model_file = shipped()
    paths = sorted(folder.iterdir())[:BATCH_TRACKS]
    excerpts = [decode_excerpts(path, model_file.plan) for path in paths]
    return open_model(model_file, threads=1), excerpts


def analysis(paths: Sequence[Path], home: Path) -> tuple[float, float]:
    """Seconds to analyse all tracks into a store and an index, and seconds until it could begin."""
    home.mkdir()
    return _Analysis(home, paths).run()


class _Analysis:
    """A run on warm-up tracks first; once these are stored, the others become due."""

    def __init__(self, home: Path, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._model = shipped()
        self._store = Store(home / "library.db")
        self._store.embeddings.register(
            self._model.model_id,
            self._model.architecture,
            self._model.dimension,
            self._model.tags,
        )
        self._folder = self._store.add_folder(paths[0].parent)
        self._index = CachedIndex(
            home / "index", self._store.embeddings, self._model.model_id, self._model.dimension
        )
        self._warm_up = len(self._add(paths[: 4 * CORES], "warm-up"))
        self._heard = 0
        self._began = self._warm = self._ended = 0.0

    def run(self) -> tuple[float, float]:
        self._began = time.perf_counter()
        Analyser(self._store, self._model, self._stored).run(lambda _: None, lambda: False)
        assert self._heard == self._warm_up + len(self._paths)
        self._store.close()
        return self._ended - self._warm, self._warm - self._began

    def _stored(self, results: Sequence[Heard]) -> None:
        self._index.catch_up()
        self._heard += len(results)
        self._ended = time.perf_counter()
        if self._heard == self._warm_up:
            self._add(self._paths, "timed")
            self._warm = time.perf_counter()

    def _add(self, paths: Sequence[Path], sound: str) -> list[int]:
        records = [
            FileRecord(path.name, 1, 1, f"{sound} {path.name}", Tags(title=path.stem))
            for path in paths
        ]
        return self._store.save_files(self._folder.id, records)


if __name__ == "__main__":
    main()
