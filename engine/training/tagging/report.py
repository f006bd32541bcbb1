"""The report on taggers: Markdown and one HTML file of the same, with pictures and a table of all.

Figures are means over runs; `±` is half a 95 % interval by Student's t over the runs.
"""

from __future__ import annotations

import base64
import csv
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from markdown_it import MarkdownIt

from engine.training.tagging import plots
from engine.training.tagging.examination import Examination, System
from engine.training.tagging.measures import MEASURES, over_runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ACCURACY = MEASURES.index("accuracy")
_HEAD = "| " + " | ".join(MEASURES) + " |"
_FEW = 10
"""With fewer tracks of a tag than this, its figures are mostly chance."""
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{padding:.15em .7em;border-bottom:1px solid #ddd;"
    "text-align:right}td:first-child,th:first-child{text-align:left}img{max-width:100%}"
)


def write_report(examination: Examination, folder: Path, command: str) -> Path:
    """Write `report.md`, `report.html`, the pictures and `tags.csv` into `folder`.

    `command` made it, and is named in it. Returns the Markdown page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        f"# How well taggers do on {examination.music}",
        f"Made by `{command}`.",
        _what(examination),
        _summary(examination),
        _in_words(examination),
        *_pictures(examination, folder),
        *(_system(examination, system) for system in examination.systems),
        _LIMITS,
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    page = folder / "report.md"
    page.write_text(text, encoding="utf-8")
    (folder / "report.html").write_text(_as_html(text, folder), encoding="utf-8")
    _write_table(examination, folder / "tags.csv")
    return page


def _what(examination: Examination) -> str:
    tracks = len(examination.labels)
    lines = [
        f"{tracks} tracks of {examination.owners} artists or loose tracks "
        f"({_part(examination.part)}), {len(examination.tags)} tags, "
        f"{examination.labels.sum() / tracks:.1f} of them a track.",
        _listed("Left out", [f"{reason} ({n})" for reason, n in examination.left_out.items()]),
        _listed("Tags that are not asked for", examination.unasked),
    ]
    return "\n\n".join(line for line in lines if line)


def _part(part: str) -> str:
    return "everything there is" if part == "all" else f"the {part} split"


def _listed(what: str, items: Sequence[str]) -> str:
    return f"{what}: {', '.join(items)}." if items else ""


def _summary(examination: Examination) -> str:
    """One row a system, and what needs no ears: never saying a tag, and guessing."""
    share = examination.labels.mean(axis=0)
    known = (share > 0) & (share < 1)
    never = f"{(1 - share).mean():.3f}"
    guess = f"{share[known].mean():.3f}" if known.any() else "–"
    rows = [
        f"| {system.name} | {len(system.runs)} | {_row(*over_runs(examination.overall(system)))} |"
        for system in examination.systems
    ]
    rows.append(f"| *never says a tag* | | {never} | – | 0.000 | – | – |")
    rows.append(f"| *guesses* | | | | | {guess} | 0.500 |")
    head = f"| mean over the tags | runs {_HEAD}"
    return "\n".join(["## All tags", "", head, "|---|---:" + "|---:" * len(MEASURES) + "|", *rows])


def _row(mean: NDArray[np.float64], half: NDArray[np.float64]) -> str:
    return " | ".join(_figure(value, width) for value, width in zip(mean, half, strict=True))


def _figure(value: float, half: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:.3f}" if np.isnan(half) else f"{value:.3f} ± {half:.3f}"


def _in_words(examination: Examination) -> str:
    """Said in words, so that nobody has to find it in the tables: what the figures are worth."""
    counts = examination.labels.sum(axis=0)
    sentences = [_worth(examination, system) for system in examination.systems]
    if rare := int((counts < _FEW).sum()):
        sentences.append(
            f"{rare} of the {len(counts)} tags are carried by fewer than {_FEW} of the tracks:"
            " their figures move by a tenth with a single track."
        )
    if unknown := int(((counts == 0) | (counts == len(examination.labels))).sum()):
        sentences.append(f"No AUC for {unknown} of the tags: no track here has them, or every one.")
    if single := [system.name for system in examination.systems if len(system.runs) < 2]:
        sentences.append(f"There is no interval for {', '.join(single)}: it is one run.")
    return "**In words.** " + " ".join(sentences)


def _worth(examination: Examination, system: System) -> str:
    """What a system can do, and what it cannot."""
    mean, half = over_runs(examination.overall(system))
    never = 1 - examination.labels.mean()
    above = mean[_ACCURACY] - np.nan_to_num(half[_ACCURACY]) > never
    said = (
        f"{system.name} orders the tracks of a tag with an AUC of {_figure(mean[-1], half[-1])},"
        " where guessing has 0.5; its accuracy at a threshold of 0.5 is "
        f"{'above' if above else 'not surely above'} that of never saying any tag."
    )
    auc = over_runs(system.measures(examination.labels))[0][..., -1]
    worse = [plots.short(examination.tags[tag]) for tag in np.flatnonzero(auc < 0.5)]
    return said + (f" It is worse than guessing on {', '.join(worse)}." if worse else "")


def _pictures(examination: Examination, folder: Path) -> Iterable[str]:
    """Draw them, and show them."""
    yield "## Pictures"
    for number, system in enumerate(examination.systems, 1):
        plots.draw_tags(examination, system, folder / f"tags-{number}.png")
        plots.draw_roc(examination, system, folder / f"roc-{number}.png")
        yield f"![AUC of each tag, {system.name}](tags-{number}.png)"
        yield f"![ROC curves, {system.name}](roc-{number}.png)"
    if plots.draw_losses(examination.systems, folder / "loss.png"):
        yield "![Loss of training and validation](loss.png)"
    plots.draw_co_occurrence(examination.tags, examination.labels, folder / "together.png")
    yield "![Tags that go together](together.png)"


def _system(examination: Examination, system: System) -> str:
    """Every tag of a system by group, best AUC first."""
    runs = ", ".join(f"{run.path.name} ({run.model_id})" for run in system.runs)
    parts = [f"## {system.name}", f"`{system.runs[0].architecture}`: {runs}."]
    mean, half = over_runs(system.measures(examination.labels))
    for group in dict.fromkeys(examination.groups):
        rows = [f"| {group} | tracks {_HEAD}", "|---|---:" + "|---:" * len(MEASURES) + "|"]
        rows += [
            f"| {plots.short(examination.tags[tag])} | {examination.labels[:, tag].sum()} | "
            f"{_row(mean[tag], half[tag])} |"
            for tag in examination.order(system)
            if examination.groups[tag] == group
        ]
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def _write_table(examination: Examination, path: Path) -> None:
    """Every figure of every run, for other programs."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["system", "weights", "tag", "group", "tracks", *MEASURES])
        for system in examination.systems:
            for run, measures in zip(system.runs, system.measures(examination.labels), strict=True):
                for tag, figures in enumerate(measures):
                    said = ["" if np.isnan(figure) else f"{figure:.6f}" for figure in figures]
                    place = (examination.tags[tag], examination.groups[tag])
                    tracks = int(examination.labels[:, tag].sum())
                    writer.writerow([system.name, run.path.name, *place, tracks, *said])


