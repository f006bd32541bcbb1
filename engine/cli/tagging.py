"""The command that teaches a tagger: `nearfield train tagger`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.terminal import answer, stage_bar
from engine.training.tagging.recipe import OWN_NETWORKS, TaggerRecipe

_AS_PUBLISHED = TaggerRecipe()


@train.command()
@click.argument("labels", type=PathOption)
@click.option(
    "-o", "--output", type=PathOption, default=Path("tagger.safetensors"), show_default=True
)
@click.option("--audio", type=PathOption, help="Where the music is [default: beside the labels].")
@click.option(
    "--network",
    type=click.Choice(OWN_NETWORKS),
    default=_AS_PUBLISHED.network,
    show_default=True,
)
@click.option(
    "--windows",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.windows,
    show_default=True,
    help="Windows of 29 seconds that are heard of a track.",
)
@click.option(
    "--most-tags",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.most_tags,
    show_default=True,
    help="Learn so many tags, the most used ones.",
)
@click.option(
    "--least-tracks",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.least_tracks,
    show_default=True,
    help="Learn no tag that fewer tracks carry.",
)
@click.option("--epochs", type=click.IntRange(1), default=_AS_PUBLISHED.epochs, show_default=True)
@click.option(
    "--patience",
    type=click.IntRange(1),
    default=_AS_PUBLISHED.patience,
    show_default=True,
    help="End after so many epochs that bring nothing.",
)
@click.option("--batch", type=click.IntRange(2), default=_AS_PUBLISHED.batch, show_default=True)
@click.option("--rate", type=float, default=_AS_PUBLISHED.rate, show_default=True)
@click.option(
    "--split-seed",
    type=int,
    default=_AS_PUBLISHED.split_seed,
    show_default=True,
    help="How artists are dealt to the splits, where none is published.",
)
@click.option(
    "--runs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Train so many times, for figures with intervals; NAME-1.safetensors and so on.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the first run.")
@click.option("--cache", type=PathOption, help="For decoded music [default: mel beside OUTPUT].")
@click.option("--accelerator", default="auto", show_default=True, help="cpu, cuda, mps …")
@as_json
def tagger(
    labels: Path,
    output: Path,
    audio: Path | None,
    runs: int,
    seed: int,
    cache: Path | None,
    accelerator: str,
    as_json: bool,
    **settings: int | float | str,
) -> None:
    """Train a tagger on LABELS and the music they name.

    LABELS is a folder or table of MTG-Jamendo, MagnaTagATune or the Million Song Dataset's split,
    a CSV of files and tags, or a music folder whose files name their genres. Stopped, the same
    command goes on.
    """
    from engine.training.course import Machine
    from engine.training.tagging.train import train_tagger
    from engine.training.watch import Watch

    with stage_bar() as bar:
        trained = train_tagger(
            labels,
            output,
            audio=audio,
            recipe=TaggerRecipe(**settings),  # type: ignore[arg-type]
            runs=runs,
            seed=seed,
            cache=cache,
            machine=Machine(accelerator=accelerator, devices="1"),
            watch=Watch(bar),
        )
    left_out = dict(trained[0].left_out)
    value = {
        "weights": [os.fspath(run.model.path) for run in trained],
        "tags": list(trained[0].model.tags),
        "best": [dict(run.fitted.best) for run in trained],
        "left_out": left_out,
    }
    lines = [
        f"{run.model.path}: model {run.model.model_id}, best after epoch "
        f"{run.fitted.best['epoch']:.0f} of {len(run.fitted.points)}"
        for run in trained
    ]
    lines += [f"left out: {count} tracks ({reason})" for reason, count in left_out.items()]
    answer(value, "\n".join(lines), as_json=as_json)
