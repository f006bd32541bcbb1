"""The report of an evaluation: docs/evaluation.md and its two pictures."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.labels import label
from engine.training.distillation.recipe import NETWORKS
from engine.training.distillation.teachers import TOP
from engine.training.evaluation.evaluate import EAR, Evaluation
from engine.training.evaluation.protocol import QUESTIONS, Examined
from engine.training.evaluation.ranking import Ranking, interval
from engine.training.pictures import picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FIRST = next(iter(QUESTIONS))
"""The question that is drawn."""


def write_report(evaluation: Evaluation, page: Path, command: str) -> None:
    """Write `page` (Markdown) and the pictures in a folder of its name beside it."""
    pictures = page.with_suffix("")
    pictures.mkdir(parents=True, exist_ok=True)
    _draw(evaluation, pictures)
    parts = [
        _head(evaluation, command),
        *(_question(name, evaluation.examined) for name in QUESTIONS),
        _picture("Precision at 5 by system", pictures / "precision.png"),
        _cost(evaluation),
        _picture("Precision at 5 against cost", pictures / "cost.png"),
        _ablations(evaluation),
        _steadiness(evaluation),
        _agreement(evaluation),
    ]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _head(evaluation: Evaluation, command: str) -> str:
    return f"""# Evaluation of the ear

`{command}`, {date.today().isoformat()}, {platform.system()}, Python {platform.python_version()}.

