"""The commands of the replay model: `nearfield train replay` and `nearfield evaluate replay`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.cli.options import AT_LEAST_ONE, on_one_device, output, recipe, seed, setting
from engine.terminal import answer, stage_bar
from engine.training.course import Machine
from engine.training.replay.recipe import ReplayRecipe

_AS_PUBLISHED = ReplayRecipe()
_setting = partial(setting, _AS_PUBLISHED)


@train.command("replay")
@click.argument("folder", type=PathOption)
@output("replay.safetensors")
@recipe(
    _AS_PUBLISHED,
    _setting(
        "split",
        click.Choice(["random", "time"]),
        "Which fifth is kept for the test: any, as published, or the newest plays.",
    ),
    _setting("split_seed", int),
    click.option(
        "--rate",
        "rates",
        type=click.FloatRange(0, min_open=True),
        multiple=True,
        default=_AS_PUBLISHED.rates,
        show_default=True,
        help="Try this learning rate; may be given several times.",
    ),
    _setting("batch", AT_LEAST_ONE),
    _setting("epochs", AT_LEAST_ONE),
    _setting("patience", AT_LEAST_ONE, "End after so many epochs that gain too little."),
    _setting("gain", click.FloatRange(0), "What an epoch has to gain in validation loss."),
    _setting("least", AT_LEAST_ONE, "Users, songs, artists … with fewer plays are unknown."),
    _setting("dropout", click.FloatRange(0, 1, max_open=True)),
)
@seed()
@on_one_device
@as_json
def train_replay_(
    folder: Path,
    output: Path,
    recipe: ReplayRecipe,
    seed: int,
    machine: Machine,
    as_json: bool,
) -> None:
    """Learn from the play log in FOLDER which tracks are played again.

    FOLDER holds the files of the WSDM 2018 challenge (KKBOX): train.csv, members.csv, songs.csv and
    song_extra_info.csv. Stopped, the same command goes on.
    """
    from engine.training.replay.kkbox import read_kkbox
    from engine.training.replay.train import train_replay
    from engine.training.watch import Watch

    with stage_bar() as bar:
        trained = train_replay(
            read_kkbox(folder, watch=Watch(bar)),
            output,
            recipe=recipe,
            seed=seed,
            machine=machine,
            watch=Watch(bar),
        )
    runs = [{"rate": rate, "best": dict(run.best)} for rate, run in trained.runs.items()]
    value = {"model": os.fspath(output), "id": trained.model.model_id, "rate": trained.rate}
    lines = [
        f"rate {rate:g}: validation loss {run.best['validation_loss']:.4f}"
        f" after epoch {run.best['epoch']:.0f} of {len(run.points)}"
        for rate, run in trained.runs.items()
    ]
    lines.append(f"{output}: model {trained.model.model_id}, learned at a rate of {trained.rate:g}")
    answer({**value, "runs": runs}, "\n".join(lines), as_json=as_json)


@evaluate.command("replay")
@click.argument("folder", type=PathOption)
@click.argument("models", type=PathOption, nargs=-1, required=True)
@click.option(
    "--rivals",
    "most",
    type=click.IntRange(50),
    default=1_000_000,
    show_default=True,
    help="Plays that the other systems learn from at most.",
)
@click.option(
    "--submission",
    type=PathOption,
    help="Also write what the first model tells of test.csv, as the challenge asks for.",
)
@output("report")
@as_json
def evaluate_replay(
    folder: Path,
    models: tuple[Path, ...],
    most: int,
    submission: Path | None,
    output: Path,
    as_json: bool,
) -> None:
    """Examine replay MODELS on the plays in FOLDER that were kept from them.

    Boosted trees and a logistic regression learn from the same plays in the same run. Writes
    report.md and its pictures.
    """
    from engine.training.replay.examination import examine
    from engine.training.replay.kkbox import read_kkbox
    from engine.training.replay.report import as_values, write_report
    from engine.training.replay.submission import write_submission
    from engine.training.watch import Watch

    with stage_bar() as bar:
        plays = read_kkbox(folder, watch=Watch(bar))
        examination = examine(plays, models, most=most, watch=Watch(bar))
        if submission is not None:
            write_submission(folder, models[0], submission, Watch(bar))
    named = " ".join(path.name for path in models)
    page = write_report(examination, output, f"nearfield evaluate replay {plays.name} {named}")
    value = {"report": os.fspath(page), "figures": as_values(examination)}
    answer(value, os.fspath(page), as_json=as_json)
