"""What a library keeps: the fakes of its tracks, folders, playlists, history and imports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Cancelled, FolderError, NearfieldError, NotFound
from engine.library.folders import Folders
from engine.library.history import History
from engine.library.imports import Imports
from engine.library.playlists import Playlists
from engine.library.tracks import Tracks
from engine.lines.columns import Lines
from engine.types import (
    Change,
    Folder,
    ImportedPlaylist,
    ImportKind,
    ImportSource,
    Play,
    Playlist,
    PlaylistEntry,
    Track,
)
from tests.app.fake_library.invented import lines_of
from tests.app.fake_library.ui_thread import off_the_ui_thread

if TYPE_CHECKING:
    from tests.app.fake_library.library import FakeLibrary


class FakeTracks(Tracks):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def all(self) -> list[Track]:
        return list(self.fake.kept.values())

    @off_the_ui_thread
    def of(self, ids: Iterable[int]) -> list[Track]:
        return [self.fake.kept[track_id] for track_id in ids if track_id in self.fake.kept]

    @off_the_ui_thread
    def lines(self, ids: Iterable[int] | None = None) -> Lines:
        if ids is None:
            return lines_of(self.all()).on_shelf()
        return lines_of(self.of(ids))

    @off_the_ui_thread
    def copies(self, track_id: int) -> list[Track]:
        sound = self.fake.kept[track_id].identity
        alike = [t for t in self.fake.kept.values() if sound and t.identity == sound]
        return [track for track in alike if track.id != track_id]

    @off_the_ui_thread
    def picture(self, track_id: int) -> bytes | None:
        return self.fake.pictures.get(track_id)


class FakeFolders(Folders):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def all(self) -> list[Folder]:
        return list(self.fake.folders_kept)

    @off_the_ui_thread
    def add(self, path: Path) -> Folder:
        if not path.is_dir():
            raise FolderError("There is no such folder", str(path))
        folder = Folder(len(self.fake.folders_kept) + 1, path)
        self.fake.folders_kept.append(folder)
        self.fake.broadcast(Change(folders=True))
        return folder

    @off_the_ui_thread
    def remove(self, folder_id: int) -> None:
        self.fake.folders_kept = [f for f in self.fake.folders_kept if f.id != folder_id]
        tracks = self.fake.kept.values()
        removed = frozenset(track.id for track in tracks if track.folder_id == folder_id)
        for track_id in removed:
            del self.fake.kept[track_id]
        self.fake.broadcast(Change(removed=removed, folders=True))

    @off_the_ui_thread
    def ignored(self) -> tuple[str, ...]:
        return self.fake.ignored_kept

    @off_the_ui_thread
    def ignore(self, patterns: Sequence[str]) -> None:
        if any(pattern.strip() == "!" for pattern in patterns):
            raise NearfieldError("A pattern cannot be used", "“!” takes back nothing.")
        self.fake.ignored_kept = tuple(patterns)


class FakePlaylists(Playlists):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def all(self) -> list[Playlist]:
        return sorted(self.fake.shelf.values(), key=lambda playlist: playlist.name.casefold())

    @off_the_ui_thread
    def create(
        self, name: str, entries: Sequence[PlaylistEntry] = (), *, built: bool = False
    ) -> Playlist:
        with self.fake.guard:
            playlist = Playlist(max(self.fake.shelf, default=0) + 1, name, tuple(entries), built)
            self.fake.shelf[playlist.id] = playlist
        self.fake.broadcast(Change(playlists=True))
        return playlist

    @off_the_ui_thread
    def change(
        self,
        playlist_id: int,
        *,
        name: str | None = None,
        entries: Sequence[PlaylistEntry] | None = None,
    ) -> Playlist:
        if playlist_id not in self.fake.shelf:
            raise NotFound("That playlist is no longer there")
        old = self.fake.shelf[playlist_id]
        kept = old.entries if entries is None else tuple(entries)
        self.fake.shelf[playlist_id] = Playlist(playlist_id, name or old.name, kept)
        self.fake.broadcast(Change(playlists=True))
        return self.fake.shelf[playlist_id]

    @off_the_ui_thread
    def delete(self, playlist_id: int) -> None:
        del self.fake.shelf[playlist_id]
        self.fake.broadcast(Change(playlists=True))

    @off_the_ui_thread
    def export(
        self, entries: Sequence[PlaylistEntry], path: Path, *, relative: bool = False
    ) -> Path:
        self.fake.calls.append(f"export {len(entries)} {path.name} relative={relative}")
        return path

    @off_the_ui_thread
    def take_in(self, path: Path) -> ImportedPlaylist:
        entries = (PlaylistEntry(1), PlaylistEntry(None, "/gone/song.mp3", "Gone - Song", 180.0))
        return ImportedPlaylist(self.create(path.stem, entries), ("/gone/song.mp3",))


class FakeHistory(History):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def like(self, track_ids: Iterable[int], liked: bool = True) -> None:
        if self.fake.refusal:
            raise self.fake.refusal
        ids = frozenset(track_ids)
        for track_id in ids:
            self.fake.kept[track_id] = replace(self.fake.kept[track_id], liked=liked)
        self.fake.broadcast(Change(tracks=ids))

    @off_the_ui_thread
    def played(self, play: Play) -> None:
        if self.fake.refusal:
            raise self.fake.refusal
        self.fake.heard.append(play)
        track = self.fake.kept[play.track_id]
        played = replace(track, plays=track.plays + 1, last_played=play.started)
        self.fake.kept[track.id] = played
        self.fake.broadcast(Change(tracks=frozenset({track.id})))

    @off_the_ui_thread
    def plays(self, limit: int = 100) -> list[Play]:
        return self.fake.heard[::-1][:limit]


class FakeImports(Imports):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def all(self) -> list[ImportSource]:
        return list(self.fake.sources)

    @off_the_ui_thread
    def take_in(
        self,
        kind: ImportKind,
        paths: Sequence[Path],
        listener: str = "",
        told: Callable[[str, int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportSource:
        assert told
        assert cancelled
        self.fake.calls.append(f"import {kind} {' '.join(path.name for path in paths)} {listener}")
        told(f"Reading {paths[0].name}", 2_500_000_000, 10_000_000_000)
        while self.fake.will_import is None:
            if cancelled():
                raise Cancelled("The import was stopped")
            time.sleep(0.005)
        if isinstance(self.fake.will_import, NearfieldError):
            raise self.fake.will_import
        self.fake.sources.append(self.fake.will_import)
        self.fake.kept |= {track.id: track for track in self.fake.will_bring}
        return self.fake.will_import

    @off_the_ui_thread
    def forget(self, source_id: int) -> None:
        self.fake.sources = [source for source in self.fake.sources if source.id != source_id]
