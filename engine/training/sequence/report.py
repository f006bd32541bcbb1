"""The report on continued playlists: Markdown, pictures, and every mean as CSV.

`±` is half a 95 % interval over the playlists that were asked about; between two ways it is that of
their difference on the same playlists.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from engine.training.curves import draw_curves
from engine.training.pictures import picture
from engine.training.sequence.evaluate import GENSIM, NEIGHBOURS, OURS, Evaluation
from engine.training.sequence.measures import CANDIDATES, MEASURES
from engine.training.sequence.questions import LEAST_HIDDEN, TASKS, Task
from engine.training.sequence.summary import Mean, apart, of_task, overall
from engine.training.sequence.train import course_of

_CLICKS = MEASURES.index("clicks")
_ALL = "all"


def write_report(evaluation: Evaluation, folder: Path, command: str) -> Path:
    """Write `report.md`, its pictures and `figures.csv` into `folder`; returns the page.

    `command` made it, and is named in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    course = course_of(evaluation.recipe)
    draw_measures(evaluation, folder / "measures.png")
    draw_curves(evaluation.fitted.points, course, folder / "curves.png")
    parts = [
        f"# How well playlists are continued: {evaluation.name}",
        f"Made by `{command}`.",
        _what(evaluation),
        _in_words(evaluation),
        "![The measures of each way, by task](measures.png)",
        *(_table(evaluation, place) for place in _told(evaluation)),
        _settings(evaluation),
        "![Loss of skip-gram](curves.png)",
        _LIMITS,
    ]
    page = folder / "report.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    _write_figures(evaluation, folder / "figures.csv")
    return page


def as_values(evaluation: Evaluation) -> Mapping[str, Mapping[str, float | None]]:
    """The mean of each way and measure over all playlists, for the command line."""
    means = {name: overall(evaluation, each).mean for name, each in evaluation.figures.items()}
    return {
        name: {
            measure: None if np.isnan(value) else float(value)
            for measure, value in zip(MEASURES, mean, strict=True)
        }
        for name, mean in means.items()
    }


def draw_measures(evaluation: Evaluation, path: Path) -> None:
    """Bars for each way, in groups by task, one plot a measure."""
    places = _told(evaluation)
    tasks = [task for task in TASKS if any(one.task == task for one in evaluation.questions)]
    with picture(path, 9, 2.4 * len(places)) as figure:
        for row, place in enumerate(places, 1):
            plot = figure.add_subplot(len(places), 1, row)
            width = 0.8 / len(evaluation.figures)
            for number, (name, figures) in enumerate(evaluation.figures.items()):
                means = [m for task in tasks if (m := of_task(evaluation, figures, task))]
                plot.bar(
                    np.arange(len(tasks)) + width * (number + 0.5) - 0.4,
                    [mean.mean[place] for mean in means],
                    width,
                    yerr=np.nan_to_num([mean.half[place] for mean in means]),
                    label=name,
                )
            plot.set_xticks(range(len(tasks)), [task.name for task in tasks])
            plot.set_ylabel(MEASURES[place] + (" (less is better)" if place == _CLICKS else ""))
            plot.grid(alpha=0.3, axis="y")
        figure.axes[0].legend(ncols=len(evaluation.figures), fontsize=8, loc="upper left")


def _told(evaluation: Evaluation) -> list[int]:
    """The measures that have a value: without artists there is no credit for them."""
    known = np.isfinite(next(iter(evaluation.figures.values()))).all(axis=0)
    return np.flatnonzero(known).tolist()


def _what(evaluation: Evaluation) -> str:
    counts = evaluation.counts
    playlists = len({one.playlist for one in evaluation.questions})
    lines = [
        f"Every way learned from {counts['playlists']:,} playlists with {counts['entries']:,} "
        f"entries of {counts['tracks']:,} tracks, and was asked {len(evaluation.questions):,} "
        f"times about {playlists:,} others (the {evaluation.part} part): given the title alone, "
        f"the first 1, 5, 10 or 25 tracks, or 5 or 25 drawn at random, find the rest among "
        f"{CANDIDATES} candidates.",
        f"{evaluation.unknown:.1%} of the entries asked about stand in no playlist that was "
        "learned from; nobody can find these, and they are left out, as in the challenge.",
        "**Artists:** "
        + (
            f"known of {evaluation.artists:.1%} of the tracks."
            if evaluation.artists
            else "not known, so there is no credit for them."
        ),
        *evaluation.told,
    ]
    return "\n\n".join(lines)


