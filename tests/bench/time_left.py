"""Is the time left told rightly? `make bench-time-left`.

Some thousands of tracks of a real length, all MP3s first, then all FLACs, then all Opus files, as
a library sorted by format would have them. Each second of the analysis its estimate is noted; at
the end it is known what would have been right.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from engine.library import Library
from engine.types import Progress
from tests.bench.music import TRACKS, linked, long_tracks

FIRST = 60.0
"""Seconds after which the estimate has to be right."""
LAST = 10.0
"""Seconds before the end from which on nobody asks."""


def main() -> None:
    """Analyse, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, default=Path("build/bench-music"))
    parser.add_argument("--tracks", type=int, default=5_000)
    options = parser.parse_args()
    tracks = sorted(long_tracks(options.music), key=lambda path: path.suffix)
    with tempfile.TemporaryDirectory() as place:
        for path in tracks:
            linked([path], Path(place, "music", path.suffix[1:], path.stem),
                   max(1, options.tracks // TRACKS))  # fmt: skip
        estimates, seconds = analyse(Path(place))
    report(estimates, seconds)


def analyse(place: Path) -> tuple[list[tuple[float, float]], float]:
    """Moments with the time left told at each, and how long it took in all."""
    estimates: list[tuple[float, float]] = []
    with Library.open(place / "home") as library:
        library.folders.add(place / "music")
        library.refresh()
        began = time.monotonic()

        def note(now: Progress) -> None:
            if now.seconds_left is not None:
                estimates.append((time.monotonic() - began, now.seconds_left))

        done = library.analyse(note)
        print(f"{done.done} tracks in {time.monotonic() - began:.0f} s")
        return estimates, time.monotonic() - began


def report(estimates: Sequence[tuple[float, float]], seconds: float) -> None:
    """Print how far off the estimates were, as shares of the time that was really left."""
    errors = [
        abs(left - (seconds - at)) / (seconds - at)
        for at, left in estimates
        if FIRST <= at <= seconds - LAST
    ]
    if not errors:
        print(f"It took less than {FIRST + LAST:g} seconds: give it more --tracks.")
        return
    print(
        f"time left, from {FIRST:g} s on: off by {statistics.median(errors):.1%} in the middle, "
        f"{max(errors):.1%} at worst, over {len(errors)} estimates"
    )


if __name__ == "__main__":
    main()
