"""The commands of the replay model: `nearfield train replay` and `nearfield evaluate replay`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.terminal import answer, stage_bar
from engine.training.replay.recipe import ReplayRecipe

_AS_PUBLISHED = ReplayRecipe()


@train.command("replay")
@click.argument("folder", type=PathOption)
@click.option(
    "-o", "--output", type=PathOption, default=Path("replay.safetensors"), show_default=True
)
@click.option(
    "--split",
    type=click.Choice(["random", "time"]),
    default=_AS_PUBLISHED.split,
    show_default=True,
    help="Which fifth is kept for the test: any, as published, or the newest plays.",
)
@click.option("--split-seed", type=int, default=_AS_PUBLISHED.split_seed, show_default=True)
@click.option(
    "--rate",
    "rates",
    type=click.FloatRange(0, min_open=True),
    multiple=True,
    default=_AS_PUBLISHED.rates,
    show_default=True,
    help="Try this learning rate; may be given several times.",
)
@click.option("--batch", type=click.IntRange(1), default=_AS_PUBLISHED.batch, show_default=True)
@click.option("--epochs", type=click.IntRange(1), default=_AS_PUBLISHED.epochs, show_default=True)
@click.option(
    "--patience",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.patience,
    show_default=True,
    help="End after so many epochs that gain too little.",
)
@click.option(
    "--gain",
    type=click.FloatRange(0),
    default=_AS_PUBLISHED.gain,
    show_default=True,
    help="What an epoch has to gain in validation loss.",
)
@click.option(
    "--least",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.least,
    show_default=True,
    help="Users, songs, artists … with fewer plays are unknown.",
)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 1, max_open=True),
    default=_AS_PUBLISHED.dropout,
    show_default=True,
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--accelerator", default="auto", show_default=True, help="cpu, cuda, mps …")
@as_json
def train_replay_(
    folder: Path,
    output: Path,
    seed: int,
    accelerator: str,
    as_json: bool,
    **settings: int | float | str | tuple[float, ...],
) -> None:
    """Learn from the play log in FOLDER which tracks are played again.

    FOLDER holds the files of the WSDM 2018 challenge (KKBOX): train.csv, members.csv, songs.csv and
    song_extra_info.csv. Stopped, the same command goes on.
    """
    from engine.training.course import Machine
    from engine.training.replay.kkbox import read_kkbox
    from engine.training.replay.train import train_replay
    from engine.training.watch import Watch

    with stage_bar() as bar:
        trained = train_replay(
            read_kkbox(folder, watch=Watch(bar)),
            output,
            recipe=ReplayRecipe(**settings),  # type: ignore[arg-type]
            seed=seed,
            machine=Machine(accelerator=accelerator, devices="1"),
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
@click.option("-o", "--output", type=PathOption, default=Path("report"), show_default=True)
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
