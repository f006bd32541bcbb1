"""The command line: `nearfield scan | similar | playlist | like | plays | status …`.

It goes through the same door as the window; without a command, `nearfield` opens that window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from engine.cli import distilling, evaluating, keeping, learning, making, models, tagging, tracks
from engine.cli.group import nearfield
from engine.errors import NearfieldError
from engine.terminal import run

COMMANDS = frozenset(nearfield.commands)

__all__ = [
    "COMMANDS",
    "distilling",
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

TRAINING = frozenset(
    {"h5py", "lightning", "mido", "networkx", "onnx", "onnxscript", "torch", "torchaudio"}
)
"""What the optional extra `training` installs; the rest of the program does without."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    return run(
        lambda: _run(arguments),
        as_json="--json" in arguments,
    )


def _run(arguments: list[str]) -> object:
    """Run a command; raises NearfieldError if it needs a package that only training needs."""
    try:
        return nearfield.main(arguments, prog_name="nearfield", standalone_mode=False)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in TRAINING:
            raise
        way = "Install it with what else is for training: pip install 'nearfield[training]'"
        raise NearfieldError(f"This needs {package}, which is not installed", way) from error
