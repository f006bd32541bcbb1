"""Curves of a training run: read again, and as a picture; without what it takes to train."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from engine.training.course import Course, Point
from engine.training.pictures import picture

_PLACES = ("epoch", "step")


def read_curves(path: Path) -> list[Point]:
    """The points of a `curves.csv`."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            {name: float(value) for name, value in row.items() if value}
            for row in csv.DictReader(file)
        ]


def draw_curves(points: Sequence[Point], course: Course, path: Path) -> None:
    """One plot for each figure over the steps; a line marks the best epoch."""
    names = [name for name in dict.fromkeys(n for p in points for n in p) if name not in _PLACES]
    columns = min(3, len(names))
    rows = math.ceil(len(names) / columns)
    choose = max if course.highest else min
    best = choose(points, key=lambda point: point[course.metric])["step"]
    with picture(path, 4 * columns, 3 * rows) as figure:
        for place, name in enumerate(names, 1):
            plot = figure.add_subplot(rows, columns, place)
            known = [point for point in points if name in point]
            plot.plot([p["step"] for p in known], [p[name] for p in known], marker=".")
            plot.axvline(best, color="grey", linestyle=":")
            plot.set(title=name.replace("_", " "), xlabel="step")
            plot.grid(alpha=0.3)
