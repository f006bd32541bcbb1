"""Library: the one door to the engine, for the app, the command line and the service.

Methods may be called from any thread and block until done; those that take long report progress
and can be cancelled. What a write changed is broadcast to subscribers, on the thread that wrote.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.catalog.daily_backup import DailyBackup
from engine.catalog.ignoring import usable
from engine.catalog.playlist_files import M3UEntry, read_m3u, write_m3u
from engine.catalog.store import Store
from engine.errors import FolderError, NearfieldError, NotFound
from engine.extras import require
from engine.home import default_home
from engine.index.base import Ids
from engine.library.blend.blending import Blending
from engine.library.ears import Ears
from engine.library.heard_tags import HeardTags
from engine.library.neighbourhood import Neighbourhood
from engine.library.rescue import DATABASE, claim, lock_of, open_store
from engine.lines.cache import CachedLines
from engine.lines.columns import Lines
from engine.models.installed import SHIPPED
from engine.models.weights import ModelFile, shipped
from engine.recommend.playlists import more_like, radio
from engine.recommend.similar import similar
from engine.text import plain
from engine.types import (
    Activity,
    Chances,
    Change,
    Folder,
    Heard,
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
    Placed,
    Play,
    Playlist,
    PlaylistEntry,
    PlaylistLength,
    Progress,
    Status,
    Track,
    TrackState,
    Weights,
    Within,
)

# What reads files, listens and watches is imported by whoever needs it first: it brings a third of
# all that the library would import, and the tracks can be on the screen before.
if TYPE_CHECKING:
    from engine.analysis.analyser import Analyser
    from engine.library.learner import Learner
    from engine.library.replay.learner import ReplayLearner
    from engine.library.upkeep import Upkeep
    from engine.training.preference.own_library import Habits

log = logging.getLogger(__name__)

LINES = "lines.npz"
"""The file in a library's folder from which the next start has its tracks."""

BLEND = "blend.json"
"""The file with the weights that were fitted to this library."""

_PLAYS_LEARNED = 20_000
"""The newest plays that a learning looks at."""

Broadcast = Change | Progress | NearfieldError
Listener = Callable[[Broadcast], None]


