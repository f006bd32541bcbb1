"""What readers of plays and playlists tell of a song, as the library looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from engine.catalog.song_matches import Song
from engine.catalog.song_names import split_name
from engine.catalog.tag_text import clean, uuid
from engine.models.item import Item
from engine.training.plays.reading import Reading
from engine.training.sequence.listed import Listed, Named

TABLES = ("tracks.tsv", "tracks.tsv.gz")
"""Beside playlists of bare ids: a track's id, its artist and its title, tab-separated."""


def song_of(item: Item) -> Song:
    """A played item; one that has but one name may hold both, or be a MusicBrainz id."""
    artist, title, recording_id = item.artist, item.title, uuid(item.recording_id)
    if not artist:
        artist, title = split_name(title)
        recording_id = recording_id or uuid(item.id)
    return Song(clean(artist), clean(title), recording_id)


def songs_of(listed: Listed, named: Callable[[str], Named]) -> list[Song]:
    """The songs of a playlist, in order; `named` tells artist and title of a bare id."""
    names = listed.names or map(named, listed.tracks)
    return [
        Song(clean(artist), clean(title), "" if title else uuid(track))
        for track, (artist, title) in zip(listed.tracks, names, strict=True)
    ]


def names_beside(playlists: Path) -> Path | None:
    """The table that names the tracks of a file of playlists, if one lies beside it."""
    return next((table for name in TABLES if (table := playlists.with_name(name)).is_file()), None)


def read_names(table: Path, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Id, artist and title of each track; raises PlaysError, Cancelled."""
    for number, line in reading.read(table):
        track, _, names = line.partition("\t")
        artist, _, title = (name.strip() for name in names.partition("\t"))
        if track and artist and title:
            yield track, artist, title
        else:
            reading.refuse(number, "a track needs its id, its artist and its title")
