"""How late the window is while the analysis runs at full speed: `make bench-lateness`.

The real window, drawn offscreen, on a new library over a folder of music. A timer of 10 ms ticks on
the UI thread from the first paint until everything has been listened to, while a track is chosen
every half second; how late each tick comes is what a user would feel.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.window import Window

INTERVAL = 0.010
CHOOSE_EVERY = 50
"""Ticks between two choices of a track."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, default=Path(".nearfield/demo-music"))
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        late, tracks = lateness(Path(home), options.music)
    median, high, most = 1_000 * np.percentile(late, [50, 95, 100])
    print(f"{tracks} tracks listened to in {len(late) * INTERVAL:.1f} s of ticks")
    print(f"lateness of a 10 ms timer: median {median:.1f}, p95 {high:.1f}, max {most:.1f} ms")


def lateness(home: Path, music: Path) -> tuple[list[float], int]:
    """Seconds each tick came late, and how many tracks there were."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from app.application import make_application
    from app.session import Session
    from app.settings import Settings
    from app.tasks import Tasks
    from app.widgets.theme import Theme
    from app.window import Window
    from engine.library import Library

    theme = Theme.load()
    make_application(theme)
    session = Session(Tasks())
    window = Window(session, Settings(home), theme)
    window.show()
    loop = QEventLoop()
    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, now - last - INTERVAL))
        last = now
        if len(late) % CHOOSE_EVERY == 0:
            choose(window, len(late) // CHOOSE_EVERY)
        if heard_all(window):
            loop.quit()

    session.opened.connect(lambda: session.add_folders([music]))
    session.open(lambda: Library.open(home))
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=int(1_000 * INTERVAL))
    timer.timeout.connect(tick)
    timer.start()
    loop.exec()
    timer.stop()
    tracks = len(session.listing.rows)
    window.close()
    session.close()
    return late, tracks


def choose(window: Window, number: int) -> None:
    """Click on, as it were: the next track of the table."""
    if rows := window.session.listing.rows:
        window.library.table.select(rows[number % len(rows)].track.id)


def heard_all(window: Window) -> bool:
    """Whether there are tracks and none of them waits."""
    from engine.types import TrackState

    states = window.session.listing.states
    return bool(states) and not states.get(TrackState.WAITING)


if __name__ == "__main__":
    main()