def _in_words(evaluation: Evaluation) -> str:
    """Said in words, so that nobody has to find it in the tables."""
    sentences = []
    if GENSIM in evaluation.figures:
        sentences.append(f"{OURS} against {GENSIM}: {_compared(evaluation, OURS, GENSIM)}.")
    else:
        sentences.append("gensim is not installed; it was not asked.")
    sentences.append(f"{NEIGHBOURS} against {OURS}: {_compared(evaluation, NEIGHBOURS, OURS)}.")
    for place in _told(evaluation):
        won = [task.name for task in TASKS if _best(evaluation, place, task) == NEIGHBOURS]
        sentences.append(
            f"{NEIGHBOURS} has the best {MEASURES[place]} in: {', '.join(won) or '–'}."
        )
    return "**In words.** " + " ".join(sentences)


def _compared(evaluation: Evaluation, one: str, other: str) -> str:
    gap = apart(evaluation, one, other)
    return ", ".join(
        f"{MEASURES[place]} {gap.mean[place]:+.4f} ± {gap.half[place]:.4f} ({_verdict(gap, place)})"
        for place in _told(evaluation)
    )


def _verdict(gap: Mean, place: int) -> str:
    if not abs(gap.mean[place]) > gap.half[place]:
        return "level"
    return "better" if (gap.mean[place] > 0) != (place == _CLICKS) else "worse"


def _best(evaluation: Evaluation, place: int, task: Task) -> str | None:
    """Which way is best at a task; None if it was not asked."""
    means = {
        name: mean.mean[place]
        for name, figures in evaluation.figures.items()
        if (mean := of_task(evaluation, figures, task))
    }
    choose = min if place == _CLICKS else max
    return choose(means, key=lambda name: means[name]) if means else None


def _table(evaluation: Evaluation, place: int) -> str:
    """One measure: a row a way, a column a task."""
    head = " | ".join([_ALL, *(task.name for task in TASKS)])
    rows = [f"| {MEASURES[place]} | {head} |", "|---" + "|---:" * (len(TASKS) + 1) + "|"]
    for name, figures in evaluation.figures.items():
        means = [overall(evaluation, figures), *(of_task(evaluation, figures, t) for t in TASKS)]
        rows.append(f"| {name} | " + " | ".join(_cell(mean, place) for mean in means) + " |")
    if place == 0:
        asked = [sum(one.task == task for one in evaluation.questions) for task in TASKS]
        rows.append(f"| *playlists asked* | | {' | '.join(map(str, asked))} |")
    return "\n".join(rows)


def _cell(mean: Mean | None, place: int) -> str:
    if mean is None:
        return "–"
    digits = 2 if place == _CLICKS else 3
    return f"{mean.mean[place]:.{digits}f} ± {mean.half[place]:.{digits}f}"


def _settings(evaluation: Evaluation) -> str:
    recipe = evaluation.recipe
    return (
        f"**Settings** of {OURS} and {GENSIM} alike: {recipe.dimension} dimensions, window "
        f"{recipe.window}, {recipe.negatives} negatives by counts to the power {recipe.power}, "
        f"subsampling from {recipe.subsample:g}, tracks from {recipe.least} occurrences on, "
        f"{recipe.epochs} epochs. Learning rates are each one's own: {recipe.rate} (Adagrad by "
        "rows) here, 0.025 (plain descent) there. Candidates are those nearest by cosine to the "
        "mean of the given tracks' unit vectors, for both."
    )


def _write_figures(evaluation: Evaluation, path: Path) -> None:
    """Every mean, for other programs."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["way", "task", "measure", "mean", "half"])
        writer.writerows(_rows(evaluation))


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, str, str, str, str]]:
    for name, figures in evaluation.figures.items():
        means = [(_ALL, overall(evaluation, figures))]
        means += [(t.name, m) for t in TASKS if (m := of_task(evaluation, figures, t))]
        for task, mean in means:
            for place in _told(evaluation):
                yield (
                    name,
                    task,
                    MEASURES[place],
                    f"{mean.mean[place]:.6f}",
                    f"{mean.half[place]:.6f}",
                )


_LIMITS = f"""## How to read it

*R-precision* is the share of a playlist's h hidden tracks among the first h candidates. *With
artists* it adds a quarter of a track for each artist of a hidden track that occurs there, as the
challenge did in its final ranking; a perfect list then has more than 1. *NDCG* weighs every hit
among the {CANDIDATES} by its place, log2(1 + place), as the organisers' program does. *Clicks* is
how often the next ten candidates must be asked for until one is right; 51 if none is. *All* is the
mean over playlists, each with the mean over its tasks.

A task is only asked of playlists that leave at least {LEAST_HIDDEN} tracks to find. Each given or
hidden track counts once, however often it is in the playlist. A title stands for the tracks of the
playlists whose titles share its words: for item-kNN these are the candidates themselves, for
vectors the mean of these is where the nearest are looked for; a title without a known word gets
what is popular."""
