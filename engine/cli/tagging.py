"""The command that teaches a tagger: `nearfield train tagger`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.cli.options import (
    AT_LEAST_ONE,
    audio,
    on_one_device,
    output,
    recipe,
    runs,
    seed,
    setting,
)
from engine.terminal import answer, stage_bar
from engine.training.course import Machine
from engine.training.tagging.recipe import OWN_NETWORKS, TaggerRecipe

_AS_PUBLISHED = TaggerRecipe()
_setting = partial(setting, _AS_PUBLISHED)


@train.command()
@click.argument("labels", type=PathOption)
@output("tagger.safetensors")
@audio
@recipe(
    _AS_PUBLISHED,
    _setting("network", click.Choice(OWN_NETWORKS)),
    _setting("windows", AT_LEAST_ONE, "Windows of 29 seconds that are heard of a track."),
    _setting("most_tags", AT_LEAST_ONE, "Learn so many tags, the most used ones."),
    _setting("least_tracks", AT_LEAST_ONE, "Learn no tag that fewer tracks carry."),
    _setting("epochs", AT_LEAST_ONE),
    _setting("patience", AT_LEAST_ONE, "End after so many epochs that bring nothing."),
    _setting("batch", click.IntRange(2)),
    _setting("rate", float),
    _setting("split_seed", int, "How artists are dealt to the splits, where none is published."),
)
@runs
@seed("Of the first run.")
@click.option("--cache", type=PathOption, help="For decoded music [default: mel beside OUTPUT].")
@on_one_device
@as_json
def tagger(
    labels: Path,
    output: Path,
    audio: Path | None,
    recipe: TaggerRecipe,
    runs: int,
    seed: int,
    cache: Path | None,
    machine: Machine,
    as_json: bool,
) -> None:
    """Train a tagger on LABELS and the music they name.

    LABELS is a folder or table of MTG-Jamendo, MagnaTagATune or the Million Song Dataset's split,
    a CSV of files and tags, or a music folder whose files name their genres. Stopped, the same
    command goes on.
    """
    from engine.training.tagging.train import train_tagger
    from engine.training.watch import Watch

    with stage_bar() as bar:
        trained = train_tagger(
            labels,
            output,
            audio=audio,
            recipe=recipe,
            runs=runs,
            seed=seed,
            cache=cache,
            machine=machine,
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
