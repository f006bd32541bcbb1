"""How the figures of the index grow with the library, in one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from tests.bench.neighbours import Row

Lines = dict[str, Callable[["Row"], float]]

TIMES: Lines = {
    "p50": lambda row: row.figures.all.times.p50,
    "p99": lambda row: row.figures.all.times.p99,
    "p99 while adding": lambda row: row.figures.adding.p99,
    "p99 of 1 % of the tracks": lambda row: row.figures.among["1.0% together"].times.p99,
}
RECALLS: Lines = {
    "all": lambda row: row.recall,
    "10 %, scattered": lambda row: row.part_recall["10.0% scattered"],
    "10 %, together": lambda row: row.part_recall["10.0% together"],
    "1 %": lambda row: row.part_recall["1.0% together"],
}
LOADING: Lines = {
    "vectors loaded: searches answer": lambda row: row.figures.rows_loaded,
    "graph loaded: searches are quick": lambda row: (
        row.figures.rows_loaded + row.figures.graph_loaded
    ),
    "graph built": lambda row: row.build,
}
MEMORY: Lines = {"megabytes": lambda row: row.figures.memory * row.size / 1e6}
RATE: Lines = {
    "alone": lambda row: row.figures.add_rate,
    "while searching": lambda row: row.figures.add_rate_searched,
}


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write the picture."""
    figure = Figure(figsize=(12, 7), layout="constrained")
    panels = figure.subplots(2, 3).flat
    _panel(next(panels), rows, "A query for 20 neighbours, ms", TIMES, log=True)
    _panel(next(panels), rows, "Recall@20", RECALLS)
    _panel(next(panels), rows, "Added a second", RATE, log=True)
    _panel(next(panels), rows, "Seconds", LOADING, log=True)
    _panel(next(panels), rows, "Memory, MB", MEMORY, log=True)
    next(panels).set_axis_off()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _panel(axes: Axes, rows: Sequence[Row], title: str, lines: Lines, *, log: bool = False) -> None:
    for name, value in lines.items():
        points = [(row.size, value(row)) for row in rows]
        shown = [(size, figure) for size, figure in points if figure > 0]
        if shown:
            axes.plot(*zip(*shown, strict=True), marker="o", label=name)
    axes.set_title(title)
    axes.set_xlabel("tracks")
    axes.set_xscale("log")
    if log:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0.94, 1.002)
    axes.grid(alpha=0.3)
    axes.legend()
