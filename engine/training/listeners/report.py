"""The report on listeners: Markdown, pictures, and the split that the figures are of.

Intervals are over users, those of differences over runs too: they tell how much the choice of users
and of seeds moves a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.models.listeners_file import ListenersFile
from engine.training.listeners import plots, rivals, search_report
from engine.training.listeners.company import agreement, most_played, nearest
from engine.training.listeners.comparison import ahead
from engine.training.listeners.examination import Examination, System, mean
from engine.training.listeners.measures import LENGTH
from engine.training.listeners.split import TEST, VALIDATION

_SHOWN, _NEIGHBOURS = 12, 5
_AMONG = 2_000
"""Items that are looked through for neighbours: those with the most listeners."""


@dataclass(frozen=True, slots=True)
class Map:
    """The picture of the most played items, and the tag of each that it is coloured by."""

    picture: Path
    items: Sequence[int]
    tags: Sequence[str]


def write_report(
    examination: Examination,
    folder: Path,
    command: str,
    left_out: Sequence[str],
    map_: Map | None = None,
) -> Path:
    """Write `report.md` and the pictures into `folder`; returns the page.

    `command` made it, `left_out` tells what of the plays could not be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    models = [model for system in examination.systems for model in system.models]
    first = models[0]
    parts = [
        f"# How well listeners are known from {examination.tally.name}",
        f"Made by `{command}`.",
        _what(examination, left_out),
        _table(examination),
        _in_words(examination),
        *_pictures(examination, folder),
        *search_report.told(examination.searches, models, folder),
        _map(first, map_),
        _company(examination, first),
        "## How each was trained",
        *(_settings(system) for system in examination.systems if system.models),
        _HOW,
    ]
    page = folder / "report.md"
    page.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    return page


def _what(examination: Examination, left_out: Sequence[str]) -> str:
    tally, split = examination.tally, examination.split
    how = "the newest discoveries" if examination.by_time else "drawn at random"
    lines = [
        f"{len(tally.users):,} users, {len(tally.items):,} items, {len(tally):,} pairs of both.",
        f"Of each user's items {TEST:.0%} are the test's and {VALIDATION:.0%} validation's, {how},"
        f" rounded down: {split.train.nnz:,} pairs to learn from, {split.validation.nnz:,} to"
        f" choose the epoch by, {split.test.nnz:,} to be found. {examination.unseen:.1%} of the"
        " latter are of items that nobody plays in the other two: no system can find them.",
    ]
    return " ".join(lines) + ("\n\n```\n" + "\n".join(left_out) + "\n```" if left_out else "")


def _table(examination: Examination) -> str:
    rows = [
        f"| {_name(system)} | {len(system.runs)} | {_interval(system.recall())} "
        f"| {_interval(system.ndcg())} | {system.coverage(LENGTH):.1%} |"
        for system in examination.systems
    ]
    head = f"| | runs | recall@{LENGTH} | NDCG@{LENGTH} | coverage@{LENGTH} |"
    return "\n".join([head, "|---|---:|---:|---:|---:|", *rows])


def _name(system: System) -> str:
    return system.name if system.models else f"*{system.name}*"


def _interval(values: np.ndarray) -> str:
    """Of runs and users (r, n)."""
    value, half = mean(values.mean(axis=0))
    return f"{value:.4f}" if np.isnan(half) else f"{value:.4f} ± {half:.4f}"


def _in_words(examination: Examination) -> str:
    """What is ours beside everything else, user by user, and each run by itself."""
    systems = examination.systems
    sentences = [
        _compared(system, other)
        for system in systems
        if system.models
        for other in systems
        if not other.models
    ]
    sentences += [_runs(system) for system in systems if len(system.runs) > 1]
    asked = {system.name for system in systems}
    if missing := [each.system for each in examination.searches if each.system in rivals.LEARN
                   and each.system not in asked]:  # fmt: skip
        sentences.append(f"implicit is not installed; {' and '.join(missing)} were not asked.")
    return "**In words.** " + " ".join(sentences)


def _compared(system: System, other: System) -> str:
    """Both were asked about the same users, so the difference is each user's own."""
    gain, low, high = ahead(system.ndcg(), other.ndcg())
    verdict = "no surely better or worse than" if low <= 0 <= high else (
        "better than" if gain > 0 else "worse than"
    )  # fmt: skip
    return (
        f"{system.name} is {verdict} *{other.name}*: its NDCG@{LENGTH} is {gain:+.4f}"
        f" ({low:+.4f} to {high:+.4f}) beside it."
    )


def _runs(system: System) -> str:
    each = ", ".join(f"{value:.4f}" for value in system.ndcg().mean(axis=1))
    return f"The runs of {_name(system)} have {each}."


def _pictures(examination: Examination, folder: Path) -> list[str]:
    plots.draw_lengths(examination.systems, folder / "lengths.png")
    shown = ["![Recall and NDCG by the length of the list](lengths.png)"]
    if plots.draw_courses(examination.systems, folder / "courses.png"):
        shown.append("![Loss and validation of each run](courses.png)")
    return shown


def _map(model: ListenersFile, map_: Map | None) -> str:
    if map_ is None:
        return ""
    same, chance = agreement(model.space.items[list(map_.items)], map_.tags)
    return (
        f"## Items by who plays them\n\n![t-SNE of the items]({map_.picture.name})\n\n"
        f"t-SNE of the {len(map_.items):,} items with the most listeners, coloured by the tag that"
        " each was given most often; the model never saw a tag. Of the ten nearest neighbours of"
        f" an item {same:.1%} carry its tag; of ten drawn at random {chance:.1%} would."
    )


def _company(examination: Examination, model: ListenersFile) -> str:
    """What the model finds alike to the most played items."""
    listeners = np.bincount(examination.tally.of_item, minlength=len(examination.tally.items))
    among = most_played(listeners, _AMONG)
    rows = []
    for item in among[:_SHOWN].tolist():
        alike = nearest(model, item, among, _NEIGHBOURS)
        names = ", ".join(_cell(model.items[row].name) for row in alike)
        rows.append(f"| {_cell(model.items[item].name)} | {names} |")
    said = (
        f"According to {model.path.stem}, among the {len(among):,} items with the most listeners."
    )
    head = ["## Played by the same people", "", said, "", "| | nearest |", "|---|---|"]
    return "\n".join([*head, *rows])


def _cell(name: str) -> str:
    return name.replace("|", "\\|")


def _settings(system: System) -> str:
    first = system.models[0].trained_on
    told = {name: value for name, value in first.items() if name not in ("data", "seed")}
    settings = ", ".join(f"{name} {value}" for name, value in sorted(told.items()))
    runs = ", ".join(f"{run.model_id} with seed {run.trained_on['seed']}" for run in system.models)
    return f"{system.name} ({runs}): {settings}."


_HOW = f"""## How to read it

Everybody is recommended {LENGTH} of all items but those known to be theirs. *Recall* is the share
of the user's test items among them, *NDCG* the same with the first places counting most, as a share
of the best list; both are means over the users who have test items. *Coverage* is the share of all
items that anybody is recommended. `±` is half a 95 % interval over users; in brackets are 95 %
intervals of a paired bootstrap over users and runs."""
