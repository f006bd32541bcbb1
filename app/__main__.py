"""The entry point: `nearfield` opens the window, `nearfield COMMAND` is the command line.

Nothing here imports Qt before it is known that a window is wanted: the command line and the
worker processes, which import this module anew, have no use for it.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.memory import keep_little


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the window was asked for."""

    home: Path
    folders: tuple[Path, ...]


def main(argv: list[str] | None = None) -> int:
    """Run Nearfield; returns the exit code: 0, 1 (yours or the machine's), 2 (our bug)."""
    arguments = sys.argv[1:] if argv is None else argv
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    keep_little()
    if is_command(arguments):
        from engine import cli

        return cli.main(arguments)
    wanted = parse(arguments)
    if not has_display():
        from app.headless import run as run_headless

        return run_headless(wanted.home, wanted.folders)
    from app.application import run

    return run(wanted.home, wanted.folders)


def is_command(arguments: Sequence[str]) -> bool:
    """Whether the command line is meant: a command, or any option but `--library`."""
    words = list(arguments)
    while words and words[0].startswith("--library"):
        words = words[1 if "=" in words[0] else 2 :]
    if not words:
        return False
    from engine import cli

    return words[0] in cli.COMMANDS or words[0].startswith("-")


def parse(arguments: Sequence[str]) -> Wanted:
    """`[--library HOME] [FOLDER ...]`."""
    from engine.home import default_home

    parser = argparse.ArgumentParser(prog="nearfield")
    parser.add_argument("--library", type=Path, metavar="HOME")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    found = parser.parse_args(list(arguments))
    return Wanted(found.library or default_home(), tuple(found.folders))


def has_display() -> bool:
    """Whether a window could be seen; only Linux can be without."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
