"""The command `nearfield` itself, and what its commands have in common."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
PathOption = click.Path(path_type=Path)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command: nearfield [FOLDER...] opens the window.",
)
@click.version_option(version("nearfield"), prog_name="nearfield")
@click.option(
    "--library",
    "home",
    type=PathOption,
    help="Where the library is kept [default: $NEARFIELD_HOME or the user's data folder].",
)
@click.pass_context
def nearfield(context: click.Context, home: Path | None) -> None:
    """What in your own music library sounds like this? Nothing leaves this machine."""
    context.obj = home
