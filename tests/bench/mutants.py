"""Thousands of spoilt files through the whole library: `make bench-mutants [COUNT=3000]`.

Each kind of mutation is a music folder: added, scanned in this process as in the app's, listened to
with a small untrained model. Every file must end READY or FAILED with a reason a person
understands; otherwise the command fails. `--seed 1 --only 1234 --keep folder` writes mutant 1234 of
seed 1 again, to look at it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil

from engine.catalog.formats import MUSIC_SUFFIXES
from engine.catalog.identity import identify
from engine.catalog.tags import read_tags
from engine.library import Library
from engine.types import Progress, Track, TrackState
from tests.bench import bombs
from tests.bench.mutations import KINDS, Base, bases, write, wrong_suffix

PYTHONS_WORDS = re.compile(r"Error\b|Exception|Traceback|[Ee]rrno|\bNone\b|<[a-z]|0x|\w\(")
"""What a reason holds that was written for programmers."""
OUTCOMES = (TrackState.READY, TrackState.FAILED)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One spoilt file."""

    number: int
    kind: str
    path: Path


def make(number: int, seed: int, good: list[Base], folder: Path) -> Mutant:
    """Write mutant `number` of `seed` into a folder named by its kind."""
    random = Random(f"{seed} {number}")
    kind, base = KINDS[number % len(KINDS)], good[number // len(KINDS) % len(good)]
    suffix = random.choice(sorted(MUSIC_SUFFIXES)) if kind is wrong_suffix else base.suffix
    path = folder / kind.__name__ / f"{number:05}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, kind(base, random, good))
    return Mutant(number, kind.__name__, path)


def explode(folder: Path) -> list[Mutant]:
    """Write every bomb."""
    place = folder / "tag_bombs"
    place.mkdir(parents=True)
    mutants = []
    for number, (name, pieces) in enumerate(bombs.named()):
        write(place / name, pieces())
        mutants.append(Mutant(-number, place.name, place / name))
    return mutants


def complaints(mutants: Sequence[Mutant], tracks: Sequence[Track]) -> list[str]:
    """What is wrong with how these files ended."""
    ended = {track.path: track for track in tracks}
    found = []
    for mutant in mutants:
        track = ended.get(mutant.path)
        state = track.state if track else None
        reason = track.reason if track else ""
        if state not in OUTCOMES:
            found.append(f"{mutant.kind}/{mutant.path.name} ended {state}")
        elif state is TrackState.FAILED and not is_plain(reason):
            found.append(f"{mutant.kind}/{mutant.path.name} gives as its reason {reason!r}")
    return found


def is_plain(reason: str) -> bool:
    """Whether a reason is a sentence, and none of Python's."""
    return reason.endswith(".") and not PYTHONS_WORDS.search(reason)


class Memory:
    """The most memory that this process and any decoding worker were seen to hold."""

    def __init__(self) -> None:
        self.app = self.worker = 0
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.02):
            self.app = max(self.app, me.memory_info().rss)
            for process in me.children(recursive=True):
                try:
                    if process.ppid() != me.pid:  # a worker of the listening process
                        self.worker = max(self.worker, process.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue


class Waits:
    """The longest time without a file heard, from the first on."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._done, self._since = 0, 0.0

    def __call__(self, now: Progress) -> None:
        moment = time.monotonic()
        if self._done:
            self.longest = max(self.longest, moment - self._since)
        if now.done > self._done:
            self._done, self._since = now.done, moment


def slowest(mutants: Sequence[Mutant]) -> tuple[float, str]:
    """The most seconds that tags and identity of one file take, and its name."""
    taken = []
    for mutant in mutants:
        began = time.perf_counter()
        read_tags(mutant.path, mutant.path.parent)
        identify(mutant.path)
        taken.append((time.perf_counter() - began, mutant.path.name))
    return max(taken)


def untrained(path: Path) -> None:
    """A weights file of the real network, untrained, that listens to two short windows."""
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.embedder import Embedder
    from engine.models.weights import save

    torch.manual_seed(0)
    model = Embedder()
    plan = ExcerptPlan(seconds=2.0, count=2, sample_rate=16_000)
    front_end = model.front_end.settings.as_metadata()
    save(path, model, architecture="embedder", dimension=128, plan=plan, front_end=front_end)


def run(library: Library, kind: str, mutants: Sequence[Mutant]) -> list[str]:
    """Take one kind's folder through the library, print its line, and return the complaints."""
    waits = Waits()
    with Memory() as memory:
        folder = library.folders.add(mutants[0].path.parent)
        began = time.monotonic()
        library.refresh()
        scanned = time.monotonic()
        library.analyse(waits)
        heard = time.monotonic()
        seconds, name = slowest(mutants)
    tracks = [t for t in library.tracks.all() if t.path.is_relative_to(folder.path)]
    states = Counter(track.state for track in tracks)
    print(
        f"{kind:16} {states[TrackState.READY]:5} {states[TrackState.FAILED]:6} "
        f"{scanned - began:6.1f} s {heard - scanned:6.1f} s {waits.longest:6.1f} s "
        f"{memory.app >> 20:5} MB {memory.worker >> 20:5} MB  {seconds:5.2f} s {name}",
        flush=True,
    )
    return complaints(mutants, tracks)


def report(tracks: Sequence[Track]) -> None:
    """Print how each format ended, and the reasons that were given."""
    by_suffix: dict[str, Counter[TrackState]] = defaultdict(Counter)
    for track in tracks:
        by_suffix[track.path.suffix][track.state] += 1
    print("\nformat  READY FAILED")
    for suffix, states in sorted(by_suffix.items()):
        print(f"{suffix:7} {states[TrackState.READY]:5} {states[TrackState.FAILED]:6}")
    print("\nreasons")
    for reason, count in Counter(track.reason for track in tracks if track.reason).most_common():
        print(f"{count:5}  {reason}")


def main() -> None:
    """Make the mutants, run them kind by kind, print, and fail if any did not end well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="write this mutant into --keep, and no more")
    parser.add_argument("--keep", type=Path, default=Path("mutant"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        good = bases(place)
        if options.only is not None:
            print(make(options.only, options.seed, good, options.keep).path)
            return
        model = place / "model.safetensors"
        # In a process of its own, so that torch's memory does not count as the app's.
        making = multiprocessing.get_context("spawn").Process(target=untrained, args=[model])
        making.start()
        making.join()
        kinds: dict[str, list[Mutant]] = defaultdict(list)
        for number in range(options.count):
            mutant = make(number, options.seed, good, place / "music")
            kinds[mutant.kind].append(mutant)
        kinds["tag_bombs"] = explode(place / "music")
        files = sum(map(len, kinds.values()))
        print(f"{files} files, seed {options.seed}; waits: the longest without a file heard")
        print("kind             READY FAILED     scan   listen    waits      app   worker  slowest")
        found: list[str] = []
        began = time.monotonic()
        with Library.open(place / "home", model=model) as library:
            for kind, mutants in kinds.items():
                found += run(library, kind, mutants)
            report(library.tracks.all())
        print(f"\n{files} files in {time.monotonic() - began:.0f} s, {len(found)} ended badly")
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
