"""Commands that examine models: `nearfield evaluate …`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.cli.options import audio, output
from engine.home import default_home
from engine.models.installed import InstalledModels
from engine.models.weights import ModelFile, shipped
from engine.terminal import answer, stage_bar


@nearfield.group()
def evaluate() -> None:
    """Examine models on music whose truth is known."""


@evaluate.command()
@click.argument("labels", type=PathOption)
@click.argument("weights", nargs=-1, required=True)
@audio
@click.option(
    "--part",
    type=click.Choice(["test", "validation", "train", "all"]),
    default="test",
    show_default=True,
    help="Which tracks; all, for taggers that were not trained on any of them.",
)
@click.option("--split-seed", type=int, default=0, show_default=True, help="As in training.")
@output("report")
@as_json
@click.pass_obj
def tagger(
    home: Path | None,
    labels: Path,
    weights: tuple[str, ...],
    audio: Path | None,
    part: str,
    split_seed: int,
    output: Path,
    as_json: bool,
) -> None:
    """Examine taggers on LABELS; see `nearfield train tagger`.

    WEIGHTS are files trained here or names of imported models; those of the same network are runs
    of one tagger, and give intervals. Writes report.md, report.html, pictures and tags.csv.
    """
    from engine.training.tagging.examination import examine
    from engine.training.tagging.report import as_values, write_report
    from engine.training.tagging.sources import read_labelled
    from engine.training.watch import Watch

    with stage_bar() as bar:
        music = read_labelled(labels, audio)
        models = [_model(name, home) for name in weights]
        examination = examine(music, models, part=part, split_seed=split_seed, watch=Watch(bar))
    named = " ".join(Path(name).name for name in weights)
    page = write_report(examination, output, f"nearfield evaluate tagger {labels.name} {named}")
    figures = as_values(examination)
    answer({"report": os.fspath(page), "figures": figures}, os.fspath(page), as_json=as_json)


def _model(name: str, home: Path | None) -> ModelFile:
    """A file of weights, or the model that goes by this name in the library."""
    if Path(name).exists():
        return ModelFile.read(Path(name))
    return InstalledModels((home or default_home()) / "models", shipped).find(name)
