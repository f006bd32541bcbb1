"""The report of a training run: a model card, its curves, and who made the music.

Written beside the weights: `name.md`, `name/curves.png` and `name/attribution.csv`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.models.weights import ModelFile
from engine.training.attribution import licences_table, manifest_rows, write_attributions
from engine.training.collection import Piece
from engine.training.course import Fitted
from engine.training.metrics import Retrieval
from engine.training.preference.recipes import Recipe


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was trained, on what, how it went, and how well it does."""

    model: ModelFile
    recipe: Recipe
    seed: int
    fitted: Fitted
    pieces: Mapping[str, Sequence[Piece]]
    """The tracks of each split."""
    figures: Mapping[str, Mapping[str, Mapping[str, float | Retrieval]]]
    """By split, by who was examined, by question."""
    unheard: Mapping[str, Retrieval]
    """By who was examined: same genre in a folder of other music; empty if there was none."""


def write_report(report: TrainingReport, folder: Path) -> Path:
    """Write card, curves and attributions beside the weights; returns the card."""
    card = report.model.path.with_suffix(".md")
    beside = report.model.path.with_suffix("")
    beside.mkdir(parents=True, exist_ok=True)
    rows = _attributions(report, folder)
    write_attributions(beside / "attribution.csv", rows)
    for name in ("curves.csv", "curves.png"):
        shutil.copyfile(report.fitted.curves.with_name(name), beside / name)
    card.write_text(_card(report, rows, beside.name), encoding="utf-8")
    return card


def _attributions(report: TrainingReport, folder: Path) -> list[dict[str, str]]:
    """A row for each track of every split; what the manifest does not say comes from the tags."""
    known = manifest_rows(folder)
    return [
        {
            "artist": piece.tags.artist,
            "title": piece.tags.title,
            "album": piece.tags.album,
            "genre": piece.tags.genre,
            "licence": "",
            "source_repo": "",
        }
        | known.get(piece.name, {})
        | {"split": split}
        for split, pieces in report.pieces.items()
        for piece in pieces
    ]


def _card(report: TrainingReport, rows: Sequence[Mapping[str, str]], beside: str) -> str:
    sections = (
        _what(report),
        _data(report, rows, beside),
        _how(report, beside),
        _results(report),
        _LIMITS,
    )
    return "\n\n".join(sections) + "\n"


def _what(report: TrainingReport) -> str:
    model = report.model
    return f"""# Model card: {model.path.stem} ({model.model_id})

Turns {model.plan.seconds:g} seconds of music into a vector of {model.dimension} numbers; music that
goes together gets vectors that lie together. Nearfield pools up to {model.plan.count} such excerpts
of a track and looks for the nearest tracks. Network: `{model.architecture}`, 1,509,888 parameters.
Front end: {", ".join(f"{name} {value}" for name, value in model.front_end.items())}."""


def _data(report: TrainingReport, rows: Sequence[Mapping[str, str]], beside: str) -> str:
    splits = "\n".join(
        f"| {name} | {len(pieces)} | {len({piece.artist for piece in pieces})} |"
        for name, pieces in report.pieces.items()
    )
    return f"""## Data

{len(rows)} tracks, split by artist: nobody the model is examined on was heard in training.

| split | tracks | artists |
|---|---:|---:|
{splits}

{licences_table(rows)}

Every track with its artist, title, licence and source is in
[{beside}/attribution.csv]({beside}/attribution.csv). The music itself is no part of the project."""


def _how(report: TrainingReport, beside: str) -> str:
    settings = "\n".join(f"| {key} | {value} |" for key, value in asdict(report.recipe).items())
    best, last = report.fitted.best["step"], report.fitted.points[-1]["step"]
    return f"""## Training

Triplet loss on Euclidean distance, Adam; the graph: same album 1 step, same artist 2, shared genre
3, up to 4. Seed {report.seed}; the weights of step {best:.0f} of {last:.0f} were kept. Made by
`nearfield train preference all FOLDER --output {report.model.path.name} --seed {report.seed}`.

| setting | value |
|---|---|
{settings}

![Curves]({beside}/curves.png)"""


def _results(report: TrainingReport) -> str:
    parts = [
        "## Figures",
        "Triplets: the share in which the closest of the graph is nearer than the farthest.\n"
        "Retrieval: precision at 5 / first one right / mean average precision, over whole tracks;\n"
        "precision at 5 stays below 1 where fewer than five are right.",
    ]
    for split, examined in report.figures.items():
        head = (
            f"| {split} | triplets | same artist | same album | same genre |\n|---|---|---|---|---|"
        )
        parts.append("\n".join([head, *(_row(who, row) for who, row in examined.items())]))
    if report.unheard:
        head = "| other music, never trained on | same genre |\n|---|---|"
        rows = [f"| {who} | {_three(found)} |" for who, found in report.unheard.items()]
        parts.append("\n".join([head, *rows]))
    return "\n\n".join([*parts, _verdict(report)])


def _verdict(report: TrainingReport) -> str:
    """Said in words, so that nobody has to find it in the tables: where learning did not help."""
    test = report.figures["test"]
    trained = test["trained"]
    sentences = []
    for rival in ("mel statistics", "before training"):
        behind = [
            name for name, ours in trained.items() if _single(ours) < _single(test[rival][name])
        ]
        where = ", ".join(behind) or "nothing"
        sentences.append(f"than {rival} on {where}")
    return (
        "**In words.** By triplet accuracy and mean average precision on the test artists, the "
        f"trained network is worse {' and worse '.join(sentences)}."
    )


def _row(who: str, figures: Mapping[str, float | Retrieval]) -> str:
    return f"| {who} | " + " | ".join(_three(value) for value in figures.values()) + " |"


def _single(value: float | Retrieval) -> float:
    return value if isinstance(value, float) else value.mean_average_precision


def _three(value: float | Retrieval) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    found = (value.precision_at_5, value.recall_at_1, value.mean_average_precision)
    return " / ".join(f"{figure:.3f}" for figure in found) if value.queries else "–"


_LIMITS = """## Limits

A small collection teaches little: the figures of a few dozen held-out tracks move by several
hundredths with the seed. Genre tags are the makers' own and not a truth. What the training music
lacks, the model has not learned to tell apart; look at the genres in the attribution table. Nothing
but sound is known to it: neither language nor words nor when a track was made."""
