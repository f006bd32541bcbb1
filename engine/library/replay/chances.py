"""Replay chances: how likely each track of the library is to be played again soon.

Told as if every track was started from the library now, so that they can be compared: by the model
that was learned from the user's own history where there is one, else by counts. What was told of
all tracks is kept until something is played, liked or found, or an hour has passed: the hour of
the day is part of a habit.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.catalog.fact_store import Facts
from engine.catalog.store import Store
from engine.errors import ModelError
from engine.library.replay.tag_odds import TagOddsReader
from engine.models.replay.model import ReplayModel
from engine.training.replay.counts import Counts
from engine.training.replay.encoding import EncodedPlays, predict
from engine.training.replay.history import History, history_of
from engine.training.replay.own_history import Starts, TagOdds, plays_of, tags_of
from engine.types import Chances, Origin

log = logging.getLogger(__name__)

FRESH = 3600.0
"""Seconds for which chances are kept."""

_Mark = tuple[int | float | None, ...]


class ReplayChances:
    """Told by the model in the file `path`, if there is one; to be used from any thread."""

    def __init__(self, path: Path, store: Store) -> None:
        self._store, self._odds = store, TagOddsReader(store)
        self._file = _ModelFile(path)
        self._lock = threading.Lock()
        self._facts: tuple[_Mark, float, Facts] | None = None
        self._history: tuple[_Mark, History] | None = None
        self._told: tuple[History, ReplayModel | None, Chances] | None = None

    def all(self) -> Chances:
        """Of every track that can be played."""
        with self._lock:
            history, model = self._current(), self._file.model()
            told = self._told
            if told is None or told[0] is not history or told[1] is not model:
                told = history, model, self._chances(history, model, history.facts.ids)
                self._told = told
            return told[2]

    def of(self, track_ids: Sequence[int]) -> dict[int, float]:
        """Of some tracks; those that cannot be played are left out."""
        with self._lock:
            history, model = self._current(), self._file.model()
            chances = self._chances(history, model, np.array(track_ids, np.int64))
        return dict(zip(chances.ids.tolist(), chances.chances.tolist(), strict=True))

    def history(self) -> History:
        """All plays, and what is known of all tracks."""
        with self._lock:
            return self._current()

    def material(self) -> tuple[History, TagOdds]:
        """What there is to learn from: the plays, and the tracks that were played."""
        now = self.history()
        facts = now.facts.taken(np.unique(now.of))
        return history_of(facts, now.log, now.now), self._odds.some(facts.ids)

    def usable(self) -> bool:
        """Whether there is a model, and one of ours."""
        return self._file.model() is not None

    def _current(self) -> History:
        """The history as it is now."""
        store, now = self._store, time.time()
        facts = self._current_facts(now)
        mark = store.history.mark()
        kept = self._history
        fresh = kept and kept[1].facts is facts and 0 <= now - kept[1].now < FRESH
        if kept is None or not fresh or kept[0] != mark:
            kept = self._history = mark, history_of(facts, store.history.log(), now)
        return kept[1]

    def _current_facts(self, now: float) -> Facts:
        """What the tracks are; other tags of a file may show late."""
        mark, kept = self._store.facts.mark(), self._facts
        if kept is None or kept[0] != mark or not 0 <= now - kept[1] < FRESH:
            kept = self._facts = mark, now, self._store.facts.all()
        return kept[2]

    def _chances(
        self, history: History, model: ReplayModel | None, ids: NDArray[np.int64]
    ) -> Chances:
        facts = history.facts
        places = facts.places(ids).astype(np.int64)
        places = places[(places >= 0) & facts.usable[places]] if len(facts) else places[:0]
        moments = np.full(len(places), history.now)
        origins = [str(Origin.LIBRARY)] * len(places)
        starts = Starts(places, moments, origins, facts.liked[places])
        if model is None or not len(places):
            told = Counts(history).chances(places, moments, starts.liked)
        else:
            told = self._modelled(history, model, starts)
        return Chances(facts.ids[places], told, learned=model is not None)

    def _modelled(
        self, history: History, model: ReplayModel, starts: Starts
    ) -> NDArray[np.float32]:
        tags = tags_of(model.fields) or ()
        heard = self._odds.all(history.facts.ids, tags)
        plays = plays_of(history, heard, starts)
        encoded = EncodedPlays(plays, model.fields)
        return predict(model.probabilities, encoded, np.arange(len(starts.tracks)))


class _ModelFile:
    """A model in a file that may come, change, or be none of ours."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int], ReplayModel | None] | None = None

    def model(self) -> ReplayModel | None:
        """The model; None where there is no file, or one that cannot be used."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        signature = found.st_mtime_ns, found.st_size
        if self._read is None or self._read[0] != signature:
            self._read = signature, self._ours()
        return self._read[1]

    def _ours(self) -> ReplayModel | None:
        try:
            model = ReplayModel.read(self._path)
        except ModelError as error:
            log.warning("What was learned of replays is not used: %s", error)
            return None
        if tags_of(model.fields) is None:
            log.warning("What was learned of replays is not used: %s is of other plays", self._path)
            return None
        return model
