"""How much the whole analysis costs beside decoding alone: `make bench-analysis`.

Forty tracks of three to five minutes, as MP3 at 192 kbit/s. (a) decodes their excerpts in as many
worker processes as there are cores and throws them away; (b) is what the app does: the same
decoding, the hand-over, the front end and network, the store and the index. Both are timed with
their processes up and the model loaded; how long that takes is reported beside it. (a) and (b)
take turns, so that a change of the machine's mood meets both.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.analysis.analyser import Analyser
from engine.audio.decode import decode_excerpts, decode_whole
from engine.audio.encode import write_audio
from engine.audio.excerpts import ExcerptPlan
from engine.catalog.store import FileRecord, Store
from engine.demo import make_demo
from engine.index.cache import CachedIndex
from engine.models.weights import shipped
from engine.types import Heard, Tags

TRACKS = 40
RATE = 44_100
CORES = os.cpu_count() or 1


def main() -> None:
    """Make the music once, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, default=Path("build/bench-music"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    paths = music(options.music)
    rounds = [(decoding(paths), *analysis(paths)) for _ in range(options.rounds)]
    report(rounds)


def report(rounds: Sequence[tuple[float, float, float]]) -> None:
    """Print each round and the median ratio."""
    for bare, whole, ready in rounds:
        print(
            f"(a) decoding {bare:6.2f} s ({TRACKS / bare:4.1f} tracks/s)   "
            f"(b) analysis {whole:6.2f} s ({TRACKS / whole:4.1f} tracks/s)   "
            f"b/a {whole / bare:.2f}   ready after {ready:.1f} s"
        )
    ratio = statistics.median(whole / bare for bare, whole, _ in rounds)
    print(f"median b/a {ratio:.2f} over {len(rounds)} rounds, {CORES} cores, {TRACKS} tracks")


def decoding(paths: Sequence[Path]) -> float:
    """Seconds to decode the excerpts of all tracks and do nothing with them."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=context) as pool:
        plan = shipped().plan
        list(pool.map(_decode, paths[: 2 * CORES], itertools.repeat(plan)))
        began = time.perf_counter()
        list(pool.map(_decode, paths, itertools.repeat(plan)))
        return time.perf_counter() - began


def _decode(path: Path, plan: ExcerptPlan) -> int:
    return len(decode_excerpts(path, plan))


def analysis(paths: Sequence[Path]) -> tuple[float, float]:
    """Seconds to analyse all tracks into a store and an index, and seconds until it could begin."""
    with tempfile.TemporaryDirectory() as home:
        return _Analysis(Path(home), paths).run()


class _Analysis:
    """A run on warm-up tracks first; once these are stored, the others become due."""

    def __init__(self, home: Path, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._model = shipped()
        self._store = Store(home / "library.db")
        self._store.embeddings.register(
            self._model.model_id, self._model.architecture, self._model.dimension
        )
        self._folder = self._store.add_folder(paths[0].parent)
        self._index = CachedIndex(
            home / "index", self._store.embeddings, self._model.model_id, self._model.dimension
        )
        self._warm_up = len(self._add(paths[: 2 * CORES], "warm-up"))
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


def music(folder: Path) -> list[Path]:
    """Forty MP3s of three to five minutes, made from demo tracks one after the other."""
    wanted = [folder / f"{number:02}.mp3" for number in range(TRACKS)]
    if not all(path.exists() for path in wanted):
        print(f"Making {TRACKS} tracks in {folder} (once)")
        folder.mkdir(parents=True, exist_ok=True)
        source = make_demo(folder.parent / "bench-demo")
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(CORES, mp_context=context) as pool:
            list(pool.map(_make_track, wanted, range(TRACKS), itertools.repeat(source)))
        shutil.rmtree(source)
    return wanted


def _make_track(path: Path, number: int, source: Path) -> None:
    seconds = 180 + 120 * number // (TRACKS - 1)
    parts = sorted(p for p in source.rglob("*") if p.suffix in {".flac", ".wav", ".mp3", ".ogg"})
    turned = parts[number % len(parts) :] + parts[: number % len(parts)]
    sound: list[NDArray[np.float32]] = []
    while sum(map(len, sound)) < seconds * RATE:
        sound.append(decode_whole(turned[len(sound)], RATE))
    mono = np.concatenate(sound)[: seconds * RATE]
    # A slight difference between the channels keeps the encoder from sparing one of them.
    write_audio(path, np.stack([mono, np.roll(mono, 20) * np.float32(0.9)]), RATE, "mp3", 192_000)


if __name__ == "__main__":
    main()
