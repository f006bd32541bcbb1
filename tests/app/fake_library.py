"""A library in memory, with the real one's door, that refuses to be called on the UI thread."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from engine.catalog.embedding_store import Listened
from engine.catalog.history_store import Standing
from engine.catalog.records import LinesOf
from engine.errors import Cancelled, FolderError, NearfieldError, NotFound
from engine.library import Broadcast, Library, Listener
from engine.lines.columns import Lines
from engine.text import plain
from engine.types import (
    Activity,
    Change,
    CurvePoint,
    Folder,
    HeardTag,
    ImportedPlaylist,
    ImportKind,
    ImportSource,
    KnownModel,
    Learned,
    LearningProgress,
    Manners,
    Mix,
    Neighbour,
    Play,
    Playlist,
    PlaylistEntry,
    PlaylistLength,
    Progress,
    Share,
    Signal,
    Status,
    Tags,
    Track,
    TrackState,
    Weights,
    Within,
)

ARTISTS = ("Anna Meredith", "Björk", "Sigur Rós", "The Field", "Nils Frahm", "Floating Points")
ALBUMS = ("Varmints", "Homogenic", "Takk…", "From Here We Go Sublime", "Spaces", "Crush")
GENRES = ("Electronic", "Art Pop", "Post-Rock", "Techno", "Piano", "House")
WORDS = ("Night", "Window", "Glass", "River", "Hollow", "Signal", "Paper", "Copper", "Field")

FITTED = Weights(sound=0.5, tags=0.25, playlists=0.25)
SHARES = (Share(Signal.SOUND, 0.75), Share(Signal.PLAYLISTS, 0.25))

P = ParamSpec("P")
R = TypeVar("R")


def off_the_ui_thread(method: Callable[P, R]) -> Callable[P, R]:
    """Fail where the window would have been blocked."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        assert threading.current_thread() is not threading.main_thread(), (
            f"{method.__name__} was called on the UI thread"
        )
        return method(*args, **kwargs)

    return guarded


def make_tracks(count: int, folder: Path) -> list[Track]:
    """Tracks that look like a person's, always the same ones."""
    dice = random.Random(1)
    tracks = []
    for number in range(1, count + 1):
        which = dice.randrange(len(ARTISTS))
        title = f"{dice.choice(WORDS)} {dice.choice(WORDS)} {number}"
        tags = Tags(
            title=title,
            artist=ARTISTS[which],
            album=ALBUMS[which],
            track_number=number % 12 + 1,
            date=str(1995 + which * 4),
            genres=(GENRES[which],),
            duration=120.0 + dice.randrange(240),
        )
        path = folder / ARTISTS[which] / f"{title}.flac"
        tracks.append(Track(number, 1, path, tags, TrackState.READY))
    return tracks


def lines_of(tracks: Sequence[Track]) -> Lines:
    """The lines that the store would make of these tracks, in their order."""
    listened = Listened(
        frozenset(track.id for track in tracks if track.state is TrackState.READY),
        {track.id: track.reason for track in tracks if track.state is TrackState.FAILED},
    )
    standing = Standing(
        frozenset(track.id for track in tracks if track.liked),
        {t.id: (t.plays, t.last_played) for t in tracks if t.last_played is not None},
    )
    lines = LinesOf(standing, listened, {track.folder_id: "/" for track in tracks})
    lines.take([_record(track) for track in tracks])
    return lines.made()


def _record(track: Track) -> tuple[Any, ...]:
    tags, missing = track.tags, 1.0 if track.state is TrackState.MISSING else None
    ids = (tags.recording_id, tags.release_id, tags.artist_id)
    rest = json.dumps((track.folder_id, track.size, track.identity, *ids)).encode()
    return (
        *(track.id, tags.title, tags.artist, tags.album_artist, tags.album),
        *(json.dumps(tags.genres), tags.date, "", tags.track_number, tags.disc_number),
        *(tags.duration, tags.track_gain, tags.album_gain, track.added, missing),
        rest + b"\n" + os.fsencode(track.path),
    )


