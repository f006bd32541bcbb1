"""The pictures of a report on listeners."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.training.curves import read_curves
from engine.training.listeners.examination import LONGEST, System
from engine.training.listeners.measures import LENGTH

_PANELS = (("loss", "Loss"), ("validation_ndcg", f"NDCG@{LENGTH} of the validation"))


def draw_lengths(systems: Sequence[System], path: Path) -> None:
    """How recall and NDCG grow with the length of the list."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    FigureCanvasAgg(figure)
    recall, ndcg = figure.subplots(1, 2)
    lengths = (1, 2, 5, 10, LENGTH, 30, 50, 70, LONGEST)
    for system in systems:
        style = "-" if system.model else ":"
        found = system.ranked
        for plot, measure in ((recall, found.recall), (ndcg, found.ndcg)):
            means = [float(measure(length).mean()) for length in lengths]
            plot.plot(lengths, means, style, marker=".", label=system.name)
    recall.set(title="Found of what was played", xlabel="places", ylabel="recall")
    ndcg.set(title="Found, the first places counting most", xlabel="places", ylabel="NDCG")
    for plot in (recall, ndcg):
        plot.grid(alpha=0.3)
        plot.legend()
    figure.savefig(path, dpi=100, metadata={"Software": None})


def draw_courses(systems: Sequence[System], path: Path) -> bool:
    """Loss and validation of each run whose curves lie beside its weights, if any do."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    courses = {
        system.name: read_curves(curves)
        for system in systems
        if system.model and (curves := system.model.path.with_suffix("") / "curves.csv").is_file()
    }
    if not courses:
        return False
    figure = Figure(figsize=(10, 4), layout="constrained")
    FigureCanvasAgg(figure)
    for plot, (column, title) in zip(figure.subplots(1, 2), _PANELS, strict=True):
        for name, points in courses.items():
            known = [point for point in points if column in point]
            plot.plot([p["epoch"] for p in known], [p[column] for p in known], label=name)
        plot.set(title=title, xlabel="epoch")
        plot.grid(alpha=0.3)
        plot.legend()
    figure.savefig(path, dpi=100, metadata={"Software": None})
    return True
