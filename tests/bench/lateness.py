"""How late the window is, at worst: `make bench-lateness`.

A timer of 10 ms ticks on the UI thread of the real window, drawn offscreen; how late each tick
comes is what a user would feel. First on a new library over a folder of music, from the first paint
until everything has been listened to at full speed, while a track is chosen every half second. Then
on a library of 100,000 tracks: while it loads, while words are typed into its search, while its
columns are sorted, and while 200 tracks change four times a second, as in a fast analysis; and
after the start of one with 2,000 playlists, while weights are fitted to these. The latest tick
there is the index: hnswlib keeps the interpreter to itself while it reads a graph.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.session import Session
    from app.window import Window
    from tests.bench.onlooker import Onlooker

INTERVAL = 0.010
CHOOSE_EVERY = 50
"""Ticks between two choices of a track."""
PATIENCE = 180
"""Seconds in which weights have to be fitted."""
CHANGES, CHANGED, CHANGE_EVERY = 20, 200, 250
"""How often tracks change, how many at once, milliseconds between."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, default=Path(".nearfield/demo-music"))
    parser.add_argument("--large-only", action="store_true", help="leave the analysis out")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not options.large_only:
        with tempfile.TemporaryDirectory() as home:
            late, tracks = listening(Path(home), options.music)
        print(f"{tracks} tracks listened to in {len(late) * INTERVAL:.1f} s of ticks")
        report("while listening", late)
    for phase, late in large().items():
        report(phase, late)
    report("… fitting weights to 2,000 playlists", fitting())


def report(phase: str, late: list[float]) -> None:
    """A line on how late the ticks of a phase were."""
    median, high, most = 1_000 * np.percentile(late, [50, 95, 100])
    print(
        f"{phase}: lateness median {median:.1f}, p95 {high:.1f}, max {most:.1f} ms"
        f" of {len(late):,} ticks"
    )


class Ticks:
    """How late a timer of 10 ms is, tick by tick."""

    def __init__(self, each: Callable[[int], None] = lambda count: None) -> None:
        """`each` is called with the number of each tick."""
        from PySide6.QtCore import Qt, QTimer

        self.late: list[float] = []
        self._each, self._last = each, time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=int(1_000 * INTERVAL))
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def take(self) -> list[float]:
        """The ticks since the last time they were taken."""
        taken, self.late = self.late, []
        return taken

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - INTERVAL))
        self._last = now
        self._each(len(self.late))


@contextmanager
def opened_window(home: Path) -> Iterator[Window]:
    """The real window, shown, without a library yet."""
    from app.application import make_application
    from app.session import Session
    from app.settings import Settings
    from app.tasks import Tasks
    from app.widgets.theme import Theme
    from app.window import SIZE, Window

    theme = Theme.load()
    make_application(theme)
    session = Session(Tasks())
    window = Window(session, Settings(home / "bench"), theme)
    window.resize(SIZE)
    window.show()
    yield window
    window.close()
    session.close()


def listening(home: Path, music: Path) -> tuple[list[float], int]:
    """Seconds each tick came late while music was listened to, and how many tracks there were."""
    from PySide6.QtCore import QEventLoop

    from engine.library import Library

    with opened_window(home) as window:
        session, loop = window.session, QEventLoop()

        def each(count: int) -> None:
            if count % CHOOSE_EVERY == 0:
                choose(window, count // CHOOSE_EVERY)
            if heard_all(window):
                loop.quit()

        session.opened.connect(lambda: session.add_folders([music]))
        session.open(lambda: Library.open(home))
        ticks = Ticks(each)
        loop.exec()
        return ticks.take(), len(session.listing.rows)


def large() -> dict[str, list[float]]:
    """Seconds each tick came late on 100,000 tracks, by what was done meanwhile."""
    from PySide6.QtCore import Qt

    from engine.library import Library
    from tests.bench.large_library import large_library
    from tests.bench.onlooker import Onlooker

    home = large_library()
    with opened_window(home) as window:
        onlooker, ticks, late = Onlooker(window), Ticks(), dict[str, list[float]]()
        window.session.open(lambda: Library.open(home))
        onlooker.until(lambda seen: 0 < seen.total == len(seen.rows))
        late["100,000 tracks, loading"] = ticks.take()
        for words in ("electronic", "bada ko", "strom"):
            onlooker.type(words)
            onlooker.clear()
        late["… searching, the scan after the start beside it"] = ticks.take()
        for column in onlooker.columns():
            onlooker.sort(column)
        late["… sorting"] = ticks.take()
        window.library.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        onlooker.until(lambda seen: seen.order.column is None)
        change(window.session, onlooker)
        late["… taking in changes"] = ticks.take()
    return late


def fitting() -> list[float]:
    """Seconds each tick came late while weights were fitted to a large library."""
    from engine.library import Library
    from engine.library.library import BLEND
    from tests.bench.blend import library_that_speaks
    from tests.bench.onlooker import Onlooker

    home = library_that_speaks()
    (home / BLEND).unlink(missing_ok=True)
    with opened_window(home) as window:
        onlooker, ticks = Onlooker(window), Ticks()
        window.session.open(lambda: Library.open(home))
        onlooker.until(lambda seen: 0 < seen.total == len(seen.rows))
        ticks.take()
        for _ in range(PATIENCE):
            onlooker.wait(1_000)
            if (home / BLEND).exists():
                (home / BLEND).unlink()
                return ticks.take()
    raise TimeoutError("no weights were fitted")


def change(session: Session, onlooker: Onlooker) -> None:
    """Have tracks change in the library, and wait until all of it is shown."""
    ids = session.listing.ids
    for number in range(CHANGES):
        some = ids[number * CHANGED : (number + 1) * CHANGED]
        session.ask(lambda library, some=some: library.history.like(some))  # type: ignore[misc]
        onlooker.wait(CHANGE_EVERY)
    while not session.listing.rows[CHANGES * CHANGED - 1].liked:
        onlooker.wait(CHANGE_EVERY)
    session.ask(lambda library: library.history.like(ids[: CHANGES * CHANGED], liked=False))
    # Every row that is asked for is made, here where the ticks are: so the two ends alone.
    while session.listing.rows[0].liked or session.listing.rows[CHANGES * CHANGED - 1].liked:
        onlooker.wait(CHANGE_EVERY)


def choose(window: Window, number: int) -> None:
    """Click on, as it were: the next track of the table."""
    if rows := window.session.listing.rows:
        window.library.table.select(rows[number % len(rows)].id)


def heard_all(window: Window) -> bool:
    """Whether there are tracks and none of them waits."""
    from engine.types import TrackState

    states = window.session.listing.states
    return bool(states) and not states.get(TrackState.WAITING)


if __name__ == "__main__":
    main()
