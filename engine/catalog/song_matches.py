"""Which tracks of the library a song from elsewhere is.

A song is a track if both have one MusicBrainz recording id, or artist and title of one name
(`engine.catalog.song_names`); a song without a title is every track by its artist. That asks for
nothing but the two: a track that comes later is matched by itself.
"""

from __future__ import annotations

from collections import defaultdict
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
    """The tracks of a library by their ids and names, as they were in one state of it."""

    def __init__(self, tracks: Iterable[NamedTrack], state: bytes = b"") -> None:
        """`state` tells this state from any other."""
        self.state = state
        self._by_id: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for track in tracks:
            if track.recording_id:
                self._by_id[track.recording_id].append(track.track_id)
            for name in track.names:
                self._by_name[name].append(track.track_id)

    def means(self, song: Song, name: str) -> Means | None:
        """By what a song of this `name` is found in the library; None if it is not."""
        if song.recording_id in self._by_id:
            return Means.ID
        if name not in self._by_name:
            return None
        return Means.NAME if song.title else Means.ARTIST

    def tracks(self, recording_id: str, name: str) -> list[int]:
        """The tracks that are a song of this id, or of this name."""
        return self._by_id.get(recording_id, []) + self._by_name.get(name, [])
