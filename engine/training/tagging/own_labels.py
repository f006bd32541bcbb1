"""Labels of one's own: a CSV beside any folder of music, or the genres in the files' own tags.

Two forms of CSV: with a header, a column for the file (`file`, `path` or `filename`), one for its
tags (`tags`, `tag`, `genres` or `genre`; several are separated by `;`, `|`, `,` or `/`, the last
not where they are spelled as in `mood/theme---film`) and, if wanted, one for who made it (`artist`
or `group`) and one for the `split`; or, without a header, the file and then one tag a field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from engine.training.collection import SHARES, read_collection
from engine.training.tagging.labelled import Labelled, LabelledMusic
from engine.training.tagging.rows import LabelsError, Row, Table, read_rows

PREFIX = "own/"
_FILE = ("file", "path", "filename")
_TAGS = ("tags", "tag", "genres", "genre")
_OWNER = ("artist", "group")
_SPLIT = ("split",)


def read_csv(path: Path, audio: Path) -> LabelledMusic:
    """Read a table of either form; files are named relative to `audio`. Raises LabelsError."""
    rows = list(read_rows(path, ","))
    if not rows:
        raise LabelsError(path, "The file is empty.")
    header = tuple(field.casefold() for field in rows[0].fields)
    if _column(header, _FILE) is None:
        tracks = [_bare(path, row, audio) for row in rows]
    else:
        tracks = _headed(Table(path, header, tuple(rows[1:])), audio)
    return LabelledMusic(f"{path.absolute().parent.name}/{path.name}", tuple(tracks))


def read_genres(folder: Path) -> LabelledMusic:
    """The genres that the files of a music folder name themselves."""
    tracks = [
        Labelled(piece.path, _qualified(piece.genres), owner=piece.artist)
        for piece in read_collection(folder)
    ]
    return LabelledMusic(f"{folder.name} (the files' own genres)", tuple(tracks))


def _headed(table: Table, audio: Path) -> list[Labelled]:
    file, tags = _column(table.header, _FILE), _column(table.header, _TAGS)
    owner, split = _column(table.header, _OWNER), _column(table.header, _SPLIT)
    if file is None or tags is None:
        raise LabelsError(table.path, f"There is none of the columns {', '.join(_TAGS)}.", 1)
    tracks = []
    for row in table.of_equal_length():
        place = row.fields[split] if split is not None else None
        if place is not None and place not in SHARES:
            message = f"The split is {place!r}, not one of {', '.join(SHARES)}."
            raise LabelsError(table.path, message, row.line)
        if not row.fields[file]:
            raise LabelsError(table.path, "The row names no file.", row.line)
        named = _qualified(_several(row.fields[tags]))
        whose = row.fields[owner] if owner is not None else ""
        tracks.append(Labelled(audio / row.fields[file], named, place, whose))
    return tracks


def _bare(path: Path, row: Row, audio: Path) -> Labelled:
    name, *tags = row.fields
    if not name or not any(tags):
        raise LabelsError(path, "A row is a file and its tags: song.mp3,rock,guitar", row.line)
    return Labelled(audio / name, _qualified(tags))


def _several(tags: str) -> list[str]:
    return re.split(r"[;|,]" if "---" in tags else r"[;|,/]", tags)


def _qualified(tags: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """Tags spelled one way, under our own prefix."""
    return frozenset(PREFIX + tag.strip().casefold() for tag in tags if tag.strip())


def _column(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)