class Library:
    """A music library kept in one `home` folder: its database, its index, its caches."""

    def __init__(self, home: Path, store: Store, ears: Ears) -> None:
        self.home = home
        self._store, self._ears = store, ears
        self._lock = lock_of(home)
        self._listeners: list[Listener] = []
        self._neighbourhood = Neighbourhood(home / "index", store)
        self._heard_tags = HeardTags(store)
        self._blending = Blending(
            store,
            self._neighbourhood,
            self._heard_tags,
            lambda: self._replay.chances,
            home / BLEND,
        )
        self.subscribe(self._blending.heard)
        self._lines = CachedLines(home / LINES, store)
        self._scan_lock = threading.Lock()
        self._made_analyser: Analyser | None = None
        self._made_replay: ReplayLearner | None = None
        self._making = threading.Lock()
        self._upkeep: Upkeep | None = None
        self._backup = DailyBackup(home / DATABASE, self._tell)

    @classmethod
    def open(cls, home: Path | None = None, *, model: Path | None = None) -> Self:
        """Open or create the library in `home`, listening with the weights in the file `model`.

        By default `home` is $NEARFIELD_HOME, else the user's data folder, and the model the one
        that was chosen, at first the one that came with the program. Raises LibraryDamaged,
        LibraryTooNew, ModelError, NearfieldError.
        """
        home = home or default_home()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NearfieldError("The library's folder cannot be made", str(error)) from error
        store = open_store(home / DATABASE)
        try:
            return cls(home, store, Ears(home / "models", store, shipped, model))
        except BaseException:
            store.close()
            raise

    def claim(self) -> None:
        """Become the one process that keeps this library; raises LibraryInUse if another is."""
        claim(self._lock)

    def close(self) -> None:
        """Stop the background, save what the next start needs, release the library."""
        self._backup.stop()
        self._blending.close()
        if self._upkeep:
            self._upkeep.stop()
        if self._made_replay:
            self._made_replay.stop()
        try:
            self._neighbourhood.close(save=self._lock.is_locked)
            self._keep_lines()
        finally:
            self._store.close()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each Change, Progress and background error from now on.

        Returns the way to stop.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def folders(self) -> list[Folder]:
        """The music folders, as they were added."""
        return self._store.folders()

    def add_folder(self, path: Path) -> Folder:
        """Add a music folder; raises FolderError.

        One that is in the library already, or part of one that is, changes nothing: that folder
        is returned.
        """
        path = _readable_folder(path)
        for folder in self.folders():
            if path.resolve().is_relative_to(folder.path.resolve()):
                return folder
        folder = self._store.add_folder(path)
        self._folders_changed(Change(folders=True))
        return folder

    def remove_folder(self, folder_id: int) -> None:
        """Take a folder and its tracks out of sight; nothing on disk or of the analysis is lost."""
        removed = self._store.remove_folder(folder_id)
        self._folders_changed(Change(removed=frozenset(removed), folders=True))

    def tracks(self, ids: Iterable[int] | None = None) -> list[Track]:
        """All tracks, or those of `ids` in that order (unknown ids are left out)."""
        return self._store.tracks(
            self._store.embeddings.serving(), None if ids is None else list(ids)
        )

    def lines(self, ids: Iterable[int] | None = None) -> Lines:
        """All tracks at a glance, as on a shelf, or those of `ids`: for lists of them.

        Many times as fast as `tracks`, and faster still where nothing changed since the last close.
        """
        serving = self._store.embeddings.serving()
        if ids is None:
            return self._lines.lines(serving)
        return self._store.lines(serving, list(ids))

    def find(self, query: str, limit: int = 50) -> list[Track]:
        """Tracks that a path names, else those whose artist, album and title hold every word."""
        path = os.path.abspath(query)  # noqa: PTH100 - links stay as the library knows them
        tracks = self.tracks()
        at_path = [track for track in tracks if os.fspath(track.path) == path]
        if at_path or not (words := plain(query).split()):
            return at_path
        found = (track for track in tracks if all(word in _words(track) for word in words))
        return [track for track, _ in zip(found, range(limit), strict=False)]

    def copies(self, track_id: int) -> list[Track]:
        """The other tracks of the same sound, by their path, whatever their state."""
        identity = self._track(track_id).identity
        alike = self._store.files_sounding([identity]).get(identity, [])
        copies = self.tracks(known.track_id for known in alike if known.track_id != track_id)
        return sorted(copies, key=lambda track: track.path)

    def picture(self, track_id: int) -> bytes | None:
        """The track's cover as an encoded image: embedded, else `cover.*`/`folder.*` beside it."""
        from engine.catalog.pictures import read_picture

        tracks = self.tracks([track_id])
        return read_picture(tracks[0].path) if tracks else None

    def status(self) -> Status:
        """The library in numbers."""
        return Status(
            home=self.home,
            folders=tuple(self.folders()),
            states=self.lines().states(),
            playlists=len(self.playlists()),
            model_id=self._ears.model.model_id,
            indexed=len(self._neighbourhood),
        )

    def check(self) -> None:
        """Read the whole database for damage; raises NearfieldError if there is any.

        Or if the model that was chosen to listen cannot: ModelError.
        """
        self._store.check()
        if self._ears.problem:
            raise self._ears.problem

    def refresh(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Change:
        """Bring the library in line with its folders on disk."""
        roots = frozenset(folder.path for folder in self.folders())
        return self._scan(roots, progress, cancelled)

    def analyse(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Progress:
        """Listen to every waiting track, then return how it went."""
        done = self._analyser.run(progress or _ignore, cancelled or _never)
        if not (cancelled and cancelled()):
            self._heard_all(bool(done.done))
        self._backup.look()
        return done

    def start(self) -> None:
        """Keep the library current in the background: refresh, watch, analyse, until closed."""
        from engine.library.upkeep import Upkeep

        self.claim()
        if self._upkeep is None:
            if self._ears.problem:
                self._tell(self._ears.problem)
            self._neighbourhood.prepare()
            self._upkeep = Upkeep(self._analyser, self._scan, self._heard_all, self._tell)
            self._upkeep.start(self.folders())
            self._replay.start()
            self._backup.start()
            self._blending.prepare()

    def pause(self) -> None:
        """Stop handing out tracks to listen to; those in flight finish."""
        self._analyser.conduct.paused = True
        self._tell(self.progress())

    def resume(self) -> None:
        """Go on listening."""
        self._analyser.conduct.paused = False
        self._tell(self.progress())

    def manners(self) -> Manners:
        """How the analysis behaves beside other work."""
        return self._store.settings.manners()

    def behave(self, manners: Manners) -> None:
        """Let the analysis behave so from now on, and after the next start."""
        self._store.settings.keep_manners(manners)
        self._analyser.conduct.manners = manners
        self._tell(self.progress())

    def playing(self, playing: bool) -> None:
        """Say whether music plays, for the analysis to yield to it."""
        self._analyser.conduct.playing = playing

    def ignored(self) -> tuple[str, ...]:
        """The patterns of files and folders that are left alone, as in `.gitignore`."""
        return self._store.settings.ignored()

    def ignore(self, patterns: Sequence[str]) -> None:
        """Leave alone what matches one of these patterns; what is no longer listed comes back.

        Raises NearfieldError for a pattern that cannot be used.
        """
        self._store.settings.keep_ignored(usable(patterns))
        self._folders_changed(Change())

    def models(self) -> list[KnownModel]:
        """The models there are to listen with, the one that came with the program first."""
        return self._ears.known()

    def model(self, name: str) -> ModelFile:
        """The file of one of the models; raises NotFound, ModelError."""
        return self._ears.find(name)

    def import_model(self, path: Path, vocabulary: str | None = None) -> KnownModel:
        """Make a file of published weights one of the models; raises ModelError.

        `vocabulary` says which tags it tells where neither weights nor file name do.
        """
        return self._ears.take_in(path, vocabulary)

    def listen_with(self, name: str) -> None:
        """Let this model listen from now on; raises NotFound, ModelError.

        The one before serves until it has heard everything.
        """
        self._ears.choose(name)
        with self._making:
            if self._made_analyser:
                self._made_analyser.model = self._ears.model
        if self._upkeep:
            self._upkeep.wake()

    def learn(
        self,
        progress: Callable[[LearningProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Learned:
        """Learn from tags, playlists, plays and likes, in a process of its own.

        Nothing changes by it before `take_over`. A learning that was stopped goes on where it was.
        Raises NearfieldError if there is too little to learn from or PyTorch is not installed,
        Cancelled.
        """
        require("torch")
        habits = self._habits()
        return self._learner.learn(
            habits, self._ears.model, progress or _ignore, cancelled or _never
        )

    def learned(self) -> Learned | None:
        """What the last learning came to."""
        return self._learner.result()

    def take_over(self) -> str:
        """Listen with what was learned from now on; returns the model's name.

        Raises NotFound if nothing was learned, NearfieldError if it is not better.
        """
        listening = next((model.name for model in self.models() if model.listens), SHIPPED)
        name = self._learner.take_over(listening)
        self.listen_with(name)
        return name

    def go_back(self) -> str:
        """Listen again with the model before `take_over`; returns its name, raises NotFound."""
        name = self._learner.go_back()
        self.listen_with(name)
        return name

    def progress(self) -> Progress:
        """What the background is doing right now."""
        return self._upkeep.progress() if self._upkeep else Progress(Activity.IDLE)

    def retry(self, track_ids: Iterable[int]) -> None:
        """Forget that these tracks failed; they wait to be listened to again."""
        ids = frozenset(track_ids)
        self._store.embeddings.retry(ids)
        self._tell(Change(tracks=ids))
        if self._upkeep:
            self._upkeep.touch(frozenset(folder.path for folder in self.folders()))

    def similar(
        self, track_id: int, count: int = 20, within: Within | None = None
    ) -> list[Neighbour]:
        """What in the library goes with this track, the best first; empty if nothing is known.

        By the signals that `mix` tells: playlists may know a track that was not listened to yet.
        `within` leaves only the tracks of a part of it.
        """
        around = self._blending.around(self._ids(within) if within else None)
        found = similar(around, self._track(track_id), count, self._heard_tags.of)
        return self._blending.explained([track_id], found)

    def mix(self) -> Mix:
        """How much each signal counts in what is recommended, and which are silent yet."""
        return self._blending.mix()

    def weigh(self, weights: Weights | None) -> None:
        """Let the signals count so from now on; None leaves it to what was fitted."""
        self._blending.weigh(weights)

    def fit_blend(self, cancelled: Callable[[], bool] | None = None) -> Mix:
        """Fit how much signals count to playlists and listening; what is better counts.

        Raises NearfieldError if there is too little of these, Cancelled.
        """
        return self._blending.fit(cancelled or _never)

    def heard_tags(self, track_id: int) -> tuple[HeardTag, ...]:
        """What was heard in a track that says something about it, the most telling first.

        Empty if the model that serves has not heard it, or tells no tags.
        """
        return self._heard_tags.of([track_id]).get(track_id, ())

    def tag_names(self) -> tuple[str, ...]:
        """Every tag that can be heard, group by group; empty for a model that tells none."""
        return self._heard_tags.names()

    def heard_as(self, tag: str) -> frozenset[int]:
        """The tracks (ids) in which a tag was heard that is called this, or begins with it."""
        return frozenset(self._heard_tags.tracks(tag).tolist())

    def map(
        self,
        of: str = "sound",
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Placed]:
        """Every track that was heard, on a plane, near what is like it in `sound` or in `tags`.

        A map is kept, and places stay when tracks are added; the first takes about a minute for
        10,000 tracks. `progress` is told (steps done, of how many). Raises Cancelled, or
        NearfieldError if the model that serves tells no tags.
        """
        from engine.map.maps import Maps, Of

        made = Maps(self.home / "map", self._store).of(Of(of), progress, cancelled)
        spots = dict(zip(made.ids.tolist(), made.places.tolist(), strict=True))
        return [Placed(track, *spots[track.id]) for track in self.tracks(made.ids.tolist())]

    def radio(self, track_id: int, length: PlaylistLength) -> list[Track]:
        """A playlist that starts at the track and wanders among what goes with it."""
        around, chances = self._blending.around(), self._replay.chances.of
        return radio(around, self._track(track_id), length, chances)

    def more_like(self, track_ids: Sequence[int], length: PlaylistLength) -> list[Track]:
        """New tracks that go with these together; the seeds themselves are left out."""
        around, chances = self._blending.around(), self._replay.chances.of
        return more_like(around, self.tracks(track_ids), length, chances)

    def continued(self, playlist_id: int, length: PlaylistLength) -> list[Track]:
        """New tracks that continue a saved playlist; raises NotFound."""
        ids = self._store.playlists.get(playlist_id).track_ids
        around, chances = self._blending.around(without=playlist_id), self._replay.chances.of
        return more_like(around, self.tracks(ids), length, chances)

    def rediscover(self, length: PlaylistLength) -> list[Track]:
        """What was loved once and long not heard, likeliest to be enjoyed again first.

        Raises NearfieldError if there is nothing of the kind, and says what is missing.
        """
        from engine.recommend.rediscover import rediscover

        past, chances = self._store.history.past_of_tracks(), self._replay.chances.of
        return rediscover(past, self.tracks, chances, length, time.time())

    def like(self, track_ids: Iterable[int], liked: bool = True) -> None:
        """Like these tracks, or no longer."""
        ids = frozenset(track_ids)
        self._store.history.like(ids, liked)
        self._tell(Change(tracks=ids))

    def played(self, play: Play) -> None:
        """Remember that a track sounded; raises NotFound."""
        self._store.history.add(play)
        self._played(frozenset({play.track_id}))

    def plays(self, limit: int = 100) -> list[Play]:
        """What was played, newest first."""
        return self._store.history.plays(limit)

    def replay_chances(self) -> Chances:
        """How likely each track that can be played is to be played again soon."""
        return self._replay.chances.all()

    def playlists(self) -> list[Playlist]:
        """Every saved playlist, by name."""
        return self._store.playlists.all()

    def create_playlist(
        self, name: str, entries: Sequence[PlaylistEntry] = (), *, built: bool = False
    ) -> Playlist:
        """Save a new playlist; a name that is taken gets a number behind it.

        One that was `built` from recommendations says nothing in them until it is edited.
        """
        playlist = self._store.playlists.create(name, self._located(entries), built=built)
        self._tell(Change(playlists=True))
        return playlist

    def change_playlist(
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

    def delete_playlist(self, playlist_id: int) -> None:
        """Delete a playlist; its tracks stay."""
        self._store.playlists.delete(playlist_id)
        self._tell(Change(playlists=True))

    def export_playlist(
        self, name: str, entries: Sequence[PlaylistEntry], path: Path, *, relative: bool = False
    ) -> Path:
        """Write an M3U8 (or, by the suffix, a plain M3U) whole or not at all.

        Raises PlaylistError.
        """
        rows = [M3UEntry(e.location, e.title, e.duration) for e in self._located(entries)]
        write_m3u(path, rows, relative=relative)
        return path

    def import_playlist(self, path: Path) -> ImportedPlaylist:
        """Save an M3U/M3U8 as a playlist; entries the library does not have are kept as they are.

        Raises PlaylistError.
        """
        located = self._locations()
        entries = [
            PlaylistEntry(_at(row.location, located), row.location, row.title, row.duration)
            for row in read_m3u(path)
        ]
        missing = tuple(entry.location for entry in entries if entry.track_id is None)
        return ImportedPlaylist(self.create_playlist(path.stem, entries), missing)

    def import_from(
        self,
        kind: ImportKind,
        paths: Sequence[Path],
        listener: str = "",
        told: Callable[[str, int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportSource:
        """Import a history, other people's listening or playlists; the same files count once.

        `told` hears what is being done, how much of it is done, of how much. Raises NearfieldError;
        SeveralListeners if it does not say which of a history's `listener`s is the user; Cancelled.
        """
        from engine.importing.importer import Importer
        from engine.training.watch import Watch

        watch = Watch(told or _tell_nobody, cancelled or _never)
        source = Importer(self._store, self._settle).take_in(kind, paths, listener, watch)
        if self._upkeep:
            self._blending.prepare()
        return source

    def imports(self) -> list[ImportSource]:
        """What was imported, in that order."""
        return self._store.imports.sources()

    def forget_import(self, source_id: int) -> None:
        """Take out what was imported, with all it brought; raises NotFound."""
        self._tell(Change(tracks=self._store.imports.remove(source_id)))

    @property
    def _analyser(self) -> Analyser:
        with self._making:
            if self._made_analyser is None:
                from engine.analysis.analyser import Analyser

                self._made_analyser = Analyser(self._store, self._ears.model, self._heard)
            return self._made_analyser

    @property
    def _replay(self) -> ReplayLearner:
        with self._making:
            if self._made_replay is None:
                from engine.library.replay.learner import ReplayLearner

                self._made_replay = ReplayLearner(self.home / "replay", self._store)
            return self._made_replay

    @property
    def _learner(self) -> Learner:
        from engine.library.learner import Learner

        return Learner(self.home / "learning", self.home / "models")

    def _habits(self) -> Habits:
        from engine.training.preference.own_library import Habits

        unable = {TrackState.MISSING, TrackState.FAILED}
        able = [track for track in self.tracks() if track.state not in unable]
        playlists = [playlist.track_ids for playlist in self.playlists()]
        return Habits(able, playlists, self.plays(_PLAYS_LEARNED))

    def _tell(self, news: Broadcast) -> None:
        for listener in list(self._listeners):
            listener(news)

    def _folders_changed(self, change: Change) -> None:
        self._tell(change)
        if self._upkeep:
            folders = self.folders()
            self._upkeep.watch(folders)
            self._upkeep.touch(frozenset(folder.path for folder in folders))

    def _scan(
        self,
        roots: frozenset[Path],
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Change:
        from engine.catalog.scan import scan

        change = Change()
        with self._scan_lock:
            for folder in self.folders():
                if folder.path in roots and not (cancelled and cancelled()):
                    change |= scan(self._store, folder, progress, cancelled, self._tell)
        if change.tracks and self._store.playlists.unlinked():
            self._link_playlists()
        self._settle(cancelled or _never)
        return change

    def _settle(self, cancelled: Callable[[], bool]) -> None:
        """Look whether new tracks are songs that were imported."""
        if played := self._store.imports.settle(cancelled):
            self._played(played)

    def _played(self, track_ids: frozenset[int]) -> None:
        """These have plays that they had not before: there may be enough to learn from."""
        if self._made_replay:
            self._made_replay.heard()
        self._tell(Change(tracks=track_ids))

    def _link_playlists(self) -> None:
        if self._store.playlists.link(self._locations()):
            self._tell(Change(playlists=True))

    def _heard(self, results: Sequence[Heard]) -> None:
        self._neighbourhood.catch_up()
        self._tell(Change(tracks=frozenset(heard.track_id for heard in results)))

    def _heard_all(self, anything: bool) -> None:
        """Everything due was listened to: the model can take over, unless a disk is unplugged.

        What lies on that disk a new model has yet to hear; the old one goes on serving it. If
        `anything` was due at all the lines are kept; else that can wait for the end, when nobody
        works in the window beside it.
        """
        mounted = all(folder.mounted for folder in self.folders())
        model_id = self._ears.model.model_id
        if mounted and self._ears.has_heard_all() and self._neighbourhood.serve(model_id):
            self._tell(Change(tracks=frozenset(track.id for track in self.tracks())))
        self._neighbourhood.save()
        if anything:
            self._keep_lines()

    def _keep_lines(self) -> None:
        """For the next start; who only asks or adds a word leaves it to who keeps the library."""
        if self._lock.is_locked:
            try:
                self._lines.save(self._store.embeddings.serving())
            except NearfieldError as error:
                log.warning("The lines cannot be kept: %s", error)

    def _ids(self, within: Within) -> Ids | None:
        """The tracks (n,) of a part of the library; None for the whole of it."""
        if within == Within():
            return None
        ids = self._store.parts.ids(within)
        return np.intersect1d(ids, self._heard_tags.tracks(within.heard)) if within.heard else ids

    def _track(self, track_id: int) -> Track:
        if tracks := self.tracks([track_id]):
            return tracks[0]
        raise NotFound("That track is no longer in the library")

    def _locations(self) -> dict[str, int]:
        return {os.fspath(track.path): track.id for track in self.tracks()}

    def _located(self, entries: Sequence[PlaylistEntry]) -> list[PlaylistEntry]:
        """The entries with where their tracks are and what they are called now."""
        tracks = {
            track.id: track
            for track in self.tracks({e.track_id for e in entries if e.track_id is not None})
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


def _readable_folder(path: Path) -> Path:
    path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - links stay links
    try:
        with os.scandir(path):
            return path
    except FileNotFoundError as error:
        raise FolderError("There is no such folder", str(path)) from error
    except NotADirectoryError as error:
        raise FolderError("This is a file, not a folder", str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FolderError("This folder cannot be read", f"{path}: {reason}.") from error


def _words(track: Track) -> str:
    return plain(f"{track.tags.artist} {track.tags.album} {track.tags.title}")


def _ignore(progress: Progress | LearningProgress) -> None:
    pass


def _tell_nobody(doing: str, done: int, total: int) -> None:
    pass


def _never() -> bool:
    return False