class FakeLibrary(Library):
    """What the tests put in is what the window sees."""

    def __init__(self, home: Path, tracks: Iterable[Track] = ()) -> None:
        self.home = home
        self.kept = {track.id: track for track in tracks}
        self.folders_kept = [Folder(1, home / "music")] if self.kept else []
        self.shelf: dict[int, Playlist] = {}
        self.pictures: dict[int, bytes] = {}
        self.calls: list[str] = []
        self.now = Progress(Activity.IDLE)
        self.retried: list[int] = []
        self.manners_kept = Manners()
        self.ignored_kept: tuple[str, ...] = ()
        self.models_kept = [KnownModel("shipped", "a", "embedder", 128, (), True, True, 0)]
        self.learned_kept: Learned | None = None
        self.will_learn: Learned | NearfieldError | None = None
        """What a learning comes to; while it is not known, it goes on."""
        self.sources: list[ImportSource] = []
        self.will_import: ImportSource | NearfieldError | None = None
        """What an import comes to; while it is not known, it goes on."""
        self.music: list[bool] = []
        self.heard: list[Play] = []
        self.refusal: NearfieldError | None = None
        """What every like and play is answered with, if it is to fail."""
        self.will_bring: list[Track] = []
        """Tracks that an import makes others of, unannounced."""
        self.told: dict[int, tuple[HeardTag, ...]] = {}
        """What was heard in tracks."""
        self.closed = False
        self.weights: Weights | None = None
        self.pause_before_similar: threading.Event | None = None
        self.unknown: set[int] = set()
        """Tracks with which nothing goes."""
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()

    @off_the_ui_thread
    def learn(
        self,
        progress: Callable[[LearningProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Learned:
        assert progress
        assert cancelled
        points = (CurvePoint(1, 0.5, 0.5), CurvePoint(2, 0.4, 0.7))
        progress(LearningProgress("Training", 2, 9, points))
        while self.will_learn is None:
            if cancelled():
                raise Cancelled("The learning was stopped")
            time.sleep(0.005)
        if isinstance(self.will_learn, NearfieldError):
            raise self.will_learn
        self.learned_kept = self.will_learn
        return self.will_learn

    @off_the_ui_thread
    def import_from(
        self,
        kind: ImportKind,
        paths: Sequence[Path],
        listener: str = "",
        told: Callable[[str, int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportSource:
        assert told
        assert cancelled
        self.calls.append(f"import {kind} {' '.join(path.name for path in paths)} {listener}")
        told(f"Reading {paths[0].name}", 2_500_000_000, 10_000_000_000)
        while self.will_import is None:
            if cancelled():
                raise Cancelled("The import was stopped")
            time.sleep(0.005)
        if isinstance(self.will_import, NearfieldError):
            raise self.will_import
        self.sources.append(self.will_import)
        self.kept |= {track.id: track for track in self.will_bring}
        return self.will_import

    @off_the_ui_thread
    def imports(self) -> list[ImportSource]:
        return list(self.sources)

    @off_the_ui_thread
    def forget_import(self, source_id: int) -> None:
        self.sources = [source for source in self.sources if source.id != source_id]

    @off_the_ui_thread
    def learned(self) -> Learned | None:
        return self.learned_kept

    @off_the_ui_thread
    def take_over(self) -> str:
        assert self.learned_kept
        self.learned_kept = replace(self.learned_kept, taken_over=True)
        self.calls.append("take over")
        return "my-library-1"

    @off_the_ui_thread
    def go_back(self) -> str:
        assert self.learned_kept
        self.learned_kept = replace(self.learned_kept, taken_over=False)
        self.calls.append("go back")
        return "shipped"

    def tell(self, news: Broadcast) -> None:
        """Broadcast, as the background would, from another thread."""
        thread = threading.Thread(target=self._tell, args=(news,))
        thread.start()
        thread.join()

    def change(self, *tracks: Track) -> None:
        """Have tracks change, and say so."""
        self.kept.update((track.id, track) for track in tracks)
        self.tell(Change(tracks=frozenset(track.id for track in tracks)))

    def remove(self, *track_ids: int) -> None:
        """Have tracks vanish, and say so."""
        for track_id in track_ids:
            del self.kept[track_id]
        self.tell(Change(removed=frozenset(track_ids)))

    def advance(self, progress: Progress) -> None:
        """Have the analysis get on, and say so."""
        self.now = progress
        self.tell(progress)

    def _tell(self, news: Broadcast) -> None:
        for listener in list(self._listeners):
            listener(news)

    @off_the_ui_thread
    def claim(self) -> None:
        self.calls.append("claim")

    @off_the_ui_thread
    def close(self) -> None:
        self.closed = True

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @off_the_ui_thread
    def folders(self) -> list[Folder]:
        return list(self.folders_kept)

    @off_the_ui_thread
    def add_folder(self, path: Path) -> Folder:
        if not path.is_dir():
            raise FolderError("There is no such folder", str(path))
        folder = Folder(len(self.folders_kept) + 1, path)
        self.folders_kept.append(folder)
        self._tell(Change(folders=True))
        return folder

    @off_the_ui_thread
    def remove_folder(self, folder_id: int) -> None:
        self.folders_kept = [f for f in self.folders_kept if f.id != folder_id]
        removed = frozenset(i for i, track in self.kept.items() if track.folder_id == folder_id)
        for track_id in removed:
            del self.kept[track_id]
        self._tell(Change(removed=removed, folders=True))

    @off_the_ui_thread
    def tracks(self, ids: Iterable[int] | None = None) -> list[Track]:
        wanted = list(self.kept) if ids is None else list(ids)
        return [self.kept[track_id] for track_id in wanted if track_id in self.kept]

    @off_the_ui_thread
    def lines(self, ids: Iterable[int] | None = None) -> Lines:
        if ids is None:
            return lines_of(list(self.kept.values())).on_shelf()
        return lines_of([self.kept[track_id] for track_id in ids if track_id in self.kept])

    @off_the_ui_thread
    def picture(self, track_id: int) -> bytes | None:
        return self.pictures.get(track_id)

    @off_the_ui_thread
    def status(self) -> Status:
        states = dict(Counter(track.state for track in self.kept.values()))
        folders = tuple(self.folders_kept)
        return Status(self.home, folders, states, len(self.shelf), "model", len(self.kept))

    @off_the_ui_thread
    def start(self) -> None:
        self.calls.append("start")

    @off_the_ui_thread
    def pause(self) -> None:
        self.now = replace(self.now, activity=Activity.PAUSED)
        self._tell(self.now)

    @off_the_ui_thread
    def resume(self) -> None:
        self.now = replace(self.now, activity=Activity.ANALYSING)
        self._tell(self.now)

    @off_the_ui_thread
    def progress(self) -> Progress:
        return self.now

    @off_the_ui_thread
    def copies(self, track_id: int) -> list[Track]:
        sound = self.kept[track_id].identity
        alike = [t for t in self.kept.values() if sound and t.identity == sound]
        return [track for track in alike if track.id != track_id]

    @off_the_ui_thread
    def manners(self) -> Manners:
        return self.manners_kept

    @off_the_ui_thread
    def behave(self, manners: Manners) -> None:
        self.manners_kept = manners

    @off_the_ui_thread
    def ignored(self) -> tuple[str, ...]:
        return self.ignored_kept

    @off_the_ui_thread
    def ignore(self, patterns: Sequence[str]) -> None:
        if any(pattern.strip() == "!" for pattern in patterns):
            raise NearfieldError("A pattern cannot be used", "“!” takes back nothing.")
        self.ignored_kept = tuple(patterns)

    @off_the_ui_thread
    def models(self) -> list[KnownModel]:
        return self.models_kept

    @off_the_ui_thread
    def listen_with(self, name: str) -> None:
        if name not in {model.name for model in self.models_kept}:
            raise NotFound(f"There is no model {name!r}")
        self.models_kept = [replace(m, listens=m.name == name) for m in self.models_kept]

    @off_the_ui_thread
    def playing(self, playing: bool) -> None:
        self.music.append(playing)

    @off_the_ui_thread
    def retry(self, track_ids: Iterable[int]) -> None:
        self.retried.extend(track_ids)

    @off_the_ui_thread
    def like(self, track_ids: Iterable[int], liked: bool = True) -> None:
        if self.refusal:
            raise self.refusal
        ids = frozenset(track_ids)
        for track_id in ids:
            self.kept[track_id] = replace(self.kept[track_id], liked=liked)
        self._tell(Change(tracks=ids))

    @off_the_ui_thread
    def played(self, play: Play) -> None:
        if self.refusal:
            raise self.refusal
        self.heard.append(play)
        track = self.kept[play.track_id]
        played = replace(track, plays=track.plays + 1, last_played=play.started)
        self.kept[track.id] = played
        self._tell(Change(tracks=frozenset({track.id})))

    @off_the_ui_thread
    def plays(self, limit: int = 100) -> list[Play]:
        return self.heard[::-1][:limit]

    @off_the_ui_thread
    def similar(
        self, track_id: int, count: int = 20, within: Within | None = None
    ) -> list[Neighbour]:
        self.calls.append(f"similar {track_id}")
        if self.pause_before_similar:
            assert self.pause_before_similar.wait(10)
        if track_id in self.unknown:
            return []
        return [
            Neighbour(track, 0.97 - place * 0.021, (track.tags.genre, "similar tempo"), SHARES)
            for place, track in enumerate(self._others_within(track_id, within)[:count])
        ]

    @off_the_ui_thread
    def mix(self) -> Mix:
        nobody = ((Signal.LISTENERS, "Nobody's listening was imported yet"),)
        return Mix(self.weights or FITTED, FITTED, silent=() if self.sources else nobody)

    @off_the_ui_thread
    def weigh(self, weights: Weights | None) -> None:
        self.weights = weights

    @off_the_ui_thread
    def continued(self, playlist_id: int, length: PlaylistLength) -> list[Track]:
        saved = self.shelf[playlist_id]
        return self._others(saved.track_ids)[: length.tracks]

    @off_the_ui_thread
    def heard_tags(self, track_id: int) -> tuple[HeardTag, ...]:
        return self.told.get(track_id, ())

    @off_the_ui_thread
    def tag_names(self) -> tuple[str, ...]:
        return tuple(sorted({tag.name for tags in self.told.values() for tag in tags}))

    @off_the_ui_thread
    def heard_as(self, tag: str) -> frozenset[int]:
        begins = plain(tag)
        return frozenset(
            track_id
            for track_id, tags in self.told.items()
            if any(plain(each.name).startswith(begins) for each in tags)
        )

    @off_the_ui_thread
    def radio(self, track_id: int, length: PlaylistLength) -> list[Track]:
        return [self.kept[track_id], *self._others([track_id])][: length.tracks]

    @off_the_ui_thread
    def rediscover(self, length: PlaylistLength) -> list[Track]:
        loved = [track for track in self.kept.values() if track.liked and not track.plays]
        if not loved:
            raise NearfieldError("There is nothing to rediscover yet", "Nothing was liked so far.")
        return loved[: length.tracks]

    @off_the_ui_thread
    def more_like(self, track_ids: Sequence[int], length: PlaylistLength) -> list[Track]:
        return self._others(track_ids)[: length.tracks]

    def _others_within(self, track_id: int, within: Within | None) -> list[Track]:
        part = within or Within()
        return [
            track
            for track in self._others([track_id])
            if (not part.genre or part.genre in track.tags.genres)
            and (part.decade is None or (track.tags.year or 0) // 10 * 10 == part.decade)
            and (part.folder is None or part.folder in track.path.parents)
            and (not part.heard or part.heard in (tag.name for tag in self.told.get(track.id, ())))
        ]

    def _others(self, track_ids: Sequence[int]) -> list[Track]:
        """Those of the same genre first, then the rest, always in the same order."""
        genre = self.kept[track_ids[0]].tags.genre
        others = [track for track in self.kept.values() if track.id not in track_ids]
        return sorted(others, key=lambda track: (track.tags.genre != genre, track.id))

    @off_the_ui_thread
    def playlists(self) -> list[Playlist]:
        return sorted(self.shelf.values(), key=lambda playlist: playlist.name.casefold())

    @off_the_ui_thread
    def create_playlist(
        self, name: str, entries: Sequence[PlaylistEntry] = (), *, built: bool = False
    ) -> Playlist:
        with self._guard:
            playlist = Playlist(max(self.shelf, default=0) + 1, name, tuple(entries), built)
            self.shelf[playlist.id] = playlist
        self._tell(Change(playlists=True))
        return playlist

    @off_the_ui_thread
    def change_playlist(
        self,
        playlist_id: int,
        *,
        name: str | None = None,
        entries: Sequence[PlaylistEntry] | None = None,
    ) -> Playlist:
        if playlist_id not in self.shelf:
            raise NotFound("That playlist is no longer there")
        old = self.shelf[playlist_id]
        kept = old.entries if entries is None else tuple(entries)
        self.shelf[playlist_id] = Playlist(playlist_id, name or old.name, kept)
        self._tell(Change(playlists=True))
        return self.shelf[playlist_id]

    @off_the_ui_thread
    def delete_playlist(self, playlist_id: int) -> None:
        del self.shelf[playlist_id]
        self._tell(Change(playlists=True))

    @off_the_ui_thread
    def export_playlist(
        self, name: str, entries: Sequence[PlaylistEntry], path: Path, *, relative: bool = False
    ) -> Path:
        self.calls.append(f"export {name} {len(entries)} {path.name} relative={relative}")
        return path

    @off_the_ui_thread
    def import_playlist(self, path: Path) -> ImportedPlaylist:
        entries = (PlaylistEntry(1), PlaylistEntry(None, "/gone/song.mp3", "Gone - Song", 180.0))
        return ImportedPlaylist(self.create_playlist(path.stem, entries), ("/gone/song.mp3",))
