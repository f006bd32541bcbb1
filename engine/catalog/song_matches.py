"""Which tracks of the library a song from elsewhere is.

A song is a track if both have one MusicBrainz recording id, or artist and title of one name
(`engine.catalog.song_names`); a song without a title is every track by its artist. That asks for
nothing but the two: a track that comes later is matched by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.catalog.song_names import song_name, track_names


class Means(StrEnum):
    """By what a song was found, the surest first."""

    ID = "id"
    NAME = "name"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True)
class Song:
    """A song as it is named elsewhere; without a title, whatever is by the artist."""

    artist: str
    title: str
    recording_id: str = ""

    @property
    def name(self) -> str:
        """As it is compared; empty if that says too little."""
        if self.recording_id and not self.title:
            return ""
        return song_name(self.artist, self.title)


@dataclass(frozen=True, slots=True)
class Match:
    """A track that a song is, and how that is known."""

    track_id: int
    means: Means


@dataclass(frozen=True, slots=True)
class NamedTrack:
    """What a track is called."""

    track_id: int
    title: str
    artist: str
    album_artist: str
    recording_id: str

    @property
    def names(self) -> frozenset[str]:
        """What songs are called that are this track, and its artists alone."""
        return track_names({self.artist, self.album_artist}, self.title)

    def matched(self, recording_id: str, *, untitled: bool) -> Match:
        """By what it was found that a song of this id, with or without a title, is this track."""
        if self.recording_id and self.recording_id == recording_id:
            return Match(self.track_id, Means.ID)
        return Match(self.track_id, Means.ARTIST if untitled else Means.NAME)


class KnownSongs:
    """The tracks of a library by their ids and names: by what a song would be found at best."""

    def __init__(self, tracks: Iterable[NamedTrack]) -> None:
        self._ids: set[str] = set()
        self._names: set[str] = set()
        for track in tracks:
            self._ids.add(track.recording_id)
            self._names |= track.names
        self._ids.discard("")

    def find(self, song: Song, name: str) -> Means | None:
        """By what a song of this `name` is found in the library; None if it is not."""
        if song.recording_id in self._ids:
            return Means.ID
        if name not in self._names:
            return None
        return Means.NAME if song.title else Means.ARTIST
