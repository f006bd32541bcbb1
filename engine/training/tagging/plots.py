"""The pictures of a tagger's report, as the published work draws them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn import metrics

from engine.training.curves import read_curves
from engine.training.pictures import picture
from engine.training.tagging.examination import Examination, System
from engine.training.tagging.measures import MEASURES, co_occurrence, over_runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_AUC = MEASURES.index("AUC-ROC")
_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")
_SHOWN = 50
"""Tags of a co-occurrence picture."""


def short(tag: str) -> str:
    """A tag without its vocabulary and category."""
    return tag.rpartition("---")[2] if "---" in tag else tag.partition("/")[2] or tag


def draw_tags(examination: Examination, system: System, path: Path) -> None:
    """Bars of the AUC of each tag, by group, best first, with the interval over the runs."""
    auc, half = over_runs(system.measures(examination.labels)[..., _AUC])
    groups = list(dict.fromkeys(examination.groups))
    order = [
        tag
        for group in groups
        for tag in examination.order(system)
        if examination.groups[tag] == group and np.isfinite(auc[tag])
    ]
    with picture(path, 1.5 + 0.28 * max(8, len(order)), 4.2) as figure:
        plot = figure.add_subplot()
        colours = [_COLOURS[groups.index(examination.groups[tag]) % len(_COLOURS)] for tag in order]
        whiskers = None if len(system.runs) < 2 else np.nan_to_num(half[order])
        plot.bar(range(len(order)), auc[order], color=colours, yerr=whiskers, capsize=2)
        plot.axhline(0.5, color="grey", linestyle=":")
        plot.set_xticks(range(len(order)), [short(examination.tags[tag]) for tag in order])
        plot.tick_params(axis="x", rotation=90)
        plot.set(ylim=(0, 1), ylabel="AUC-ROC", title=f"{system.name}: each tag, by group")
        _name_groups(plot, [examination.groups[tag] for tag in order])


def _name_groups(plot: Axes, groups: Sequence[str]) -> None:
    """Write each group's name above its bars."""
    for group in dict.fromkeys(groups):
        places = [place for place, each in enumerate(groups) if each == group]
        plot.text(sum(places) / len(places), 1.0, group, ha="center", va="bottom", fontsize=8)
    plot.set_title(plot.get_title(), pad=16)


def draw_roc(examination: Examination, system: System, path: Path) -> None:
    """The ROC curve of each tag over all runs, and their mean."""
    places = np.linspace(0, 1, 101)
    curves = []
    with picture(path, 5, 4.6) as figure:
        plot = figure.add_subplot()
        for tag in range(len(examination.tags)):
            truth = np.tile(examination.labels[:, tag], len(system.runs))
            if truth.any() and not truth.all():
                false, true, _ = metrics.roc_curve(truth, system.scores[:, :, tag].ravel())
                plot.plot(false, true, color=_COLOURS[0], alpha=0.25, linewidth=0.8)
                curves.append(np.interp(places, false, true))
        if curves:
            plot.plot(places, np.mean(curves, axis=0), color="black", label="mean of the tags")
            plot.legend(loc="lower right")
        plot.plot((0, 1), (0, 1), color="grey", linestyle=":")
        plot.set(xlabel="false alarms", ylabel="found", title=f"{system.name}: ROC of each tag")


def draw_losses(systems: Sequence[System], path: Path) -> bool:
    """Training and validation loss of each run whose curves lie beside its weights, if any do."""
    courses = [
        (system, read_curves(curves))
        for system in systems
        for run in system.runs
        if (curves := run.path.with_suffix("") / "curves.csv").is_file()
    ]
    if not courses:
        return False
    names = [system.name for system in systems]
    with picture(path, 6, 4) as figure:
        plot = figure.add_subplot()
        for system, points in courses:
            colour = _COLOURS[names.index(system.name) % len(_COLOURS)]
            epochs = [point["epoch"] for point in points]
            for column, style in (("loss", ":"), ("validation_loss", "-")):
                values = [point.get(column, np.nan) for point in points]
                plot.plot(epochs, values, style, color=colour, label=f"{system.name}, {column}")
        lines, labels = plot.get_legend_handles_labels()
        once = dict(zip(labels, lines, strict=True))
        plot.legend(list(once.values()), [label.replace("_", " ") for label in once])
        plot.set(xlabel="epoch", ylabel="binary cross-entropy", title="Loss")
    return True


def draw_co_occurrence(tags: Sequence[str], labels: NDArray[np.bool_], path: Path) -> None:
    """Of the tracks with the tag of a row, the share that also has that of a column."""
    most = np.argsort(-labels.sum(axis=0), kind="stable")[:_SHOWN]
    side = 2.5 + 0.2 * len(most)
    with picture(path, side + 0.8, side) as figure:
        plot = figure.add_subplot()
        image = plot.imshow(co_occurrence(labels[:, most]), vmin=0, vmax=1, cmap="viridis")
        names = [short(tags[tag]) for tag in most]
        plot.set_xticks(range(len(most)), names, rotation=90)
        plot.set_yticks(range(len(most)), names)
        plot.set_title("Tags that go together")
        figure.colorbar(image, shrink=0.7)
