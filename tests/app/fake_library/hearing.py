"""What a library hears: the fakes of its models, analysis, heard tags and recommender."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, NearfieldError, NotFound
from engine.library.analysis import Analysis
from engine.library.heard_tags import HeardTags
from engine.library.models import Models
from engine.library.recommender import Recommender
from engine.text import plain
from engine.types import (
    Activity,
    CurvePoint,
    HeardTag,
    KnownModel,
    Learned,
    LearningProgress,
    Manners,
    Mix,
    Neighbour,
    PlaylistLength,
    Share,
    Signal,
    Track,
    Weights,
    Within,
)
from tests.app.fake_library.ui_thread import off_the_ui_thread

if TYPE_CHECKING:
    from tests.app.fake_library.library import FakeLibrary

FITTED = Weights(sound=0.5, tags=0.25, playlists=0.25)
SHARES = (Share(Signal.SOUND, 0.75), Share(Signal.PLAYLISTS, 0.25))


class FakeModels(Models):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def all(self) -> list[KnownModel]:
        return self.fake.models_kept

    @off_the_ui_thread
    def listen_with(self, name: str) -> None:
        if name not in {model.name for model in self.fake.models_kept}:
            raise NotFound(f"There is no model {name!r}")
        self.fake.models_kept = [replace(m, listens=m.name == name) for m in self.fake.models_kept]

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
        while self.fake.will_learn is None:
            if cancelled():
                raise Cancelled("The learning was stopped")
            time.sleep(0.005)
        if isinstance(self.fake.will_learn, NearfieldError):
            raise self.fake.will_learn
        self.fake.learned_kept = self.fake.will_learn
        return self.fake.will_learn

    @off_the_ui_thread
    def learned(self) -> Learned | None:
        return self.fake.learned_kept

    @off_the_ui_thread
    def take_over(self) -> str:
        assert self.fake.learned_kept
        self.fake.learned_kept = replace(self.fake.learned_kept, taken_over=True)
        self.fake.calls.append("take over")
        return "my-library-1"

    @off_the_ui_thread
    def go_back(self) -> str:
        assert self.fake.learned_kept
        self.fake.learned_kept = replace(self.fake.learned_kept, taken_over=False)
        self.fake.calls.append("go back")
        return "shipped"


class FakeAnalysis(Analysis):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def pause(self) -> None:
        self.fake.now = replace(self.fake.now, activity=Activity.PAUSED)
        self.fake.broadcast(self.fake.now)

    @off_the_ui_thread
    def resume(self) -> None:
        self.fake.now = replace(self.fake.now, activity=Activity.ANALYSING)
        self.fake.broadcast(self.fake.now)

    @off_the_ui_thread
    def manners(self) -> Manners:
        return self.fake.manners_kept

    @off_the_ui_thread
    def behave(self, manners: Manners) -> None:
        self.fake.manners_kept = manners

    @off_the_ui_thread
    def playing(self, playing: bool) -> None:
        self.fake.music.append(playing)


class FakeHeardTags(HeardTags):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def of(self, track_id: int) -> tuple[HeardTag, ...]:
        return self.fake.told.get(track_id, ())

    @off_the_ui_thread
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({tag.name for tags in self.fake.told.values() for tag in tags}))

    @off_the_ui_thread
    def tracks(self, begins: str) -> NDArray[np.int64]:
        called = plain(begins)
        found = [
            track_id
            for track_id, tags in self.fake.told.items()
            if any(plain(each.name).startswith(called) for each in tags)
        ]
        return np.array(found, np.int64)


class FakeRecommender(Recommender):
    def __init__(self, fake: FakeLibrary) -> None:
        self.fake = fake

    @off_the_ui_thread
    def similar(
        self, track_id: int, count: int = 20, within: Within | None = None
    ) -> list[Neighbour]:
        self.fake.calls.append(f"similar {track_id}")
        if self.fake.pause_before_similar:
            assert self.fake.pause_before_similar.wait(10)
        if track_id in self.fake.unknown:
            return []
        return [
            Neighbour(track, 0.97 - place * 0.021, (track.tags.genre, "similar tempo"), SHARES)
            for place, track in enumerate(self._others_within(track_id, within)[:count])
        ]

    @off_the_ui_thread
    def radio(self, track_id: int, length: PlaylistLength) -> list[Track]:
        return [self.fake.kept[track_id], *self._others([track_id])][: length.tracks]

    @off_the_ui_thread
    def more_like(self, track_ids: Sequence[int], length: PlaylistLength) -> list[Track]:
        return self._others(track_ids)[: length.tracks]

    @off_the_ui_thread
    def continued(self, playlist_id: int, length: PlaylistLength) -> list[Track]:
        saved = self.fake.shelf[playlist_id]
        return self._others(saved.track_ids)[: length.tracks]

    @off_the_ui_thread
    def rediscover(self, length: PlaylistLength) -> list[Track]:
        loved = [track for track in self.fake.kept.values() if track.liked and not track.plays]
        if not loved:
            raise NearfieldError("There is nothing to rediscover yet", "Nothing was liked so far.")
        return loved[: length.tracks]

    @off_the_ui_thread
    def mix(self) -> Mix:
        nobody = ((Signal.LISTENERS, "Nobody's listening was imported yet"),)
        silent = () if self.fake.sources else nobody
        return Mix(self.fake.weights or FITTED, FITTED, silent=silent)

    @off_the_ui_thread
    def weigh(self, weights: Weights | None) -> None:
        self.fake.weights = weights

    def _others_within(self, track_id: int, within: Within | None) -> list[Track]:
        part = within or Within()
        return [
            track
            for track in self._others([track_id])
            if (not part.genre or part.genre in track.tags.genres)
            and (part.decade is None or (track.tags.year or 0) // 10 * 10 == part.decade)
            and (part.folder is None or part.folder in track.path.parents)
            and (not part.heard or part.heard in (tag.name for tag in self._heard(track)))
        ]

    def _heard(self, track: Track) -> tuple[HeardTag, ...]:
        return self.fake.told.get(track.id, ())

    def _others(self, track_ids: Sequence[int]) -> list[Track]:
        """Those of the same genre first, then the rest, always in the same order."""
        genre = self.fake.kept[track_ids[0]].tags.genre
        others = [track for track in self.fake.kept.values() if track.id not in track_ids]
        return sorted(others, key=lambda track: (track.tags.genre != genre, track.id))
