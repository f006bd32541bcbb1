"""HetRec 2011 Last.fm: `user_artists.dat` with play counts, `artists.dat` with names, tags.

Tab-separated with a header line. 1,892 users, 17,632 artists, 92,834 counts, up to 50 artists a
user; 186,479 times a user gave an artist a tag. Source: grouplens.org/datasets/hetrec-2011.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.models.item import Item
from engine.training.plays.play import Play, count_of
from engine.training.plays.reading import PlaysError, Reading
from engine.training.text_files import opened, place_of

PLAYS, ARTISTS = "user_artists.dat", "artists.dat"
TAGS, TAGGED = "tags.dat", "user_taggedartists.dat"


def is_hetrec(path: Path) -> bool:
    """Whether this is the folder of the data set, or its file of play counts."""
    return path.name == PLAYS or (path / PLAYS).is_file()


def read_hetrec(path: Path, reading: Reading) -> Iterator[Play]:
    """Read the play counts; artists are named if `artists.dat` lies beside. Raises PlaysError."""
    counts = path / PLAYS if path.is_dir() else path
    names = _names(counts.with_name(ARTISTS), reading)
    for number, (user, artist, plays) in _rows(counts, ("userID", "artistID", "weight"), reading):
        if names and artist not in names:
            reading.refuse(number, f"the artist is not in {ARTISTS}")
            continue
        try:
            yield Play(user, Item(names.get(artist, artist), id=artist), count_of(plays))
        except ValueError as error:
            reading.refuse(number, str(error))


def read_tags(path: Path, reading: Reading) -> dict[str, Counter[str]]:
    """How often each artist's id was given which tag; empty if the tags are not there."""
    folder = path if path.is_dir() else path.parent
    if not ((folder / TAGS).is_file() and (folder / TAGGED).is_file()):
        return {}
    names = _tag_names(folder / TAGS)
    tags: dict[str, Counter[str]] = defaultdict(Counter)
    columns = ("userID", "artistID", "tagID")
    for number, (_, artist, tag) in _rows(folder / TAGGED, columns, reading):
        if tag in names:
            tags[artist][names[tag]] += 1
        else:
            reading.refuse(number, f"the tag is not in {TAGS}")
    return tags


def _names(path: Path, reading: Reading) -> dict[str, str]:
    """Names by id. The list of artists has no header in some copies, so columns go by place."""
    if not path.is_file():
        return {}
    names = {}
    for number, line in reading.read(path):
        fields = line.split("\t")
        if len(fields) < 2 or not fields[0] or not fields[1].strip():
            reading.refuse(number, "an artist needs an id and a name")
        else:
            names[fields[0]] = fields[1].strip()
    return names


def _tag_names(path: Path) -> dict[str, str]:
    """Tags by id; this file alone is published in Latin-1."""
    with opened(path, PlaysError) as (file, _):
        text = file.read().decode("latin-1")
    fields = (line.partition("\t") for line in text.splitlines())
    return {number: name.strip() for number, _, name in fields}


def _rows(
    path: Path, columns: Sequence[str], reading: Reading
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The fields of these columns, with the numbers of their lines; raises PlaysError."""
    places: list[int] = []
    for number, line in reading.read(path):
        fields = line.split("\t")
        if not places:
            header = [field.strip(" /") for field in fields]
            places = [place_of(name, header, path, PlaysError, number) for name in columns]
            width = len(fields)
        elif len(fields) != width:
            reading.refuse(number, f"the line has {len(fields)} columns instead of {width}")
        else:
            yield number, tuple(fields[place] for place in places)
