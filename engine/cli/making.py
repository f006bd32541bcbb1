"""Commands that make something: music for a first try."""

from __future__ import annotations

import os
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


@nearfield.command()
@click.argument("destination", metavar="FOLDER", type=PathOption)
@click.option("--songs", type=click.IntRange(1), default=100, show_default=True)
@click.option("--seconds", type=click.FloatRange(5, 600), default=60.0, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--codec", type=click.Choice(["opus", "flac"]), default="opus", show_default=True)
@click.option("--workers", type=click.IntRange(1), help="Processes [default: one for each core].")
@click.option("--sound-font", type=PathOption, help="A General MIDI sound font (.sf2).")
@as_json
def corpus(
    destination: Path,
    songs: int,
    seconds: float,
    seed: int,
    codec: str,
    workers: int | None,
    sound_font: Path | None,
    as_json: bool,
) -> None:
    """Make invented music of many styles in FOLDER, to train models on; needs fluidsynth.

    Stopped, it goes on where it was; with more --songs, it adds to what is there.
    """
    from engine.corpus import make_corpus
    from engine.corpus.make import Recipe

    with stage_bar() as bar:
        manifest = make_corpus(
            destination,
            songs,
            Recipe(seed, seconds, codec),
            lambda done, total: bar("Making songs", done, total),
            workers=workers,
            sound_font=sound_font,
        )
    text = f"{songs} songs, listed in {manifest}"
    answer({"manifest": os.fspath(manifest), "songs": songs}, text, as_json=as_json)
