"""Commands that keep the library: its folders and files, its settings, its health."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import time
from pathlib import Path

import click

from engine import doctor as health
from engine.cli.group import PathOption, as_json, nearfield
from engine.errors import REFUSED, NearfieldError
from engine.home import default_home
from engine.library import Library, rescue
from engine.terminal import answer, printable, progress_bar
from engine.text import moment
from engine.types import Backup, Manners, TrackState


@nearfield.command()
@click.argument("folders", nargs=-1, type=PathOption)
@click.option("--no-analysis", is_flag=True, help="Only read files and tags, listen later.")
@click.option("--retry", is_flag=True, help="Listen once more to what failed.")
@as_json
@click.pass_obj
def scan(
    home: Path | None, folders: Sequence[Path], no_analysis: bool, retry: bool, as_json: bool
) -> None:
    """Add folders, follow the disk, listen to what is new."""
    with Library.open(home) as library:
        library.claim()
        for folder in folders:
            library.folders.add(folder)
        if not library.folders.all():
            raise NearfieldError("No music folder yet", "Name one: nearfield scan ~/Music")
        with progress_bar("Scanning") as bar:
            library.refresh(bar)
        if retry:
            library.retry(t.id for t in library.tracks.all() if t.state is TrackState.FAILED)
        if not no_analysis:
            with progress_bar("Listening") as bar:
                library.analyse(bar)
        _report(library, as_json)


@nearfield.command()
@as_json
@click.pass_obj
def status(home: Path | None, as_json: bool) -> None:
    """Show the library in numbers, and what failed."""
    with Library.open(home) as library:
        _report(library, as_json)


@nearfield.command()
@click.argument("patterns", nargs=-1, metavar="[PATTERN...]")
@click.option("--clear", is_flag=True, help="First forget the patterns there are.")
@as_json
@click.pass_obj
def ignore(home: Path | None, patterns: Sequence[str], clear: bool, as_json: bool) -> None:
    """Leave files and folders alone, or show which are.

    Each PATTERN is written as in .gitignore: '*.wav', 'Podcasts/', '/Downloads/*.mp3'. It is added
    to those there are and takes effect with the next scan. A folder that holds a file named
    .nomusic or .nomedia is left alone without any pattern.
    """
    with Library.open(home) as library:
        if patterns or clear:
            library.claim()
            kept = () if clear else library.folders.ignored()
            library.folders.ignore(tuple(dict.fromkeys((*kept, *patterns))))
        ignored = library.folders.ignored()
    answer({"ignored": ignored}, "\n".join(ignored) or "Nothing is ignored.", as_json=as_json)


def _count_of_workers(
    context: click.Context, option: click.Parameter, value: str | None
) -> int | str | None:
    if value is None or value == "auto":
        return value
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is neither a number from 1 on nor 'auto'.")
    return int(value)


def _hours(
    context: click.Context, option: click.Parameter, value: str | None
) -> tuple[time, time] | str | None:
    if value is None or value == "none":
        return value
    try:
        begin, end = map(time.fromisoformat, value.split("-"))
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not such as 22:00-07:00, nor 'none'.") from error
    return begin, end


@nearfield.command()
@click.option(
    "--workers", callback=_count_of_workers, help="Files decoded at once: a number, or auto."
)
@click.option("--quiet-hours", callback=_hours, help="When not to listen: 22:00-07:00, or none.")
@click.option("--while-playing", type=click.Choice(["slow", "full"]), help="Beside music.")
@click.option("--on-battery", type=click.Choice(["slow", "full"]), help="On battery power.")
@as_json
@click.pass_obj
def settings(
    home: Path | None,
    workers: int | str | None,
    quiet_hours: tuple[time, time] | str | None,
    while_playing: str | None,
    on_battery: str | None,
    as_json: bool,
) -> None:
    """Show how the analysis behaves, or change it.

    A window that is open minds a change after its next start.
    """
    with Library.open(home) as library:
        manners = before = library.analysis.manners()
        if workers is not None:
            manners = replace(manners, workers=None if isinstance(workers, str) else workers)
        if quiet_hours is not None:
            hours = None if isinstance(quiet_hours, str) else quiet_hours
            manners = replace(manners, quiet_hours=hours)
        if while_playing:
            manners = replace(manners, slow_while_playing=while_playing == "slow")
        if on_battery:
            manners = replace(manners, slow_on_battery=on_battery == "slow")
        if manners != before:
            library.analysis.behave(manners)
    value = _manners_value(manners)
    lines = [f"{name.replace('_', ' ')}: {each}" for name, each in value.items()]
    answer(value, "\n".join(lines), as_json=as_json)


def _manners_value(manners: Manners) -> dict[str, str | int]:
    hours = manners.quiet_hours
    return {
        "workers": manners.workers or "auto",
        "quiet_hours": f"{hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else "none",
        "while_playing": "slow" if manners.slow_while_playing else "full",
        "on_battery": "slow" if manners.slow_on_battery else "full",
    }


@nearfield.command()
@as_json
@click.pass_obj
def doctor(home: Path | None, as_json: bool) -> None:
    """Look over the machine, the installation and the library."""
    findings = list(health.examine(home))
    lines = [f"{'ok ' if f.well else 'NOT'}  {f.topic}: {f.words}" for f in findings]
    answer([asdict(finding) for finding in findings], "\n".join(lines), as_json=as_json)
    if not all(finding.well for finding in findings):
        raise click.exceptions.Exit(REFUSED)


@nearfield.command()
@click.argument("backup", required=False, type=PathOption)
@click.option("--list", "listing", is_flag=True, help="Only list the backups.")
@click.option("--anew", is_flag=True, help="Put nothing back: begin a new, empty library.")
@as_json
@click.pass_obj
def restore(
    home: Path | None, backup: Path | None, listing: bool, anew: bool, as_json: bool
) -> None:
    """Put back a backup of the library, by default the newest good one.

    What is in its place now is kept beside it. Music files are not touched.
    """
    home = home or default_home()
    if listing:
        _list_backups(home, as_json)
        return
    if anew and backup:
        raise click.UsageError("Name a backup or give --anew, not both.")
    kept = rescue.start_anew(home) if anew else rescue.restore(home, backup)
    done = "The next start begins a new library." if anew else "The backup is back in its place."
    where = f" What was there is kept as {kept}." if kept else ""
    answer({"kept": os.fspath(kept or "")}, done + where, as_json=as_json)


def _report(library: Library, as_json: bool) -> None:
    status = library.status()
    failed = [track for track in library.tracks.all() if track.state is TrackState.FAILED]
    counts = ", ".join(f"{count} {state}" for state, count in sorted(status.states.items()))
    lines = [
        f"{status.total} tracks: {counts}" if status.total else "No music was found.",
        *(
            f"  {folder.path}{'' if folder.mounted else ' (not there)'}"
            for folder in status.folders
        ),
        f"{status.playlists} playlists; model {status.model_id}, {status.indexed} in its index",
        *(f"failed: {track.path}: {track.reason}" for track in failed),
    ]
    value = {
        "home": os.fspath(status.home),
        "folders": [{"path": str(f.path), "mounted": f.mounted} for f in status.folders],
        "tracks": status.total,
        "states": {str(state): count for state, count in status.states.items()},
        "playlists": status.playlists,
        "model": status.model_id,
        "indexed": status.indexed,
        "failed": [{"path": str(track.path), "reason": track.reason} for track in failed],
    }
    answer(value, printable("\n".join(lines)), as_json=as_json)


def _list_backups(home: Path, as_json: bool) -> None:
    kept = rescue.all_backups(home)
    lines = [f"{moment(b.taken)}  {b.path}{_kind(b)}" for b in reversed(kept)]
    value = [{"path": os.fspath(b.path), "taken": b.taken, "before": b.before} for b in kept]
    answer(value, "\n".join(lines) or "There is no backup yet.", as_json=as_json)


def _kind(backup: Backup) -> str:
    return f" (before the update {backup.before!r})" if backup.before else ""
