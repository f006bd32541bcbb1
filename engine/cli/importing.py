"""Commands that import listening and playlists from elsewhere, and that list what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.library import Library
from engine.terminal import answer, printable, stage_bar
from engine.text import moment
from engine.types import ImportKind, ImportReport, ImportSource

_SHOWN = 10
"""Songs that were not found, and bad lines, of which the text tells; JSON tells of all."""

_files = click.argument("files", nargs=-1, required=True, type=PathOption)


@nearfield.group("import")
def import_() -> None:
    """Take in listening and playlists from other players and services.

    Songs are found in the library by MusicBrainz id, else by artist and title. What is not found is
    remembered, and found when it is added to the library. The same files count once.
    """


@import_.command()
@_files
@click.option("--user", default="", help="Which of several listeners in FILES is you.")
@as_json
@click.pass_obj
def history(home: Path | None, files: Sequence[Path], user: str, as_json: bool) -> None:
    """What you played elsewhere: Last.fm scrobbles as CSV, an export of ListenBrainz.

    Each listen becomes a play of the track that it was. Tables need the columns artist, track and a
    time; ListenBrainz's export is a folder of .jsonl files.
    """
    _import(home, ImportKind.HISTORY, files, user, as_json)


@import_.command()
@_files
@as_json
@click.pass_obj
def listeners(home: Path | None, files: Sequence[Path], as_json: bool) -> None:
    """What other people play: HetRec, Last.fm 360K, ListenBrainz, tables of users and items.

    Where only artists are told, their plays count for all tracks by them.
    """
    _import(home, ImportKind.LISTENERS, files, "", as_json)


@import_.command()
@_files
@as_json
@click.pass_obj
def playlists(home: Path | None, files: Sequence[Path], as_json: bool) -> None:
    """Other people's playlists: slices of the Million Playlist Dataset, JSON lines, M3U.

    FILES may be folders of these. Tracks that are bare ids are named by a table tracks.tsv beside
    them: id, artist, title.
    """
    _import(home, ImportKind.PLAYLISTS, files, "", as_json)


@nearfield.command()
@click.option("--remove", type=int, metavar="ID", help="Take this one out, with all it brought.")
@as_json
@click.pass_obj
def imports(home: Path | None, remove: int | None, as_json: bool) -> None:
    """List what was imported, or take it out again."""
    with Library.open(home) as library:
        if remove is not None:
            library.imports.forget(remove)
        sources = library.imports.all()
    lines = list(map(_source_line, sources)) or ["Nothing was imported."]
    value = {"imports": list(map(_value, sources))}
    answer(value, printable("\n".join(lines)), as_json=as_json)


def _import(
    home: Path | None, kind: ImportKind, files: Sequence[Path], user: str, as_json: bool
) -> None:
    with Library.open(home) as library, stage_bar() as bar:
        source = library.imports.take_in(kind, files, user, bar)
    said = [_source_line(source), *_report_lines(source.report)]
    if source.known:
        again = " Take it out and import it again for the lists that were not kept then."
        known = "These files were imported before; nothing changed."
        said.insert(0, known + again * (source.report.lists_kept < source.report.lists))
    answer(_value(source), printable("\n".join(said)), as_json=as_json)


def _value(source: ImportSource) -> dict[str, object]:
    return asdict(source)


def _source_line(source: ImportSource) -> str:
    whose = f" of {source.listener}" if source.listener else ""
    found = f"{source.songs_found:,} of {source.songs:,} songs in the library"
    plays = f", plays: {source.plays:,}" if source.kind is ImportKind.HISTORY else ""
    named = f"{source.kind}{whose}: {source.name}, {moment(source.added)}"
    return f"{source.id:3}  {named}: {found}{plays}"


def _report_lines(report: ImportReport) -> list[str]:
    entries = max(report.entries, 1)
    counts = {
        "by MusicBrainz id": report.by_id,
        "by artist and title": report.by_name,
        "by artist only": report.by_artist,
        "not in the library": report.entries - report.found,
    }
    lines = [f"{report.entries:,} entries, {report.songs:,} songs"]
    lines += [f"  {count:,} ({count / entries:.1%}) {by}" for by, count in counts.items()]
    if report.lists:
        lines.append(
            f"{report.lists_kept:,} of {report.lists:,} lists have two songs of the library or more"
            " and are kept"
        )
    if report.left_out:
        bad = sum(count for _, count in report.left_out)
        lines.append(f"left out: {bad:,} of {report.lines:,} lines")
        lines += [f"  {count:,}: {reason}" for reason, count in report.left_out]
        lines += [f"  such as {example}" for example in report.examples[:_SHOWN]]
    if report.missing:
        lines.append("most frequent of what is not in the library:")
        lines += [f"  {count:,}× {song}" for song, count in report.missing[:_SHOWN]]
    return lines
