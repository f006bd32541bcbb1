"""What a first scan and a refresh cost beside the bare work: `make bench-scanning`.

A first scan of real small files (tags, identity, stored) is compared with a bare loop of mutagen
over them, and a refresh of the unchanged tree with a bare walk of `os.scandir` and `stat`. Both
sides take turns, the first scan and the loop each time the scan tells how far it is; all files are
in the page cache. The files are made once, under `build/`.
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
from engine.types import Progress
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
            library.add_folder(root)
            before = _memory()
            bare, scan = taking_turns(library, files)
            assert len(library.tracks()) == len(files)
            print(
                f"  first scan {scan:.1f} s, bare mutagen {bare:.1f} s: ratio {scan / bare:.2f};"
                f" {_memory() - before:.0f} MB more memory",
                flush=True,
            )
            if number == rounds - 1:
                _refreshes(library, root)


def taking_turns(library: Library, files: list[str]) -> tuple[float, float]:
    """Seconds of a bare loop and of a first scan, who wait for each other.

    The loop is half the files ahead: neither finds what the other just left in the processor. It
    runs in a process of its own, since Nearfield sets bounds to mutagen, which cost it time.
    """
    bare, waited, reached = 0.0, 0.0, 0
    files = files[len(files) // 2 :] + files[: len(files) // 2]
    command = [sys.executable, "-m", "tests.bench.bare_reading"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        asked, told = reader.stdin, reader.stdout
        assert asked
        assert told

        def catch_up(now: Progress) -> None:
            nonlocal bare, waited, reached
            if some := files[reached : now.done]:
                began = time.perf_counter()
                print(*some, sep="\0", file=asked, flush=True)
                bare += float(told.readline())
                waited += time.perf_counter() - began
                reached = now.done

        together = _timed(lambda: library.refresh(catch_up))
        asked.close()
    assert reached == len(files)
    return bare, together - waited


def _refreshes(library: Library, root: Path) -> None:
    turns = [(_timed(lambda: bare_walk(root)), _timed(library.refresh)) for _ in range(WALKS)]
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


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _memory() -> float:
    """Megabytes this process holds."""
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    main()
