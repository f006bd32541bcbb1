"""The command line: `nearfield scan | similar | playlist | like | plays | status …`.

It goes through the same door as the window; without a command, `nearfield` opens that window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from engine.cli import evaluating, keeping, learning, making, models, tagging, tracks
from engine.cli.group import nearfield
from engine.terminal import run

COMMANDS = frozenset(nearfield.commands)

__all__ = [
    "COMMANDS",
    "evaluating",
    "keeping",
    "learning",
    "main",
    "making",
    "models",
    "nearfield",
    "tagging",
    "tracks",
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    return run(
        lambda: nearfield.main(arguments, prog_name="nearfield", standalone_mode=False),
        as_json="--json" in arguments,
    )
