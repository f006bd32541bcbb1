"""Commands of sequences: learn from playlists, and see how well playlists are continued."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.terminal import answer, stage_bar
from engine.training.sequence.recipe import SequenceRecipe

_USUAL = SequenceRecipe()
_SETTINGS = (
    ("dimension", click.IntRange(1), "Of the vectors."),
    ("window", click.IntRange(1), "Entries at most so many places apart go together."),
    ("negatives", click.IntRange(1), "Drawn for each pair."),
    ("power", float, "How much often drawn negatives are those that occur often."),
    ("subsample", click.FloatRange(0), "Pass over tracks above this share more often; 0: none."),
    ("least", click.IntRange(1), "Learn no track that occurs less often."),
    ("rate", float, "Of learning, at first."),
    ("epochs", click.IntRange(1), "How often each playlist is gone through."),
    ("batch", click.IntRange(1), "Playlists at a time."),
)


def _with_recipe(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the files and the recipe that the options describe."""

    @wraps(command)
    def asked(files: tuple[Path, ...], **rest: Any) -> None:
        settings = {name: rest.pop(name) for name, _, _ in _SETTINGS}
        command(files, SequenceRecipe(**settings), **rest)

    for name, kind, help_ in reversed(_SETTINGS):
        usual = getattr(_USUAL, name)
        asked = click.option(f"--{name}", type=kind, default=usual, show_default=True, help=help_)(
            asked
        )
    asked = click.option("--seed", type=int, default=0, show_default=True)(asked)
    return click.argument("files", type=PathOption, nargs=-1, required=True)(asked)


@train.command("sequence")
@_with_recipe
@click.option(
    "-o", "--output", type=PathOption, default=Path("sequence.safetensors"), show_default=True
)
@as_json
def train_on_playlists(
    files: tuple[Path, ...], recipe: SequenceRecipe, seed: int, output: Path, as_json: bool
) -> None:
    """Learn from the playlists in FILES what goes with what.

    FILES are slices of the Million Playlist Dataset, JSON lines, M3U files, or folders of these.
    Stopped, the same command goes on.
    """
    from engine.training.sequence.train import train_sequence
    from engine.training.watch import Watch

    with stage_bar() as bar:
        trained = train_sequence(files, output, recipe=recipe, seed=seed, watch=Watch(bar))
    model, points = trained.model, trained.fitted.points
    value = {
        "weights": os.fspath(model.path),
        "model": model.model_id,
        "tracks": len(model.tracks),
        "loss": [point["loss"] for point in points],
        "left_out": list(trained.told),
    }
    said = [
        f"{model.path}: model {model.model_id}, {len(model.tracks):,} tracks of "
        f"{model.learned.playlists.shape[0]:,} playlists",
        f"loss of a pair: {points[0]['loss']:.3f} at first, {points[-1]['loss']:.3f} in the end",
        *trained.told,
    ]
    answer(value, "\n".join(said), as_json=as_json)


@evaluate.command("sequence")
@_with_recipe
@click.option("--tracks", type=PathOption, help="A table of track, artist, title, for credit.")
@click.option(
    "--part", type=click.Choice(["test", "validation"]), default="test", show_default=True
)
@click.option("-o", "--output", type=PathOption, default=Path("report"), show_default=True)
@click.option(
    "--work",
    type=PathOption,
    default=Path("build/sequence"),
    show_default=True,
    help="Keeps what a stopped run needs to go on.",
)
@as_json
def continue_playlists(
    files: tuple[Path, ...],
    recipe: SequenceRecipe,
    seed: int,
    tracks: Path | None,
    part: str,
    output: Path,
    work: Path,
    as_json: bool,
) -> None:
    """Have playlists of FILES continued, of which a part is hidden, in several ways.

    As in the RecSys Challenge 2018: popularity, neighbours by co-occurrence, skip-gram, and
    gensim's word2vec where it is installed. Writes report.md, pictures and figures.csv.
    """
    from engine.training.sequence.evaluate import evaluate as examine
    from engine.training.sequence.report import as_values, write_report
    from engine.training.watch import Watch

    with stage_bar() as bar:
        evaluation = examine(
            files, work, tracks=tracks, part=part, recipe=recipe, seed=seed, watch=Watch(bar)
        )
    named = " ".join(file.name for file in files)
    page = write_report(evaluation, output, f"nearfield evaluate sequence {named}")
    value = {"report": os.fspath(page), "figures": as_values(evaluation)}
    answer(value, os.fspath(page), as_json=as_json)