{evaluation.recordings} recordings, dealt to folds by whole groups: recordings that share a source,
an album or an artist are never torn apart. Each recording asks in the space of an ear that was
distilled without its fold, so that neither it nor any right answer was heard before; all other
recordings are ranked by cosine. Among the recordings of its fold alone, all of them unheard, there
are few to choose from, and some groups are large: "in fold" stands beside. Scales that anything is
standardised by come from the other folds. Brackets are 95 % bootstrap intervals that draw whole
groups; they are wide, for there are few groups. What the ear finds more than another system by the
same questions is told with an interval of its own. Hubness is the skewness of the 10-occurrence: 0
is even, above 1 a few tracks stand in everybody's list. What a system costs is the processor time
of front end and network on one core, in the runtime the app takes, without decoding."""


def _question(name: str, examined: Sequence[Examined]) -> str:
    asked = len(examined[0].rankings[name].precision_at_5)
    chance = float(examined[0].rankings[name].chance.mean())
    in_fold = float(examined[0].within[name].chance.mean())
    rows = [
        f"| {one.name} | {_mean(one.rankings[name], 'precision_at_5')} "
        f"| {one.rankings[name].first_right.mean():.3f} "
        f"| {_mean(one.rankings[name], 'average_precision')} "
        f"| {one.within[name].precision_at_5.mean():.3f} | {one.hubness:.2f} "
        f"| {_more(examined, one, name)} |"
        for one in examined
    ]
    head = (
        "| system | P@5 | R@1 | MAP | P@5 in fold | hubness | ear's P@5 more by |\n"
        "|---|---|---:|---|---:|---:|---|"
    )
    said = f"{asked} recordings ask; by chance P@5 is {chance:.3f}, in fold {in_fold:.3f}."
    return "\n".join([f"## The same {name}\n", f"{said}\n", head, *rows])


def _mean(ranking: Ranking, field: str) -> str:
    values = getattr(ranking, field)
    low, high = interval(values, ranking.group)
    return f"{values.mean():.3f} ({low:.3f}–{high:.3f})"


def _more(examined: Sequence[Examined], other: Examined, name: str) -> str:
    """By how much the ear's precision is above another system's, asked the same."""
    if other.name == EAR:
        return ""
    ear = next(one.rankings[name] for one in examined if one.name == EAR)
    more = ear.precision_at_5 - other.rankings[name].precision_at_5
    low, high = interval(more, ear.group)
    return f"{more.mean():+.3f} ({low:+.3f}–{high:+.3f})"


def _picture(title: str, path: Path) -> str:
    return f"![{title}]({path.parent.name}/{path.name})"


def _cost(evaluation: Evaluation) -> str:
    decoding = evaluation.decoding
    rows = [
        f"| {one.name} | {one.seconds * 1000:.1f} | {one.seconds / decoding:.2f} "
        f"| {one.rankings[_FIRST].precision_at_5.mean():.3f} |"
        for one in _by_cost(evaluation)
    ]
    head = f"| system | ms a track | of decoding | P@5, same {_FIRST} |\n|---|---:|---:|---:|"
    said = (
        f"Decoding the ear's excerpts takes {decoding * 1000:.0f} ms of one core a recording;\n"
        "the second figure is a system's time as a share of that."
    )
    return "\n".join(["## What it costs\n", f"{said}\n", head, *rows])


def _by_cost(evaluation: Evaluation) -> list[Examined]:
    """All systems that cost something else."""
    sizes = [one for one in evaluation.ablations if one.name in NETWORKS]
    return [*evaluation.examined, *evaluation.other_lengths, *sizes]


def _ablations(evaluation: Evaluation) -> str:
    ear = next(one for one in evaluation.examined if one.name == EAR)
    rows = [
        f"| {one.name} | "
        + " | ".join(f"{one.rankings[name].precision_at_5.mean():.3f}" for name in QUESTIONS)
        + f" | {one.rankings[_FIRST].average_precision.mean():.3f} | {one.hubness:.2f} "
        f"| {_mean_area(evaluation.agreement[one.name].windows):.3f} |"
        for one in (ear, *evaluation.ablations)
    ]
    head = (
        "| recipe | " + " | ".join(f"P@5, same {name}" for name in QUESTIONS)
    ) + f" | MAP, same {_FIRST} | hubness | tags |\n|---|---:|---:|---:|---:|---:|---:|"
    return "\n".join(["## What each part of the recipe brings\n", head, *rows])


def _steadiness(evaluation: Evaluation) -> str:
    steady = evaluation.steady
    rows = [
        f"| {name} | {mean:.4f} | {least:.4f} |" for name, (mean, least) in steady.cosines.items()
    ]
    head = "| changed | mean cosine | least |\n|---|---:|---:|"
    other = f"{steady.excerpts:.1%} of {steady.tracks} tracks, the other half of the windows of the"
    return "\n".join(
        ["## How steady the ear is\n", head, *rows, "", f"Of {other} same track is nearest."]
    )


def _agreement(evaluation: Evaluation) -> str:
    agreement = evaluation.agreement[EAR]
    by_vocabulary: dict[str, dict[str, float]] = {}
    for tag, area in agreement.windows.items():
        by_vocabulary.setdefault(tag.split("/")[0], {})[tag] = area
    rows = [
        f"| {name} | {len(areas)} | {_mean_area(areas):.3f} | {areas[least]:.3f} "
        f"({least.split('/')[1]}) |"
        for name, areas in by_vocabulary.items()
        for least in [min(areas, key=areas.__getitem__)]
    ]
    head = "| vocabulary | tags that can be judged | mean area | least |\n|---|---:|---:|---|"
    return "\n".join(
        [
            "## Whether its tags are the teachers'\n",
            f"A window's {TOP} highest tags of each teacher count as said. Over windows of half a\n"
            "minute, of music it was not taught, the area under the ROC curve is "
            f"**{_mean_area(agreement.windows):.3f}** on average\n(`tags` in the table of recipes);"
            f" over whole recordings, told by their windows' means, "
            f"{_mean_area(agreement.recordings):.3f}\n({len(agreement.recordings)} tags).\n",
            head,
            *rows,
        ]
    )


def _mean_area(areas: Mapping[str, float]) -> float:
    return float(np.mean(list(areas.values())))


def _draw(evaluation: Evaluation, folder: Path) -> None:
    examined = evaluation.examined
    with picture(folder / "precision.png", 10, 0.5 * len(examined) + 1.5) as figure:
        _bars(figure.add_subplot(), examined)
    with picture(folder / "cost.png", 10, 6) as figure:
        _scatter(figure.add_subplot(), _by_cost(evaluation))


def _bars(axes: Axes, examined: Sequence[Examined]) -> None:
    rankings = [one.rankings[_FIRST] for one in examined]
    means = [ranking.precision_at_5.mean() for ranking in rankings]
    spans = [interval(ranking.precision_at_5, ranking.group) for ranking in rankings]
    errors = np.abs(np.array(spans).T - means)
    axes.barh([one.name for one in examined], means, xerr=errors, color="#5b8def", capsize=3)
    axes.axvline(rankings[0].chance.mean(), color="grey", linestyle=":", label="chance")
    axes.invert_yaxis()
    axes.set_xlabel(f"precision at 5, same {_FIRST}, music never trained on")
    axes.legend()


def _scatter(axes: Axes, examined: Sequence[Examined]) -> None:
    spots = {
        one.name: (one.seconds * 1000, float(one.rankings[_FIRST].precision_at_5.mean()))
        for one in examined
    }
    axes.plot(*zip(*spots.values(), strict=True), "o", color="#5b8def")
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds of one core a track")
    axes.set_ylabel(f"precision at 5, same {_FIRST}")
    axes.grid(alpha=0.3)
    axes.margins(x=0.2, y=0.1)
    label(axes, spots.items())
