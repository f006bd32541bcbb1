"""Tables of plays: Last.fm scrobbles as CSV, and any `user,item[,time]` file.

Last.fm has no export of its own; the usual ones write a header (`uts,utc_time,artist,artist_mbid,
album,album_mbid,track,track_mbid`, or `Artist;Album;Track;Date`), or bare rows of artist, album,
track and date. With a header, columns go by their names, in any order. Without one, two or three
columns are user, item and time, four with a date at the end are a scrobble. Whose scrobbles they
are tells the file's name. Commas, semicolons or tabs separate; a field must not go over two lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.models.item import Item
from engine.training.plays.play import Play, count_of, time_of
from engine.training.plays.reading import PlaysError, Reading

_NAMES: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "user_id", "userid", "user_name", "username", "listener"),
    "artist": ("artist", "artist_name", "artistname"),
    "title": ("track", "track_name", "trackname", "title", "song", "song_name", "name"),
    "item": ("item", "item_id", "itemid", "track_id", "trackid", "song_id", "songid",
             "artist_id", "artistid"),
    "time": ("uts", "time", "timestamp", "listened_at", "played_at", "date", "utc_time"),
    "count": ("count", "plays", "playcount", "play_count", "weight"),
    "artist_id": ("artist_mbid",),
    "recording_id": ("track_mbid", "recording_mbid"),
}  # fmt: skip
"""What each column may be called; where several are there, the first counts."""
_BARE = {2: ("user", "item"), 3: ("user", "item", "time"), 4: ("artist", "", "title", "time")}
_SEPARATORS = ",;\t"

Roles = Mapping[str, int]
"""The place of each column that is known."""


def read_table(path: Path, reading: Reading) -> Iterator[Play]:
    """Read a table of any of these forms; raises PlaysError."""
    owner = path.name.partition(".")[0]
    roles: Roles = {}
    separator, width = ",", 0
    for number, line in reading.read(path):
        if not roles:
            separator = max(_SEPARATORS, key=line.count)
            try:
                fields = _split(line, separator)
            except csv.Error as error:
                raise PlaysError(path, f"This is no row of a table ({error}).", number) from error
            roles, headed = _roles(path, fields, number)
            width = len(fields)
            if headed:
                continue
        try:
            yield _play(_split(line, separator), width, roles, owner)
        except (ValueError, csv.Error) as error:
            reading.refuse(number, str(error))


def _split(line: str, separator: str) -> list[str]:
    # In a file of tabs a quotation mark is one: there is nothing that it would have to protect.
    if separator == "\t":
        return [field.strip() for field in line.split("\t")]
    fields = next(csv.reader([line], delimiter=separator, strict=True))
    return [field.strip() for field in fields]


def _roles(path: Path, fields: Sequence[str], number: int) -> tuple[Roles, bool]:
    """What the columns are, and whether this line is a header that says so."""
    header = [_plain(field) for field in fields]
    roles = {}
    for role, names in _NAMES.items():
        found = next((name for name in names if name in header), None)
        if found:
            roles[role] = header.index(found)
    if {"item", "artist", "title"} & roles.keys():
        return roles, True
    if roles:
        message = f"No column tells what was played; they are {', '.join(fields[:8])}."
        raise PlaysError(path, message[:300] + " It is called artist, track or item.", number)
    return _bare(path, fields, number), False


def _plain(field: str) -> str:
    """A name of a column as `_NAMES` has it; some exports write `Date#user`."""
    return "_".join(field.casefold().partition("#")[0].split())


def _bare(path: Path, fields: Sequence[str], number: int) -> Roles:
    if len(fields) not in _BARE:
        message = "A row is user,item or user,item,time; or name the columns in a first line."
        raise PlaysError(path, f"{len(fields)} columns. {message}", number)
    return {role: place for place, role in enumerate(_BARE[len(fields)]) if role}


def _play(fields: Sequence[str], width: int, roles: Roles, owner: str) -> Play:
    if len(fields) != width:
        raise ValueError(f"the line has {len(fields)} columns instead of {width}")
    told = {role: fields[place] for role, place in roles.items()}
    item = _item(told)
    if not item.key.strip():
        raise ValueError("the line does not say what was played")
    user = told.get("user", owner)
    if not user:
        raise ValueError("the line does not say who played it")
    count = count_of(told["count"]) if "count" in told else 1
    return Play(user, item, count, time_of(told.get("time", "")))


def _item(told: Mapping[str, str]) -> Item:
    """An id of the table's own counts where there is one; else names do."""
    own = told.get("item", "")
    artist, title = told.get("artist", ""), told.get("title", "")
    if not (artist or title):
        title = own
    return Item(artist, title, told.get("artist_id", ""), told.get("recording_id", ""), own)
