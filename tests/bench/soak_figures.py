"""What a library kept busy takes of the machine, process by process, and what of it grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np
import psutil

WARM_UP = 0.3
"""The part of a stretch that does not count: what is kept on purpose fills up."""
SPARE = {"processes": 1, "threads": 3, "open files": 8}
"""How much more there may be at rest at the end than after the warm-up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """All processes at one moment; memory in MB."""

    seconds: float
    heard: int
    app: float
    listening: float
    workers: float
    files: int
    threads: int
    processes: int
    vectors: int
    """How many the index keeps, those that count no more included."""
    current: int
    """How many of them count."""


PROCESSES: dict[str, Callable[[Sample], float]] = {
    "the app": attrgetter("app"),
    "listening process": attrgetter("listening"),
    "decoding workers": attrgetter("workers"),
}
NOT_AT_REST = set(PROCESSES) - {"the app"}
"""They end when all has been heard: of these the most in each round."""
VECTORS: dict[str, Callable[[Sample], float]] = {
    "vectors that count": attrgetter("current"),
    "replaced vectors": lambda sample: sample.vectors - sample.current,
}


@dataclass(frozen=True, slots=True)
class Course:
    """A run: samples every few seconds, and those at rest: before and after each round."""

    samples: Sequence[Sample]
    at_rest: Sequence[Sample]
    vector: float
    """MB that one takes."""

    @property
    def first(self) -> list[Sample]:
        """While the first listening went on, without its warm-up."""
        before = [each for each in self.samples if each.seconds < self.at_rest[0].seconds]
        most = self.at_rest[0].heard
        return [each for each in before if WARM_UP * most < each.heard < most]

    @property
    def calm(self) -> list[Sample]:
        """At rest after each round, without the warm-up and the first listening."""
        rounds = self.at_rest[1:]
        return list(rounds[int(len(rounds) * WARM_UP) :])

    def peaks(self, of: Callable[[Sample], float]) -> list[tuple[int, float]]:
        """Of each round: how much had been heard after it, and the most memory in it."""
        return [
            (after.heard, max(map(of, inside)))
            for before, after in pairwise(self.calm)
            if (inside := self._between(before, after))
        ]

    def _between(self, before: Sample, after: Sample) -> list[Sample]:
        return [each for each in self.samples if before.seconds < each.seconds < after.seconds]


def measure(seconds: float, heard: int, vectors: int, current: int) -> Sample:
    """This process and those it started, as they are now."""
    me = psutil.Process()
    children = {child: _working(child) for child in _working(me)}
    # What has no workers reads tags, or has only begun.
    listening = [child for child, workers in children.items() if workers]
    return Sample(
        seconds,
        heard,
        _memory([me]),
        _memory(listening),
        _memory([worker for workers in children.values() for worker in workers]),
        me.num_fds(),
        me.num_threads(),
        len(me.children(recursive=True)),
        vectors,
        current,
    )


def left_over() -> int:
    """How many processes are there still, when none should be."""
    return len(_working(psutil.Process()))


def report(course: Course, left: int) -> list[str]:
    """Print what grew; returns what leaked, but for memory, which is for a person to judge."""
    first, calm = course.first, course.calm
    print(
        f"{len(course.at_rest) - 1} rounds, {calm[-1].heard} files listened to;"
        f" the app at rest {calm[0].app:.0f} → {calm[-1].app:.0f} MB"
    )
    print("MB for each 1,000 files listened to    new files   heard again   most at once")
    for name, of in PROCESSES.items():
        new = slope([(each.heard, of(each)) for each in first])
        again = slope(course.peaks(of) if name in NOT_AT_REST else _at(calm, of))
        print(f"  {name:<34} {new:>+11.2f} {again:>+13.2f} {max(map(of, course.samples)):>14.0f}")
    for name, count in VECTORS.items():
        new, again = (slope(_at(part, count)) * course.vector for part in (first, calm))
        print(f"    of which {name:<25} {new:>+11.2f} {again:>+13.2f}")
    leaks = _leaks(calm) + ([f"{left} processes after closing"] if left else [])
    print(f"leaks: {', '.join(leaks) or 'none'}")
    return leaks


def slope(points: Sequence[tuple[int, float]]) -> float:
    """How much more for each thousand more: the line of least squares; NaN for one point."""
    heard, amounts = np.array(points).reshape(-1, 2).T
    return float(np.polyfit(heard / 1_000, amounts, 1)[0]) if len(set(heard)) > 1 else np.nan


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Draw memory, and what is counted, over time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    memory, counts = figure.subplots(2, 1, sharex=True)
    minutes = [sample.seconds / 60 for sample in samples]
    for name, of in PROCESSES.items():
        memory.plot(minutes, [of(sample) for sample in samples], label=name)
    memory.set(ylabel="memory (MB)", ylim=(0, None))
    counts.plot(minutes, [sample.files for sample in samples], label="open files")
    counts.plot(minutes, [sample.threads for sample in samples], label="threads")
    counts.plot(minutes, [sample.processes for sample in samples], label="processes")
    counts.set(xlabel="minutes", ylim=(0, None))
    for axes in (memory, counts):
        axes.legend(loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _at(samples: Sequence[Sample], amount: Callable[[Sample], float]) -> list[tuple[int, float]]:
    return [(sample.heard, amount(sample)) for sample in samples]


def _leaks(calm: Sequence[Sample]) -> list[str]:
    grown = {
        "processes": calm[-1].processes - calm[0].processes,
        "threads": calm[-1].threads - calm[0].threads,
        "open files": calm[-1].files - calm[0].files,
    }
    return [f"{count} {what}" for what, count in grown.items() if count > SPARE[what]]


def _working(process: psutil.Process) -> list[psutil.Process]:
    """The processes it started, but for the tracker that cleans up behind it."""
    try:
        children = process.children()
    except psutil.Error:
        return []
    return [child for child in children if "resource_tracker" not in _line(child)]


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _memory(processes: Sequence[psutil.Process]) -> float:
    """Resident memory in MB of those that are still there."""
    total = 0
    for process in processes:
        with suppress(psutil.Error):
            total += process.memory_info().rss
    return total / 1e6
