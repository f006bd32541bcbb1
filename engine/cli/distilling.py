"""Commands of the ear: distil it from published taggers, examine it on music it never heard."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.cli.options import output, together
from engine.errors import NearfieldError
from engine.terminal import answer, stage_bar
from engine.training.watch import Watch

if TYPE_CHECKING:
    from engine.training.distillation.school import School

TEACHERS = ("msd_fcn.pth", "mtat_fcn.pth", "jamendo_fcn.pth")
"""Below the folder of teachers: one for each vocabulary."""

_OPTIONS = (
    click.argument("music", type=PathOption),
    click.option(
        "--teachers",
        type=PathOption,
        required=True,
        help=f"A folder with the published weights {', '.join(TEACHERS)}.",
    ),
    click.option("--synthetic", type=PathOption, help="More music, that `nearfield corpus` made."),
    click.option(
        "--cache",
        type=PathOption,
        default=Path("distillation"),
        show_default=True,
        help="Keeps what the teachers said, so that a stopped run goes on.",
    ),
)


def _with_school(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the school that the options describe."""

    @wraps(command)
    def asked(
        music: Path, teachers: Path, synthetic: Path | None, cache: Path, **rest: Any
    ) -> None:
        command(_school(music, teachers, synthetic, cache), **rest)

    return together(*_OPTIONS)(asked)


@train.command()
@_with_school
@output("ear.safetensors")
@as_json
def ear(school: School, output: Path, as_json: bool) -> None:
    """Distil an ear from published taggers that listen to MUSIC, with a model card beside it."""
    from engine.training.distillation.card import write_card
    from engine.training.distillation.distil import distil

    with stage_bar() as bar:
        made = distil(school, output, watch=Watch(bar))
    card = write_card(made, school)
    value = {
        "weights": os.fspath(output),
        "model": made.model.model_id,
        "recipe": asdict(made.recipe),
        "windows": made.windows,
        "epochs": [dict(point) for point in made.fitted.points],
        "card": os.fspath(card),
    }
    said = f"Model {made.model.model_id}, from {made.windows} windows of sound\n{output}"
    answer(value, said, as_json=as_json)


@evaluate.command("ear")
@_with_school
@output("evaluation.md")
@click.option("--ablations", is_flag=True, help="Also what each part of the recipe brings.")
@as_json
def evaluate_ear(school: School, output: Path, ablations: bool, as_json: bool) -> None:
    """Examine ears on parts of MUSIC that each never heard, beside their teachers."""
    from engine.training.distillation.recipe import ABLATIONS, SHIPPED
    from engine.training.evaluation.evaluate import evaluate as examine
    from engine.training.evaluation.report import write_report

    with stage_bar() as bar:
        evaluation = examine(school, SHIPPED, ABLATIONS if ablations else {}, Watch(bar))
    write_report(evaluation, output, f"nearfield evaluate ear {school.real.name} …")
    value = {
        one.name: {name: ranking.precision_at_5.mean() for name, ranking in one.rankings.items()}
        for one in evaluation.examined
    }
    answer({"report": os.fspath(output), "precision at 5": value}, f"{output}", as_json=as_json)


def _school(music: Path, teachers: Path, synthetic: Path | None, cache: Path) -> School:
    from engine.models.importing.published import import_model
    from engine.training.distillation.school import School

    absent = [name for name in TEACHERS if not (teachers / name).is_file()]
    if absent:
        raise NearfieldError(
            "The teachers are not all there", f"No {', '.join(absent)} in {teachers}."
        )
    brought = [import_model(teachers / name, cache / "teachers") for name in TEACHERS]
    return School(music, synthetic, tuple(brought), cache)
