"""The pictures of a report on listeners."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.training.curves import read_curves
from engine.training.listeners.examination import LONGEST, System
from engine.training.listeners.measures import LENGTH
from engine.training.listeners.search import Search
from engine.training.pictures import picture

_PANELS = (("loss", "Loss"), ("validation_ndcg", f"NDCG@{LENGTH} of the validation"))


def draw_lengths(systems: Sequence[System], path: Path) -> None:
    """How recall and NDCG grow with the length of the list, in the mean over runs."""
    lengths = (1, 2, 5, 10, LENGTH, 30, 50, 70, LONGEST)
    with picture(path, 10, 4) as figure:
        recall, ndcg = figure.subplots(1, 2)
        for system in systems:
            style = "-" if system.models else ":"
            for plot, measure in ((recall, system.recall), (ndcg, system.ndcg)):
                means = [float(measure(length).mean()) for length in lengths]
                plot.plot(lengths, means, style, marker=".", label=system.name)
        recall.set(title="Found of what was played", xlabel="places", ylabel="recall")
        ndcg.set(title="Found, the first places counting most", xlabel="places", ylabel="NDCG")
        recall.legend()
        for plot in (recall, ndcg):
            plot.grid(alpha=0.3)


def draw_courses(systems: Sequence[System], path: Path) -> bool:
    """Loss and validation of each run whose curves lie beside its weights, if any do."""
    courses = {
        model.path.stem: read_curves(curves)
        for system in systems
        for model in system.models
        if (curves := model.path.with_suffix("") / "curves.csv").is_file()
    }
    if not courses:
        return False
    with picture(path, 10, 4) as figure:
        for plot, (column, title) in zip(figure.subplots(1, 2), _PANELS, strict=True):
            for name, points in courses.items():
                known = [point for point in points if column in point]
                plot.plot([p["epoch"] for p in known], [p[column] for p in known], label=name)
            plot.set(title=title, xlabel="epoch")
            plot.grid(alpha=0.3)
            plot.legend()
    return True


def draw_searches(searches: Sequence[Search], path: Path) -> None:
    """Each system's tries, and the best so far."""
    with picture(path, 7, 4) as figure:
        plot = figure.subplots()
        for search in searches:
            ndcg = [trial.ndcg for trial in search.trials]
            numbers = np.arange(1, len(ndcg) + 1)
            (line,) = plot.step(
                numbers, np.maximum.accumulate(ndcg), where="post", label=search.system
            )
            plot.plot(numbers, ndcg, ".", color=line.get_color(), alpha=0.5)
        plot.set(xlabel="settings tried", ylabel=f"NDCG@{LENGTH} of the validation")
        plot.grid(alpha=0.3)
        plot.legend(loc="lower right")
