"""The command line: `nearfield scan | similar | playlist | like | plays | status …`.

It goes through the same door as the window; without a command, `nearfield` opens that window.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from engine import doctor as health
from engine import rescue
from engine.errors import REFUSED, NearfieldError, NotFound
from engine.home import default_home
from engine.library import Library
from engine.terminal import (
    answer,
    printable,
    progress_bar,
    run,
    stage_bar,
    track_name,
)
from engine.text import moment
from engine.types import (
    Backup,
    Neighbour,
    Play,
    PlaylistEntry,
    PlaylistLength,
    Track,
    TrackState,
    Within,
)

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


@nearfield.command()
@click.argument("folders", nargs=-1, type=PathOption)
@click.option("--no-analysis", is_flag=True, help="Only read files and tags, listen later.")
@as_json
@click.pass_obj
def scan(home: Path | None, folders: Sequence[Path], no_analysis: bool, as_json: bool) -> None:
    """Add folders, follow the disk, listen to what is new."""
    with Library.open(home) as library:
        library.claim()
        for folder in folders:
            library.add_folder(folder)
        if not library.folders():
            raise NearfieldError("No music folder yet", "Name one: nearfield scan ~/Music")
        with progress_bar("Scanning") as bar:
            library.refresh(bar)
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


def _decade(context: click.Context, option: click.Parameter, year: int | None) -> int | None:
    """A decade's first year; any other is refused rather than rounded."""
    if year is not None and not (1000 <= year <= 9990 and year % 10 == 0):
        example = f"{year // 10 * 10}" if 1000 <= year <= 9999 else "1990"
        raise click.BadParameter(f"{year} is not a decade; give its first year, such as {example}.")
    return year


