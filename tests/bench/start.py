"""How soon the window is of use on a library of 100,000 tracks: `make bench-start`.

Each round starts the program as a user does, background and all, in a process of its own and on a
library whose files are there. The clock runs from before the process is made until all rows are
listed and painted, and until a search made right then has its answer. Then a name is typed while
the background starts: it looks for changes, begins to watch and loads the index. Once that is over,
words are typed a letter at a time, and headings clicked: each time, the clock runs until the answer
is painted. One start comes first for which no lines were kept, as after a crash; its rows are told
apart.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from engine.text import plain
from engine.types import Tags

if TYPE_CHECKING:
    from app.window import Window

ROUNDS = 7
GENRE = "electronic"
ALL_ROWS = "… to all rows, painted"
NEEDLESS = ("torch", "torchaudio", "scipy", "matplotlib", "networkx")


def main() -> None:
    """Measure in processes of their own, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--library", type=Path, help="an open-able library of your own")
    parser.add_argument("--began", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.began:
        sys.exit(start(options.library, options.began))
    from engine.library import LINES
    from tests.bench.large_library import large_library

    home = options.library or large_library()
    (home / LINES).unlink(missing_ok=True)
    anew = start_apart(home)
    report([start_apart(home) for _ in range(options.rounds)])
    (seconds,) = anew["seconds"][ALL_ROWS]
    print(f"{ALL_ROWS}, where no lines were kept: {1_000 * seconds:,.0f} ms")


def start_apart(home: Path) -> dict[str, Any]:
    """One start in a process of its own, and what was measured there."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    command = [sys.executable, "-m", "tests.bench.start", "--library", str(home)]
    began = ["--began", str(time.time())]
    done = subprocess.run(
        command + began, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(rounds: list[dict[str, Any]]) -> None:
    """Medians, 95th percentiles and worsts over all rounds."""
    taken: dict[str, list[float]] = defaultdict(list)
    for found in rounds:
        for what, figures in found["seconds"].items():
            taken[what] += figures
    print(f"{rounds[0]['tracks']:,} tracks, {len(rounds)} starts")
    for what, figures in taken.items():
        median, p95, worst = 1_000 * np.percentile(figures, [50, 95, 100])
        print(
            f"{what}: median {median:,.0f} ms, p95 {p95:,.0f} ms, worst {worst:,.0f} ms"
            f" of {len(figures)}"
        )
    for what in rounds[0]["bytes"]:
        sizes = [found["bytes"][what] / 2**20 for found in rounds]
        print(f"{what}: median {np.median(sizes):.0f} MB, worst {max(sizes):.0f} MB")
    needless = {name for found in rounds for name in found["needless"]}
    print(f"imported without need: {', '.join(sorted(needless)) or 'nothing'}")


def start(home: Path, began: float) -> int:
    """The program itself, with somebody at its window."""
    import app.__main__ as program
    from app import application
    from app.window import SIZE, Window

    class Watched(Window):
        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            self.resize(SIZE)
            self.use = Use(self, began)

    # Offscreen counts as no display, but here somebody looks.
    with (
        patch.object(program, "has_display", lambda: True),
        patch.object(application, "Window", Watched),
    ):
        return program.main(["--library", str(home)])


class Use:
    """What is done at the window, and how long each thing took."""

    def __init__(self, window: Window, began: float) -> None:
        from PySide6.QtCore import QTimer

        from tests.bench.onlooker import Onlooker

        self._window, self._began = window, began
        self._onlooker = Onlooker(window)
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self._bytes: dict[str, int] = {}
        QTimer.singleShot(0, window, self._run)

    def _run(self) -> None:
        try:
            self._use()
            print(json.dumps(self._found()))
        finally:
            self._window.close()

    def _use(self) -> None:
        onlooker, seconds = self._onlooker, self._seconds
        self._passed("from the start to an empty window")
        onlooker.until(lambda seen: len(seen.rows) > 0)
        self._passed("… to the first rows")
        onlooker.until(lambda seen: 0 < seen.total == len(seen.rows))
        self._passed(ALL_ROWS)
        self._weigh("memory then")
        seconds["first letter of a search, right then"] += onlooker.type("v")
        self._passed("… to its answer, painted")
        onlooker.clear()
        self._search_beside_the_background()
        self._rest()
        self._weigh("memory once the background rests")
        self._search_and_sort()
        self._weigh("memory after searching and sorting")

    def _search_beside_the_background(self) -> None:
        from app.session import QUIET

        self._onlooker.wait(QUIET + 100)
        self._seconds["a letter while the background starts"] += self._onlooker.type(
            plain(self._middle().artist)
        )
        self._onlooker.clear()

    def _middle(self) -> Tags:
        rows = self._window.session.listing.rows
        return rows[len(rows) // 2].tags

    def _search_and_sort(self) -> None:
        tags = self._middle()
        for words in (tags.artist, tags.title, f"{tags.title} {tags.artist}", GENRE):
            self._seconds["a letter of a search"] += self._onlooker.type(plain(words))
            self._seconds["an emptied search"].append(self._onlooker.clear())
        for column in self._onlooker.columns():
            for _ in range(2):
                self._seconds["a column sorted"].append(self._onlooker.sort(column))

    def _rest(self) -> None:
        """Wait until the process has had nothing to do for a while."""
        import psutil

        process, quiet = psutil.Process(), 0
        process.cpu_percent()
        while quiet < 10:
            self._onlooker.wait(100)
            quiet = quiet + 1 if process.cpu_percent() < 10 else 0

    def _passed(self, what: str) -> None:
        self._seconds[what].append(time.time() - self._began)

    def _weigh(self, what: str) -> None:
        import psutil

        self._bytes[what] = psutil.Process().memory_info().rss

    def _found(self) -> dict[str, Any]:
        return {
            "tracks": self._window.session.listing.total,
            "seconds": self._seconds,
            "bytes": self._bytes,
            "needless": [name for name in NEEDLESS if name in sys.modules],
        }


if __name__ == "__main__":
    main()
