"""Library: the one door to the engine, for the app, the command line and the service.

What is about the library as a whole is asked of it; its parts answer for themselves: `tracks`,
`folders`, `playlists`, `history`, `imports`, `models`, `analysis`, `heard_tags` and `recommender`.
Methods of all of them may be called from any thread and block until done; those that take long
report progress and can be cancelled. What a write changed is broadcast to subscribers, on the
thread that wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.catalog.daily_backup import DailyBackup
from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.home import default_home
from engine.library.analysis import Analysis
from engine.library.blend.blending import Blending
from engine.library.folders import Folders
from engine.library.heard_tags import HeardTags
from engine.library.history import History
from engine.library.imports import Imports
from engine.library.models import Models
from engine.library.neighbourhood import Neighbourhood
from engine.library.news import Listener, News, never, unheard
from engine.library.playlists import Playlists
from engine.library.recommender import Recommender
from engine.library.replay.replays import Replays
from engine.library.rescue import DATABASE, claim, lock_of, open_store
from engine.library.tracks import Tracks
from engine.library.upkeep import Upkeep
from engine.models.weights import ModelFile, shipped
from engine.types import Change, Heard, Placed, Progress, Status

LINES = "lines.npz"
"""The file in a library's folder from which the next start has its tracks."""

BLEND = "blend.json"
"""The file with the weights that were fitted to this library."""


class Library:
    """A music library kept in one `home` folder: its database, its index, its caches."""

    def __init__(self, home: Path, store: Store, model: Path | None = None) -> None:
        self.home = home
        self._store, self._lock, self._news = store, lock_of(home), News()
        tell = self._news.tell
        self._neighbourhood = Neighbourhood(home / "index", store)
        self._replays = Replays(home / "replay", store)
        self._backup = DailyBackup(home / DATABASE, tell)
        self.tracks = Tracks(store, home / LINES)
        self.models = Models(home, store, shipped, self._switched, model)
        self.analysis = Analysis(
            store, lambda: self.models.model, self._heard, lambda: tell(self.progress())
        )
        self._upkeep = Upkeep(self.analysis, self._scan, self._heard_all, tell)
        self.folders = Folders(store, tell, self._folders_changed)
        self.playlists = Playlists(store, self.tracks, tell)
        self.history = History(store, self._replays, tell)
        self.imports = Imports(store, self.history.gained, self._imported, tell)
        self.heard_tags = HeardTags(store)
        self._blending = Blending(
            store, self._neighbourhood, self.heard_tags, self._replays.chances, home / BLEND, tell
        )
        self.subscribe(self._blending.heard)
        self.recommender = Recommender(
            store, self.tracks, self._blending, self.heard_tags, self._replays
        )

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
            return cls(home, store, model)
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
        self._upkeep.stop()
        self._replays.stop()
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
        return self._news.subscribe(listener)

    def status(self) -> Status:
        """The library in numbers."""
        return Status(
            home=self.home,
            folders=tuple(self.folders.all()),
            states=self.tracks.lines().states(),
            playlists=len(self.playlists.all()),
            model_id=self.models.model.model_id,
            indexed=len(self._neighbourhood),
        )

    def check(self) -> None:
        """Read the whole database for damage; raises NearfieldError if there is any.

        Or if the model that was chosen to listen cannot: ModelError.
        """
        self._store.check()
        if self.models.problem:
            raise self.models.problem

    def refresh(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Change:
        """Bring the library in line with its folders on disk."""
        return self._scan(self.folders.roots(), progress, cancelled)

    def analyse(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Progress:
        """Listen to every waiting track, then return how it went."""
        done = self.analysis.run(progress or unheard, cancelled or never)
        if not (cancelled and cancelled()):
            self._heard_all(bool(done.done))
        self._backup.look()
        return done

    def retry(self, track_ids: Iterable[int]) -> None:
        """Forget that these tracks failed; they wait to be listened to again."""
        ids = frozenset(track_ids)
        self._store.embeddings.retry(ids)
        self._news.tell(Change(tracks=ids))
        self._upkeep.touch(self.folders.roots())

    def start(self) -> None:
        """Keep the library current in the background: refresh, watch, analyse, until closed."""
        self.claim()
        if self._upkeep.started:
            return
        if self.models.problem:
            self._news.tell(self.models.problem)
        self._neighbourhood.prepare()
        self._upkeep.start(self.folders.all())
        self._replays.start()
        self._backup.start()
        self._blending.prepare()

    def progress(self) -> Progress:
        """What the background is doing right now."""
        return self._upkeep.progress()

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
        return [Placed(track, *spots[track.id]) for track in self.tracks.of(spots)]

    def _folders_changed(self) -> None:
        self._upkeep.watch(self.folders.all())
        self._upkeep.touch(self.folders.roots())

    def _scan(
        self,
        roots: frozenset[Path],
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Change:
        change = self.folders.scan(roots, progress, cancelled)
        if change.tracks:
            self.playlists.link()
        self.imports.settle(cancelled or never)
        return change

    def _imported(self) -> None:
        """There may be enough to fit weights to."""
        if self._upkeep.started:
            self._blending.prepare()

    def _switched(self, model: ModelFile) -> None:
        """Another model listens."""
        self.analysis.listen_with(model)
        self._upkeep.wake()

    def _heard(self, results: Sequence[Heard]) -> None:
        self._neighbourhood.catch_up()
        self._news.tell(Change(tracks=frozenset(heard.track_id for heard in results)))

    def _heard_all(self, anything: bool) -> None:
        """Everything due was listened to: the model can take over, unless a disk is unplugged.

        What lies on that disk a new model has yet to hear; the old one goes on serving it. If
        `anything` was due at all the lines are kept; else that can wait for the end, when nobody
        works in the window beside it.
        """
        mounted = all(folder.mounted for folder in self.folders.all())
        model_id = self.models.model.model_id
        if mounted and self.models.has_heard_all() and self._neighbourhood.serve(model_id):
            self._news.tell(Change(tracks=frozenset(track.id for track in self.tracks.all())))
        self._neighbourhood.save()
        if anything:
            self._keep_lines()

    def _keep_lines(self) -> None:
        """For the next start; who only asks or adds a word leaves it to who keeps the library."""
        if self._lock.is_locked:
            self.tracks.keep_lines()
