"""Commands about tracks: what sounds like one, playlists, likes and plays."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.errors import NearfieldError, NotFound
from engine.library import Library
from engine.terminal import answer, printable, stage_bar, track_name
from engine.text import plain
from engine.types import (
    HeardTag,
    Neighbour,
    Origin,
    Play,
    PlaylistEntry,
    PlaylistLength,
    TagGroup,
    Track,
    TrackState,
    Within,
)


def _decade(context: click.Context, option: click.Parameter, year: int | None) -> int | None:
    """A decade's first year; any other is refused rather than rounded."""
    if year is not None and not (1000 <= year <= 9990 and year % 10 == 0):
        example = f"{year // 10 * 10}" if 1000 <= year <= 9999 else "1990"
        raise click.BadParameter(f"{year} is not a decade; give its first year, such as {example}.")
    return year


def _builds_a_playlist(command: Callable[..., None]) -> Callable[..., None]:
    """What every command that builds a playlist can be told."""
    minutes, tracks = click.FloatRange(min=0, min_open=True), click.IntRange(1, 10_000)
    for option in (
        click.pass_obj,
        as_json,
        click.option("--relative", is_flag=True, help="Paths relative to the playlist's folder."),
        click.option("-o", "--output", type=PathOption, help="An .m3u8 (or .m3u) file to write."),
        click.option("--tracks", type=tracks, help="How many tracks it gets."),
        click.option("--minutes", type=minutes, help="How long it gets."),
    ):
        command = option(command)
    return command


