"""What a first scan and a refresh cost beside the bare work: `make bench-scanning`.

A first scan of real small files (tags, identity, stored) is compared with a bare loop of mutagen
over them, in a process of its own: Nearfield sets bounds to mutagen, which cost it time. The scan
reads on all cores, the loop on one; the processor time of both is told, too. A refresh of the
unchanged tree is compared with a bare walk of `os.scandir` and `stat`. Both sides take turns; all
files are in the page cache. They are made once, under `build/`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import psutil

from engine.library import Library
from tests.many_songs import make_songs, places

MUSIC = Path("build/scanning")
WALKS = 15
"""Refreshes and bare walks that take turns; the ratio is that of the medians."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3, help="First scans, each with a loop.")
    wanted = parser.parse_args()
    for count in wanted.counts:
        root = MUSIC.absolute() / str(count)
        print(f"{count} files", flush=True)
        make_songs(root, count)
        measure(root, list(map(os.fspath, islice(places(root), count))), wanted.rounds)


def measure(root: Path, files: list[str], rounds: int) -> None:
    """Compare first scans, then refreshes, with the bare work."""
    for path in files:  # into the page cache
        Path(path).read_bytes()
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
            library.folders.add(root)
            before = _memory()
            bare, bare_cpu = _timed(lambda: bare_reading(files))
            scan, scan_cpu = _timed(library.refresh)
            assert len(library.tracks.all()) == len(files)
            print(
                f"  first scan {scan:.1f} s, bare mutagen {bare:.1f} s: ratio {scan / bare:.2f}"
                f" (processor time {scan_cpu:.1f} s and {bare_cpu:.1f} s);"
                f" {_memory() - before:.0f} MB more memory",
                flush=True,
            )
            if number == rounds - 1:
                _refreshes(library, root)


def bare_reading(files: list[str]) -> None:
    """Mutagen alone over all files, in a process that has nothing of Nearfield in it."""
    program = "import mutagen, sys; [mutagen.File(path) for path in sys.stdin.read().split(chr(0))]"
    subprocess.run([sys.executable, "-c", program], input=chr(0).join(files), text=True, check=True)


def _refreshes(library: Library, root: Path) -> None:
    turns = [(_timed(lambda: bare_walk(root))[0], _timed(library.refresh)[0]) for _ in range(WALKS)]
    bare, refresh = (statistics.median(side) for side in zip(*turns, strict=True))
    print(
        f"  refresh {1e3 * refresh:.0f} ms, bare walk {1e3 * bare:.0f} ms:"
        f" ratio {refresh / bare:.2f}; {_memory():.0f} MB in all",
        flush=True,
    )


def bare_walk(root: Path) -> None:
    """Look at each name below a folder, and at each file's size and time."""
    folders = [os.fspath(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    entry.stat()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and seconds of processors, those of processes that ended meanwhile included."""
    began, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - began, _cpu() - cpu


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _memory() -> float:
    """Megabytes this process holds."""
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    main()
