"""What reading triplets costs a training, and how fast it trains: `make bench-loader`.

The same rows are read in turns: by one connection that is open for all, which gives whole pictures;
by a connection of the reader's own, which gives the part that is wanted; by two worker processes
with a connection each, beside the training; and from one memory-mapped array of the same pictures.
Then the network trains on batches of 16 triplets in parts of several lengths: on one core, told in
processor time of the process that trains, so that other work on the machine does not count; and on
two, told by the clock, which means something on a machine that has nothing else to do. The
published figure is 10–12 batches a second on a T4 graphics card.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from engine.models.embedder import Embedder
from engine.training.preference.database import PictureReader, PreferenceFile
from engine.training.preference.graph import EVERYWHERE, Node, PreferenceGraph, keep_graph
from engine.training.preference.loading import TripletRows, train_loader
from engine.training.watch import Watch

CHUNKS, STEPS, BANDS = 2_000, 469, 128
BATCH, PART = 16, 157
ROUNDS = 3


class SharedReader(PictureReader):
    """All who read wait for the same connection, and get whole pictures."""

    def __init__(self, path: Path, bands: int) -> None:
        super().__init__(path, bands)
        self._lock = threading.Lock()

    def read(self, chunk: int, start: int = 0, steps: int | None = None) -> NDArray[np.float16]:
        """The whole picture is fetched, then cut."""
        with self._lock:
            whole = super().read(chunk)
        return whole[start : None if steps is None else start + steps]


class MappedReader(PictureReader):
    """Reads from an array on disk."""

    def __init__(self, path: Path, bands: int) -> None:
        super().__init__(path, bands)
        self._pictures = np.load(path, mmap_mode="r")

    def read(self, chunk: int, start: int = 0, steps: int | None = None) -> NDArray[np.float16]:
        """A part of a row."""
        part = self._pictures[chunk - 1, start : None if steps is None else start + steps]
        return np.asarray(part)

    def steps(self, chunk: int) -> int:
        """All have the same."""
        return int(self._pictures.shape[1])


def main() -> None:
    """Make a training's file, read it, train on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=60)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    with tempfile.TemporaryDirectory() as folder:
        work, mapped = _made(Path(folder))
        _loading(work, mapped, options.batches)
        _training(work, options.batches // 4)


def _made(folder: Path) -> tuple[Path, Path]:
    """A file with pictures of noise, and the same as one array."""
    work, mapped = folder / "work.sqlite", folder / "pictures.npy"
    random = np.random.default_rng(0)
    pictures = np.lib.format.open_memmap(mapped, "w+", np.float16, (CHUNKS, STEPS, BANDS))
    graph = PreferenceGraph()
    graph.add(Node("all", recordings=(Path("all.flac"),)))
    with PreferenceFile(work) as file:
        keep_graph(file, graph, EVERYWHERE, Watch())
        for number in range(CHUNKS):
            pictures[number] = random.standard_normal((STEPS, BANDS), np.float32)
        (recording,) = file.recordings()
        file.keep_pictures(recording, pictures)
    return work, mapped


def _rows(reader: PictureReader, batches: int, part: int | None) -> TripletRows:
    triplets = np.random.default_rng(1).integers(1, CHUNKS + 1, (batches * BATCH, 3))
    return TripletRows(triplets, reader, part, seed=0)


def _loading(work: Path, mapped: Path, batches: int) -> None:
    shared, own, array = (
        SharedReader(work, BANDS), PictureReader(work, BANDS), MappedReader(mapped, BANDS),
    )  # fmt: skip
    ways: dict[str, tuple[PictureReader, int]] = {
        "one connection for all, whole pictures": (shared, 0),
        "own connection, the wanted part": (own, 0),
        "own connection in each of 2 worker processes": (own, 2),
        "memory-mapped": (array, 0),
    }
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (reader, workers) in ways.items():
            costs[name].append(_cost(_rows(reader, batches, PART), workers))
    print(f"reading batches of {BATCH} triplets in parts of {PART} steps (10 s)\n")
    print("| way | ms a batch | times as fast as one connection |\n|---|---:|---:|")
    best = {name: min(found) for name, found in costs.items()}
    base = next(iter(best.values()))
    for name, cost in best.items():
        print(f"| {name} | {cost * 1000:.1f} | {base / cost:.1f} |")


def _cost(rows: TripletRows, workers: int) -> float:
    """Seconds of processor time for each batch; workers are started before."""
    loader = iter(train_loader(rows, BATCH, seed=0, workers=workers))
    next(loader)
    began, count = time.process_time(), 0
    for _ in loader:
        count += 1
    return (time.process_time() - began) / count


def _training(work: Path, batches: int) -> None:
    torch.set_num_threads(1)  # threads that wait for each other would count as work
    reader = PictureReader(work, BANDS)
    parts = {"10 s of each chunk": PART, "16 s": 256, "the whole 30 s": None}
    lessons = {name: _Lesson(_rows(reader, batches, part)) for name, part in parts.items()}
    for _ in range(ROUNDS):
        for lesson in lessons.values():
            lesson.run()
    torch.set_num_threads(2)
    together = {name: _Lesson(_rows(reader, batches, part)) for name, part in parts.items()}
    for _ in range(ROUNDS):
        for lesson in together.values():
            lesson.run(time.perf_counter)
    print("\nreading and training\n")
    print("| part | batches/s, one core | of that, reading | batches/s, two cores by the clock |")
    print("|---|---:|---:|---:|")
    for name, lesson in lessons.items():
        clocked = together[name].rate
        print(f"| {name} | {lesson.rate:.1f} | {lesson.reading:.1%} | {clocked:.1f} |")


class _Lesson:
    """The step of the training, timed; the best round counts."""

    def __init__(self, rows: TripletRows) -> None:
        self._rows = rows
        self._network = Embedder()
        self._optimiser = torch.optim.Adam(self._network.parameters(), lr=0.005)
        self.rate, self.reading = 0.0, 0.0

    def run(self, now: Callable[[], float] = time.process_time) -> None:
        """One pass."""
        reading, count = 0.0, 0
        began = last = now()
        for batch in train_loader(self._rows, BATCH, seed=0):
            reading += now() - last
            self._step(batch)
            count += 1
            last = now()
        took = last - began
        if count / took > self.rate:
            self.rate, self.reading = count / took, reading / took

    def _step(self, batch: torch.Tensor) -> None:
        pictures = batch.transpose(0, 1).flatten(0, 1)
        anchors, positives, negatives = self._network.embed_mel(pictures).chunk(3)
        loss = functional.triplet_margin_loss(anchors, positives, negatives, margin=0.5)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()


if __name__ == "__main__":
    main()
