"""The command line: `nearfield scan | similar | playlist | like | plays | status …`.

It goes through the same door as the window; without a command, `nearfield` opens that window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from engine.cli import (
    blending,
    distilling,
    evaluating,
    importing,
    keeping,
    learning,
    listeners,
    making,
    models,
    replaying,
    searching,
    sequences,
    serving,
    tagging,
    tracks,
)
from engine.cli.group import nearfield
from engine.extras import SERVE, TRAINING, not_installed
from engine.terminal import run

COMMANDS = frozenset(nearfield.commands)

__all__ = [
    "COMMANDS",
    "blending",
    "distilling",
    "evaluating",
    "importing",
    "keeping",
    "learning",
    "listeners",
    "main",
    "making",
    "models",
    "nearfield",
    "replaying",
    "searching",
    "sequences",
    "serving",
    "tagging",
    "tracks",
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    return run(lambda: _run(arguments), as_json="--json" in arguments)


def _run(arguments: list[str]) -> object:
    """Run a command; raises NearfieldError if it needs a package of an extra that is absent."""
    try:
        return nearfield.main(arguments, prog_name="nearfield", standalone_mode=False)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in TRAINING | SERVE:
            raise
        raise not_installed(package) from error
