"""The saved playlists of a library, and the playlist files that they come from and go to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.catalog.playlist_files import M3UEntry, read_m3u, write_m3u
from engine.catalog.store import Store
from engine.library.news import Listener
from engine.library.tracks import Tracks
from engine.types import Change, ImportedPlaylist, Playlist, PlaylistEntry, Track


class Playlists:
    """Every entry says where its track is and what it is called as of its last write."""

    def __init__(self, store: Store, tracks: Tracks, tell: Listener) -> None:
        self._store, self._tracks, self._tell = store, tracks, tell

    def all(self) -> list[Playlist]:
        """Every saved playlist, by name."""
        return self._store.playlists.all()

    def create(
        self, name: str, entries: Sequence[PlaylistEntry] = (), *, built: bool = False
    ) -> Playlist:
        """Save a new playlist; a name that is taken gets a number behind it.

        One that was `built` from recommendations says nothing in them until it is edited.
        """
        playlist = self._store.playlists.create(name, self._located(entries), built=built)
        self._tell(Change(playlists=True))
        return playlist

    def change(
        self,
        playlist_id: int,
        *,
        name: str | None = None,
        entries: Sequence[PlaylistEntry] | None = None,
    ) -> Playlist:
        """Replace a playlist's name, its entries, or both, in one step; raises NotFound."""
        located = None if entries is None else self._located(entries)
        playlist = self._store.playlists.change(playlist_id, name, located)
        self._tell(Change(playlists=True))
        return playlist

    def delete(self, playlist_id: int) -> None:
        """Delete a playlist; its tracks stay."""
        self._store.playlists.delete(playlist_id)
        self._tell(Change(playlists=True))

    def export(
        self, entries: Sequence[PlaylistEntry], path: Path, *, relative: bool = False
    ) -> Path:
        """Write an M3U8 (or, by the suffix, a plain M3U) whole or not at all; raises PlaylistError.

        Returns where it is.
        """
        rows = [M3UEntry(e.location, e.title, e.duration) for e in self._located(entries)]
        write_m3u(path, rows, relative=relative)
        return path

    def take_in(self, path: Path) -> ImportedPlaylist:
        """Save an M3U/M3U8 as a playlist; entries the library does not have are kept as they are.

        Raises PlaylistError.
        """
        located = self._locations()
        entries = [
            PlaylistEntry(_at(row.location, located), row.location, row.title, row.duration)
            for row in read_m3u(path)
        ]
        missing = tuple(entry.location for entry in entries if entry.track_id is None)
        return ImportedPlaylist(self.create(path.stem, entries), missing)

    def link(self) -> None:
        """Look whether the library has got tracks of which a playlist knew but the location."""
        unlinked = self._store.playlists.unlinked()
        if unlinked and self._store.playlists.link(self._locations()):
            self._tell(Change(playlists=True))

    def _locations(self) -> dict[str, int]:
        return {os.fspath(track.path): track.id for track in self._tracks.all()}

    def _located(self, entries: Sequence[PlaylistEntry]) -> list[PlaylistEntry]:
        """The entries with where their tracks are and what they are called now."""
        tracks = {
            track.id: track
            for track in self._tracks.of({e.track_id for e in entries if e.track_id is not None})
        }
        return [
            _entry(entry, tracks[entry.track_id]) if entry.track_id in tracks else entry
            for entry in entries
        ]


def _entry(entry: PlaylistEntry, track: Track) -> PlaylistEntry:
    title = " - ".join(filter(None, (track.tags.artist, track.tags.title)))
    return replace(entry, location=os.fspath(track.path), title=title, duration=track.tags.duration)


def _at(location: str, located: dict[str, int]) -> int | None:
    return located.get(location) or located.get(os.path.realpath(location))
