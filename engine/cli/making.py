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
