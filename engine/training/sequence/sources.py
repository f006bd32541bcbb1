"""Sources of playlists: which reader a file or folder is for, and what lies in a folder.

Slices of the Million Playlist Dataset, JSON lines (a playlist a line), and M3U files, one's own;
each but the last also packed as `.gz`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from engine.catalog.names import names_of
from engine.catalog.playlist_files import M3UEntry, read_m3u
from engine.catalog.song_names import split_name
from engine.errors import PlaylistError
from engine.training.plays.reading import PlaysError, Reading
from engine.training.sequence.listed import Listed, Named, listed_of
from engine.training.sequence.slices import read_slice

LINES = (".jsonl", ".ndjson")
SLICE = ".json"
M3U = (".m3u", ".m3u8")
_TELLING = 3
"""Parts of a path that tell of its track: artist, album, file."""


def playlist_files(path: Path) -> list[Path]:
    """The file that this is, or those below a folder, in the order of their names and numbers.

    Raises PlaysError if there is nothing, or a file is of none of the forms.
    """
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.is_file() and _form(file)]
        if not files:
            known = ", ".join((*M3U, *LINES, SLICE))
            raise PlaysError(path, f"The folder holds no playlists ({known}).")
        return sorted(files, key=_natural)
    if not path.exists():
        raise PlaysError(path, "There is no such file or folder.")
    if not _form(path):
        message = f"Its name ends in none of {', '.join((*M3U, *LINES, SLICE))}."
        raise PlaysError(path, message)
    return [path]


def read_playlists(path: Path, reading: Reading) -> Iterator[Listed]:
    """The playlists of one file, as `playlist_files` names it; raises PlaysError."""
    form = _form(path)
    if form in LINES:
        return _read_lines(path, reading)
    return read_slice(path, reading) if form == SLICE else _read_m3u(path, reading)


def _read_lines(path: Path, reading: Reading) -> Iterator[Listed]:
    for number, line in reading.read(path):
        try:
            yield listed_of(json.loads(line))
        except json.JSONDecodeError:
            reading.refuse(number, "the line is not JSON")
        except RecursionError:
            reading.refuse(number, "the line is nested too deeply")
        except ValueError as error:
            reading.refuse(number, _reason(error))


def _reason(error: ValueError) -> str:
    """Our own words; Python's of a number that is too long for it would be told to nobody's use."""
    own = str(error).startswith(("the playlist ", "a track "))
    return str(error) if own else "the line holds a number that is too long"


def _read_m3u(path: Path, reading: Reading) -> Iterator[Listed]:
    """A playlist of one's own: its tracks are known by where they lie."""
    reading.begin(path)
    reading.lines += 1
    try:
        entries = read_m3u(path)
    except PlaylistError as error:
        reading.refuse(1, f"the file is no playlist ({error.message})")
        return
    if entries:
        tracks = tuple(entry.location for entry in entries)
        yield Listed(path.stem, tracks, ("",) * len(tracks), tuple(map(_named, entries)))
    else:
        reading.refuse(1, "the playlist is empty")


def _named(entry: M3UEntry) -> Named:
    """Artist and title as the line above a file tells them, else as its path does."""
    artist, title = split_name(entry.title)
    if title or entry.path is None:
        return artist, title
    path = PurePosixPath(entry.location.replace("\\", "/").lstrip("/"))
    by_path = names_of("/".join(path.parts[-_TELLING:]))
    return by_path.artist, by_path.title


def _form(path: Path) -> str:
    """The ending that tells the form, without that of packing; empty for any other file."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    return suffix if suffix in (*LINES, SLICE, *M3U) else ""


def _natural(path: Path) -> list[str | int]:
    """Slices in the order of their numbers; a text and a number never stand in the same place."""
    parts = re.split(r"(\d+)", str(path))
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
