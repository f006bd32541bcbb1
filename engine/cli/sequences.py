"""Commands of sequences: learn from playlists, and see how well playlists are continued."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.cli.options import AT_LEAST_ONE, output, recipe, seed, setting, together, work
from engine.terminal import answer, stage_bar
from engine.training.sequence.recipe import SequenceRecipe

_USUAL = SequenceRecipe()
_setting = partial(setting, _USUAL)
_with_recipe = together(
    click.argument("files", type=PathOption, nargs=-1, required=True),
    seed(),
    recipe(
        _USUAL,
        _setting("dimension", AT_LEAST_ONE, "Of the vectors."),
        _setting("window", AT_LEAST_ONE, "Entries at most so many places apart go together."),
        _setting("negatives", AT_LEAST_ONE, "Drawn for each pair."),
        _setting("power", float, "How much often drawn negatives are those that occur often."),
        _setting(
            "subsample",
            click.FloatRange(0),
            "Pass over tracks above this share more often; 0: none.",
        ),
        _setting("least", AT_LEAST_ONE, "Learn no track that occurs less often."),
        _setting("rate", float, "Of learning, at first."),
        _setting("epochs", AT_LEAST_ONE, "How often each playlist is gone through."),
        _setting("batch", AT_LEAST_ONE, "Playlists at a time."),
    ),
)


@train.command("sequence")
@_with_recipe
@output("sequence.safetensors")
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
@output("report")
@work("build/sequence", "Keeps what a stopped run needs to go on.")
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
