"""From a click on a track to its neighbours on the screen: `make bench-clicks`.

The real window on the analysed demo library, drawn offscreen. Each track of the table is clicked
with the mouse; the clock runs until the list of its neighbours has been painted.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np

ROUNDS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, default=Path(".nearfield"))
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    seconds = np.array(clicks(options.library)) * 1_000
    median, late = np.percentile(seconds, [50, 95])
    figures = f"median {median:.1f} ms, p95 {late:.1f} ms over {len(seconds)} clicks"
    print(f"click to neighbours shown: {figures}")


def clicks(home: Path) -> list[float]:
    """Seconds from each click to its neighbours' painting."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from app.application import make_application
    from app.session import Session
    from app.settings import Settings
    from app.tasks import Tasks
    from app.widgets.theme import Theme
    from app.window import Window
    from engine.library import Library

    with Library.open(home) as library:
        library.refresh()
        library.analyse()
    theme = Theme.load()
    application = make_application(theme)
    session = Session(Tasks())
    window = Window(session, Settings(home / "bench"), theme)
    window.show()
    session.open(lambda: Library.open(home), background=False)
    while not (session.ready and window.idle):
        application.processEvents()
    table, similar = window.library.table, window.similar
    taken = []
    for row in list(range(1, table.model().rowCount())) * ROUNDS:
        index = table.model().index(row, 0)
        table.scrollTo(index)
        application.processEvents()
        wanted = session.listing.rows[row].id
        began = time.perf_counter()
        place = table.visualRect(index).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        while not (similar.seed and similar.seed.id == wanted and window.idle):
            application.processEvents()
        similar.list.viewport().repaint()
        taken.append(time.perf_counter() - began)
    window.close()
    session.close()
    return taken


if __name__ == "__main__":
    main()
