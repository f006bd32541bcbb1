"""Commands that make something: a model from music, music for a first try."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.home import default_home
from engine.terminal import answer, stage_bar


@nearfield.command()
@click.argument("destination", required=False, type=PathOption)
@as_json
@click.pass_obj
def demo(home: Path | None, destination: Path | None, as_json: bool) -> None:
    """Make a folder of synthesised music to try Nearfield on."""
    from engine.demo import make_demo

    destination = destination or (home or default_home()) / "demo-music"
    with stage_bar() as bar:
        made = make_demo(destination, lambda done, total: bar("Composing", done, total))
    answer({"folder": os.fspath(made)}, f"The demo library is in {made}", as_json=as_json)


@nearfield.group()
def train() -> None:
    """Train a model on a music folder."""


@train.command()
@click.argument("folder", type=PathOption)
@click.option(
    "-o", "--output", type=PathOption, default=Path("embedder.safetensors"), show_default=True
)
@click.option("--recipe", type=click.Choice(["gentle", "published"]), default="gentle")
@click.option("--steps", type=click.IntRange(1), help="Stop sooner than the recipe does.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--unheard", type=PathOption, help="Other music to examine the result on, by genre.")
@click.option("--cache", type=PathOption, help="Keep decoded music there for the next run.")
@as_json
def embedder(
    folder: Path,
    output: Path,
    recipe: str,
    steps: int | None,
    seed: int,
    unheard: Path | None,
    cache: Path | None,
    as_json: bool,
) -> None:
    """Train the embedder on FOLDER: triplets over a graph of its artists, albums and genres.

    Writes the weights, and beside them a model card, curves, and who made the music.
    """
    from engine.training.embedder import train_embedder
    from engine.training.recipes import RECIPES

    with stage_bar() as bar:
        report = train_embedder(
            folder,
            output,
            recipe=RECIPES[recipe],
            steps=steps,
            seed=seed,
            unheard=unheard,
            cache=cache,
            progress=bar,
        )
    card = output.with_suffix(".md")
    value = {
        "weights": os.fspath(output),
        "card": os.fspath(card),
        "model": report.model.model_id,
        "looks": [asdict(look) for look in report.looks],
    }
    best = f"validation triplet accuracy {report.best.validation:.3f} at step {report.best.step}"
    answer(value, f"Model {report.model.model_id}: {best}\n{card}", as_json=as_json)
