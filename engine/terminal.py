"""What the command line says and how it ends: text or JSON, progress bars, exit codes.

Answers go to standard output, everything else to standard error, so that a pipe gets the answer.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from engine.errors import BUG, DONE, REFUSED, NearfieldError
from engine.types import Progress, Track

log = logging.getLogger(__name__)


def run(command: Callable[[], Any], *, as_json: bool) -> int:
    """Run a command and return its exit code, with a message a person understands if it fails."""
    try:
        asked = command()
    except click.ClickException as error:
        return _refuse(error.format_message(), "", as_json)
    except NearfieldError as error:
        return _refuse(error.title, error.message, as_json)
    except (KeyboardInterrupt, click.Abort):
        return _refuse("Stopped", "What was finished is kept.", as_json)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone, and Python would complain of it
        return REFUSED
    except Exception as error:
        log.exception("Unexpected")
        message = f"{type(error).__name__}: {error}. Please report it with the lines above."
        _complain("This is a bug in Nearfield", message, as_json)
        return BUG
    # click hands an exit code that a command asked for back as its result
    return asked if isinstance(asked, int) else DONE


def answer(value: object, text: str, *, as_json: bool) -> None:
    """Print the answer, as JSON or as text."""
    click.echo(json.dumps(value, ensure_ascii=True, indent=2) if as_json else text)


def track_name(track: Track) -> str:
    """Artist and title, as a terminal can print them."""
    return printable(" – ".join(filter(None, (track.tags.artist, track.tags.title))))


def printable(text: str) -> str:
    """Without the bytes of a file name that are no characters."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal, silence elsewhere; call what it gives with each Progress."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, note="")
        yield lambda now: _move(bar, task, now)


@contextmanager
def stage_bar() -> Iterator[Callable[[str, int, int], None]]:
    """The same for work in stages, that tells (stage, done, total)."""
    console = Console(stderr=True)
    with Bar(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda stage, done, total: bar.update(
            task, description=stage, completed=done, total=total
        )


def _move(bar: Bar, task: TaskID, now: Progress) -> None:
    notes = []
    if now.rate:
        notes.append(f"{now.rate:.1f} tracks/s")
    if now.failures:
        notes.append(f"{now.failures} failed")
    bar.update(task, completed=now.done, total=now.total or None, note=", ".join(notes))


def _refuse(title: str, message: str, as_json: bool) -> int:
    _complain(title, message, as_json)
    return REFUSED


def _complain(title: str, message: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": {"title": title, "message": message}}))
    click.echo(f"{title.rstrip('.')}. {message}".rstrip(), err=True)