def _as_html(text: str, folder: Path) -> str:
    """The page as one file, its pictures inside it."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    body = re.sub(r'src="([^"/]+\.png)"', lambda found: _embedded(folder, found), body)
    title = html.escape(text.splitlines()[0].lstrip("# "))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n{body}</body></html>\n"


def _embedded(folder: Path, found: re.Match[str]) -> str:
    picture = base64.b64encode((folder / found.group(1)).read_bytes()).decode()
    return f'src="data:image/png;base64,{picture}"'


def as_values(examination: Examination) -> Mapping[str, object]:
    """The figures of each system, for the command line: mean, half width (None for one run)."""
    values = {}
    for system in examination.systems:
        mean, half = over_runs(examination.overall(system))
        values[system.name] = {
            measure: {"mean": _number(mean[place]), "half": _number(half[place])}
            for place, measure in enumerate(MEASURES)
        }
    return values


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


_LIMITS = """## How to read it

Every tag is a question of its own, asked of whole tracks: the scores of a track are the mean over
the windows that are heard of it. *Accuracy*, *precision* and *recall* are those of saying a tag
from a score of 0.5 on; most tags are rare, so never saying one is right most of the time, and
precision has no value for a tag that is never said. *Average precision* and *AUC-ROC* need no
threshold: the first is as low as the share of the tracks with the tag for a guess, the second 0.5.
`±` tells how much the luck of a training run moves a figure, not what other music would."""
