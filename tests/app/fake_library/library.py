"""A library in memory, with the real one's door, that refuses to be called on the UI thread."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from engine.errors import NearfieldError
from engine.library import Broadcast, Library
from engine.library.news import News
from engine.types import (
    Activity,
    Change,
    Folder,
    HeardTag,
    ImportSource,
    KnownModel,
    Learned,
    Manners,
    Play,
    Playlist,
    Progress,
    Status,
    Track,
    Weights,
)
from tests.app.fake_library.hearing import (
    FakeAnalysis,
    FakeHeardTags,
    FakeModels,
    FakeRecommender,
)
from tests.app.fake_library.keeping import (
    FakeFolders,
    FakeHistory,
    FakeImports,
    FakePlaylists,
    FakeTracks,
)
from tests.app.fake_library.ui_thread import off_the_ui_thread


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
        self.guard = threading.Lock()
        self._news = News()
        self.tracks, self.folders = FakeTracks(self), FakeFolders(self)
        self.playlists, self.history = FakePlaylists(self), FakeHistory(self)
        self.imports, self.models = FakeImports(self), FakeModels(self)
        self.analysis, self.heard_tags = FakeAnalysis(self), FakeHeardTags(self)
        self.recommender = FakeRecommender(self)

    def tell(self, news: Broadcast) -> None:
        """Broadcast, as the background would, from another thread."""
        thread = threading.Thread(target=self.broadcast, args=(news,))
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

    def broadcast(self, news: Broadcast) -> None:
        """Tell whoever subscribed, on this thread."""
        self._news.tell(news)

    @off_the_ui_thread
    def claim(self) -> None:
        self.calls.append("claim")

    @off_the_ui_thread
    def close(self) -> None:
        self.closed = True

    @off_the_ui_thread
    def status(self) -> Status:
        states = dict(Counter(track.state for track in self.kept.values()))
        folders = tuple(self.folders_kept)
        return Status(self.home, folders, states, len(self.shelf), "model", len(self.kept))

    @off_the_ui_thread
    def start(self) -> None:
        self.calls.append("start")

    @off_the_ui_thread
    def progress(self) -> Progress:
        return self.now

    @off_the_ui_thread
    def retry(self, track_ids: Iterable[int]) -> None:
        self.retried.extend(track_ids)