@nearfield.command()
@click.argument("query")
@click.option("-n", "--count", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--genre", default="", help="Only tracks of this genre.")
@click.option("--decade", type=int, callback=_decade, help="Only from it: 1990 for the nineties.")
@click.option("--folder", type=PathOption, help="Only files in this folder and below it.")
@as_json
@click.pass_obj
def similar(
    home: Path | None,
    query: str,
    count: int,
    genre: str,
    decade: int | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """List the tracks that sound like one.

    QUERY is a file of the library, or words of artist and title. Of several limits a track has to
    meet all.
    """
    within = Within(genre, decade, folder and Path(os.path.abspath(folder)))  # noqa: PTH100 - links stay
    with Library.open(home) as library:
        seed = _seed(library, query)
        found = library.similar(seed.id, count, within)
        rows = [*map(_neighbour_line, found)] or [_nothing(library, within)]
    lines = [f"Similar to {track_name(seed)}:", *rows]
    value = {"seed": _track_value(seed), "similar": list(map(_neighbour_value, found))}
    answer(value, "\n".join(lines), as_json=as_json)


@nearfield.command()
@click.argument("queries", nargs=-1, required=True, metavar="FILE...")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="How long it gets.")
@click.option("--tracks", type=click.IntRange(1, 10_000), help="How many tracks it gets.")
@click.option("-o", "--output", type=PathOption, help="An .m3u8 (or .m3u) file to write.")
@click.option("--relative", is_flag=True, help="Paths relative to the playlist's own folder.")
@as_json
@click.pass_obj
def playlist(
    home: Path | None,
    queries: Sequence[str],
    minutes: float | None,
    tracks: int | None,
    output: Path | None,
    relative: bool,
    as_json: bool,
) -> None:
    """Make a playlist: radio from one track, more like several.

    Each FILE is a file of the library or words of artist and title. The playlist is 25 tracks long
    unless told otherwise, and begins with what it is made from.
    """
    if minutes and tracks:
        raise click.UsageError("Give --minutes or --tracks, not both.")
    length = PlaylistLength(minutes=minutes) if minutes else PlaylistLength(tracks=tracks or 25)
    with Library.open(home) as library:
        chosen = _built(library, [_seed(library, query) for query in queries], length)
        if output:
            entries = [PlaylistEntry(track.id) for track in chosen]
            library.export_playlist(output.stem, entries, output, relative=relative)
    where = [f"Written to {output}"] if output else []
    lines = [f"{place:3}. {track_name(track)}" for place, track in enumerate(chosen, 1)]
    value = {"tracks": list(map(_track_value, chosen)), "output": os.fspath(output or "")}
    answer(value, "\n".join([*lines, *where]), as_json=as_json)


@nearfield.command()
@click.argument("query")
@click.option("--not", "unlike", is_flag=True, help="Like it no longer.")
@as_json
@click.pass_obj
def like(home: Path | None, query: str, unlike: bool, as_json: bool) -> None:
    """Like a track, or no longer.

    QUERY is a file of the library, or words of artist and title that only one track answers to. A
    window that is open shows it after its next start.
    """
    with Library.open(home) as library:
        track = _only(_found(library, query), query)
        library.like([track.id], not unlike)
    words = f"{track_name(track)} is {'no longer liked' if unlike else 'liked'}"
    answer({**_track_value(track), "liked": not unlike}, words, as_json=as_json)


@nearfield.command()
@click.option("-n", "--count", default=20, show_default=True, type=click.IntRange(1, 100_000))
@as_json
@click.pass_obj
def plays(home: Path | None, count: int, as_json: bool) -> None:
    """List what was played, newest first."""
    with Library.open(home) as library:
        played = library.plays(count)
        tracks = {track.id: track for track in library.tracks({play.track_id for play in played})}
    rows = [(play, tracks[play.track_id]) for play in played if play.track_id in tracks]
    lines = [_play_line(play, track) for play, track in rows] or ["Nothing was played yet."]
    value = {"plays": [_play_value(play, track) for play, track in rows]}
    answer(value, "\n".join(lines), as_json=as_json)


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
            kept = () if clear else library.ignored()
            library.ignore(tuple(dict.fromkeys((*kept, *patterns))))
        ignored = library.ignored()
    answer({"ignored": ignored}, "\n".join(ignored) or "Nothing is ignored.", as_json=as_json)


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    return run(
        lambda: nearfield.main(arguments, prog_name="nearfield", standalone_mode=False),
        as_json="--json" in arguments,
    )


def _found(library: Library, query: str) -> list[Track]:
    """The tracks that answer to a query; raises NotFound if there is none."""
    if found := library.find(query):
        return found
    raise NotFound(
        f"Nothing in the library answers to {query!r}",
        "Name a file of the library or words of its artist and title; "
        "`nearfield scan FOLDER` adds a folder.",
    )


def _only(found: list[Track], query: str) -> Track:
    """The one track there is; raises NearfieldError if there are several, and names some."""
    if len(found) == 1:
        return found[0]
    named = [f"  {track_name(track)}: {printable(os.fspath(track.path))}" for track in found[:5]]
    more = ["  …"] * (len(found) > len(named))
    raise NearfieldError(
        f"Several tracks answer to {query!r}",
        "\n".join(["Give more words, or name the file:", *named, *more]),
    )


def _seed(library: Library, query: str) -> Track:
    """The track a query means; raises NotFound, or says why it has no neighbours."""
    found = _found(library, query)
    ready = [track for track in found if track.state is TrackState.READY]
    if not ready:
        reason = found[0].reason or "It waits to be listened to: run `nearfield scan`."
        raise NearfieldError(f"{track_name(found[0])} has no neighbours yet", reason)
    return ready[0]


def _nothing(library: Library, within: Within) -> str:
    """Why nothing was found."""
    folder = within.folder
    roots = [root.path for root in library.folders()]
    if folder and not any(r.is_relative_to(folder) or folder.is_relative_to(r) for r in roots):
        return printable(f"Nothing: {folder} is not in the library.")
    if within != Within():
        return "Nothing: no other track that was listened to is in this part of the library."
    return "Nothing: no other track was listened to yet."


def _list_backups(home: Path, as_json: bool) -> None:
    kept = rescue.all_backups(home)
    lines = [f"{moment(b.taken)}  {b.path}{_kind(b)}" for b in reversed(kept)]
    value = [{"path": os.fspath(b.path), "taken": b.taken, "before": b.before} for b in kept]
    answer(value, "\n".join(lines) or "There is no backup yet.", as_json=as_json)


def _kind(backup: Backup) -> str:
    return f" (before the update {backup.before!r})" if backup.before else ""


def _built(library: Library, seeds: list[Track], length: PlaylistLength) -> list[Track]:
    if len(seeds) == 1:
        return library.radio(seeds[0].id, length)
    if length.tracks is not None:
        left = length.tracks - len(seeds)
        rest = PlaylistLength(tracks=left) if left > 0 else None
    else:
        spent = sum(seed.tags.duration or 0 for seed in seeds) / 60
        rest_minutes = (length.minutes or 0) - spent
        rest = PlaylistLength(minutes=rest_minutes) if rest_minutes > 0 else None
    return seeds + (library.more_like([seed.id for seed in seeds], rest) if rest else [])


def _report(library: Library, as_json: bool) -> None:
    status = library.status()
    failed = [track for track in library.tracks() if track.state is TrackState.FAILED]
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


def _neighbour_line(neighbour: Neighbour) -> str:
    why = "; ".join(neighbour.reasons)
    return f"{100 * neighbour.similarity:4.0f} %  {track_name(neighbour.track)}  ({why})"


def _neighbour_value(neighbour: Neighbour) -> dict[str, Any]:
    return {
        **_track_value(neighbour.track),
        "similarity": round(neighbour.similarity, 4),
        "reasons": list(neighbour.reasons),
    }


def _play_line(play: Play, track: Track) -> str:
    when = datetime.fromtimestamp(play.started).strftime("%Y-%m-%d %H:%M")
    minutes, seconds = divmod(round(play.heard), 60)
    heard = f"{minutes}:{seconds:02}{'' if play.finished else ', not to its end'}"
    return f"{when}  {track_name(track)}  ({heard}; {play.origin})"


def _play_value(play: Play, track: Track) -> dict[str, Any]:
    return {
        **_track_value(track),
        "started": play.started,
        "heard": play.heard,
        "origin": str(play.origin),
        "finished": play.finished,
    }


def _track_value(track: Track) -> dict[str, Any]:
    return {
        "path": os.fspath(track.path),
        **{key: value for key, value in asdict(track.tags).items() if value},
    }


COMMANDS = frozenset(nearfield.commands)

if __name__ == "__main__":
    sys.exit(main())