@nearfield.command()
@click.argument("query")
@click.option("-n", "--count", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--genre", default="", help="Only tracks of this genre.")
@click.option("--decade", type=int, callback=_decade, help="Only from it: 1990 for the nineties.")
@click.option("--folder", type=PathOption, help="Only files in this folder and below it.")
@click.option("--heard", default="", help="Only tracks in which this was heard: piano, calm …")
@as_json
@click.pass_obj
def similar(
    home: Path | None,
    query: str,
    count: int,
    genre: str,
    decade: int | None,
    folder: Path | None,
    heard: str,
    as_json: bool,
) -> None:
    """List the tracks that sound like one.

    QUERY is a file of the library, or words of artist and title. Of several limits a track has to
    meet all.
    """
    below = folder and Path(os.path.abspath(folder))  # noqa: PTH100 - links stay
    within = Within(genre, decade, below, heard)
    with Library.open(home) as library:
        _refuse_unknown(library, heard)
        seed = _seed(library, query)
        found = library.recommender.similar(seed.id, count, within)
        rows = [*map(_neighbour_line, found)] or [_nothing(library, within)]
    lines = [f"Similar to {track_name(seed)}:", *rows]
    value = {"seed": _track_value(seed), "similar": list(map(_neighbour_value, found))}
    answer(value, "\n".join(lines), as_json=as_json)


@nearfield.command()
@click.argument("query")
@as_json
@click.pass_obj
def tags(home: Path | None, query: str, as_json: bool) -> None:
    """Tell what was heard in a track: genres, moods, instruments, voices, eras.

    QUERY is a file of the library, or words of artist and title. Each group names first what tells
    most, and how much: 0 % is what any track of the library has, 100 % what hardly any other has.
    """
    with Library.open(home) as library:
        track = _seed(library, query)
        heard = library.heard_tags.of(track.id)
        silent = not library.heard_tags.names()
    nothing = "The model tells no tags." if silent else "Nothing that tells it from the others."
    lines = [f"Heard in {track_name(track)}:", *(_tag_lines(heard) or [nothing])]
    answer({**_track_value(track), "heard": _tags_value(heard)}, "\n".join(lines), as_json=as_json)


@nearfield.command()
@click.argument("queries", nargs=-1, required=True, metavar="FILE...")
@_builds_a_playlist
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
    length = _length(minutes, tracks)
    with Library.open(home) as library:
        chosen = _built(library, [_seed(library, query) for query in queries], length)
        _export(library, chosen, output, relative=relative)
    _answer_playlist(chosen, output, as_json=as_json)


@nearfield.command()
@_builds_a_playlist
def rediscover(
    home: Path | None,
    minutes: float | None,
    tracks: int | None,
    output: Path | None,
    relative: bool,
    as_json: bool,
) -> None:
    """Make a playlist of what you loved once and have not heard for two months.

    Loved is what you like, or often played to its end. The playlist is 25 tracks long unless told
    otherwise, and begins with what you are likeliest to enjoy again.
    """
    length = _length(minutes, tracks)
    with Library.open(home) as library:
        chosen = library.recommender.rediscover(length)
        _export(library, chosen, output, relative=relative)
    _answer_playlist(chosen, output, as_json=as_json)


@nearfield.command("map")
@click.option("--of", type=click.Choice(["sound", "tags"]), default="sound", show_default=True)
@click.option(
    "-o", "--output", type=PathOption, default=Path("map.png"), show_default=True, help="A picture."
)
@as_json
@click.pass_obj
def map_(home: Path | None, of: str, output: Path, as_json: bool) -> None:
    """Draw the library as a map, on which what is alike stands together.

    Of the sound as a whole, or of the tags that were heard. Tracks keep their places when others
    are added; the folder `map` in the library's keeps them, and can be deleted.
    """
    from engine.map.picture import draw_map

    with Library.open(home) as library, stage_bar() as bar:
        placed = library.map(of, lambda done, total: bar("Finding places", done, total))
    if not placed:
        raise NearfieldError("There is nothing to draw", "Run `nearfield scan` first.")
    count = f"{len(placed):,} track{'s' * (len(placed) != 1)}"
    try:
        draw_map(placed, f"{count}, by {of}", output)
    except (OSError, ValueError) as error:
        raise NearfieldError("The picture cannot be written", f"{output}: {error}") from error
    value = {
        "output": os.fspath(output),
        "places": [{**_track_value(each.track), "x": each.x, "y": each.y} for each in placed],
    }
    answer(value, f"{count} on the map in {output}", as_json=as_json)


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
        library.history.like([track.id], not unlike)
    words = f"{track_name(track)} is {'no longer liked' if unlike else 'liked'}"
    answer({**_track_value(track), "liked": not unlike}, words, as_json=as_json)


@nearfield.command()
@click.option("-n", "--count", default=20, show_default=True, type=click.IntRange(1, 100_000))
@as_json
@click.pass_obj
def plays(home: Path | None, count: int, as_json: bool) -> None:
    """List what was played, newest first."""
    with Library.open(home) as library:
        played = library.history.plays(count)
        tracks = {
            track.id: track for track in library.tracks.of({play.track_id for play in played})
        }
    rows = [(play, tracks[play.track_id]) for play in played if play.track_id in tracks]
    lines = [_play_line(play, track) for play, track in rows] or ["Nothing was played yet."]
    value = {"plays": [_play_value(play, track) for play, track in rows]}
    answer(value, "\n".join(lines), as_json=as_json)


def _found(library: Library, query: str) -> list[Track]:
    """The tracks that answer to a query; raises NotFound if there is none."""
    if found := library.tracks.find(query):
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
    """The track a query means; raises NotFound, or says why it was not listened to."""
    found = _found(library, query)
    ready = [track for track in found if track.state is TrackState.READY]
    if not ready:
        reason = found[0].reason or "It waits to be listened to: run `nearfield scan`."
        raise NearfieldError(f"{track_name(found[0])} has not been listened to", reason)
    return ready[0]


def _nothing(library: Library, within: Within) -> str:
    """Why nothing was found."""
    folder = within.folder
    roots = [root.path for root in library.folders.all()]
    if folder and not any(r.is_relative_to(folder) or folder.is_relative_to(r) for r in roots):
        return printable(f"Nothing: {folder} is not in the library.")
    if within != Within():
        return "Nothing: no other track that was listened to is in this part of the library."
    return "Nothing: no other track was listened to yet."


def _length(minutes: float | None, tracks: int | None) -> PlaylistLength:
    """25 tracks unless told otherwise."""
    if minutes and tracks:
        raise click.UsageError("Give --minutes or --tracks, not both.")
    return PlaylistLength(minutes=minutes) if minutes else PlaylistLength(tracks=tracks or 25)


def _export(
    library: Library, tracks: Sequence[Track], output: Path | None, *, relative: bool
) -> None:
    if output:
        entries = [PlaylistEntry(track.id) for track in tracks]
        library.playlists.export(entries, output, relative=relative)


def _answer_playlist(tracks: Sequence[Track], output: Path | None, *, as_json: bool) -> None:
    where = [f"Written to {output}"] if output else []
    lines = [f"{place:3}. {track_name(track)}" for place, track in enumerate(tracks, 1)]
    value = {"tracks": list(map(_track_value, tracks)), "output": os.fspath(output or "")}
    answer(value, "\n".join([*lines, *where]), as_json=as_json)


def _built(library: Library, seeds: list[Track], length: PlaylistLength) -> list[Track]:
    if len(seeds) == 1:
        return library.recommender.radio(seeds[0].id, length)
    if length.tracks is not None:
        left = length.tracks - len(seeds)
        rest = PlaylistLength(tracks=left) if left > 0 else None
    else:
        spent = sum(seed.tags.duration or 0 for seed in seeds) / 60
        rest_minutes = (length.minutes or 0) - spent
        rest = PlaylistLength(minutes=rest_minutes) if rest_minutes > 0 else None
    return seeds + (
        library.recommender.more_like([seed.id for seed in seeds], rest) if rest else []
    )


def _refuse_unknown(library: Library, tag: str) -> None:
    """Raises NearfieldError for a tag nothing can be heard as, and names those that can."""
    names = library.heard_tags.names()
    if not tag or plain(tag) in map(plain, names):
        return
    known = f"It knows: {', '.join(names)}." if names else "It tells no tags at all."
    raise NearfieldError(f"The model does not tell {tag!r}", known)


def _tag_lines(heard: Sequence[HeardTag]) -> list[str]:
    """A line for each group of tags."""
    return [
        f"{group:>12}  " + ", ".join(f"{tag.name} {100 * tag.score:.0f} %" for tag in tags)
        for group, tags in _by_group(heard).items()
    ]


def _tags_value(heard: Sequence[HeardTag]) -> dict[str, dict[str, float]]:
    return {
        str(group): {tag.name: round(tag.score, 4) for tag in tags}
        for group, tags in _by_group(heard).items()
    }


def _by_group(heard: Sequence[HeardTag]) -> dict[TagGroup, list[HeardTag]]:
    groups = {group: [tag for tag in heard if tag.group is group] for group in TagGroup}
    return {group: tags for group, tags in groups.items() if tags}


def _neighbour_line(neighbour: Neighbour) -> str:
    why = "; ".join(neighbour.reasons)
    return f"{100 * neighbour.similarity:4.0f} %  {track_name(neighbour.track)}  ({why})"


def _neighbour_value(neighbour: Neighbour) -> dict[str, Any]:
    return {
        **_track_value(neighbour.track),
        "similarity": round(neighbour.similarity, 4),
        "reasons": list(neighbour.reasons),
        "shares": {each.signal.value: round(each.share, 4) for each in neighbour.shares},
    }


def _play_line(play: Play, track: Track) -> str:
    when = datetime.fromtimestamp(play.started).strftime("%Y-%m-%d %H:%M")
    if play.origin is Origin.IMPORTED:
        return f"{when}  {track_name(track)}  ({play.origin})"
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
        "liked": play.liked,
    }


def _track_value(track: Track) -> dict[str, Any]:
    return {
        "path": os.fspath(track.path),
        **{key: value for key, value in asdict(track.tags).items() if value},
    }
