"""Heard tags: what the model that serves heard in the tracks, in the words of the tidy set.

Scores come from the store; what is usual in the library, and which tracks each tag is told of, is
kept in memory and brought up to date when somebody asks. Both can be made again at any time.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.recommend.tag_set import TagSet
from engine.recommend.telling import Scores, Telling, usual
from engine.text import plain
from engine.types import HeardTag

SAMPLE = 2_000
"""Tracks from which is told what is usual."""
PAGE = 20_000
GROWTH = 0.1
"""By how much of what it was the library has to grow for what is usual to be looked at again."""


class HeardTags:
    """All methods may be called from any thread; the first call reads scores, and takes longer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._board: _Board | None = None

    def of(self, track_id: int) -> tuple[HeardTag, ...]:
        """What was heard in a track that says something about it, the most telling first.

        Empty if the model that serves has not heard it, or tells no tags.
        """
        return self.of_tracks([track_id]).get(track_id, ())

    def of_tracks(self, track_ids: Sequence[int]) -> dict[int, tuple[HeardTag, ...]]:
        """The same of several tracks (ids); nothing for one not heard."""
        board = self._current()
        if not board.tag_set.tags:
            return {}
        scores = self._store.embeddings.scores_of(board.model_id, track_ids)
        if not scores:
            return {}
        heard = board.tag_set.log_odds(np.stack(list(scores.values())))
        return {i: board.telling.tags(each) for i, each in zip(scores, heard, strict=True)}

    def strengths(self, track_ids: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Scores]:
        """Of which tracks (n,) tags were heard, and how telling each is in these (heard, t)."""
        board = self._current()
        scores = self._store.embeddings.scores_of(board.model_id, track_ids.tolist())
        known = np.array([track_id in scores for track_id in track_ids.tolist()], np.bool_)
        if not scores or not board.tag_set.tags:
            return np.zeros(len(track_ids), np.bool_), np.empty((0, 0), np.float32)
        heard = np.stack([scores[track_id] for track_id in track_ids[known].tolist()])
        return known, board.telling.strengths(board.tag_set.log_odds(heard))

    def names(self) -> tuple[str, ...]:
        """Every tag that can be heard, group by group; empty for a model that tells none."""
        return tuple(tag.name for tag in self._current().tag_set.tags)

    def tracks(self, begins: str) -> NDArray[np.int64]:
        """The tracks (n,) of which a tag is told that is called this, or begins with it."""
        board = self._current()
        with self._lock:
            board.catch_up(self._store)
            return board.tracks(plain(begins))

    def _current(self) -> _Board:
        """The board of the model that serves, made anew when the library has grown."""
        embeddings = self._store.embeddings
        with self._lock:
            serving, last = embeddings.serving(), embeddings.last_number()
            board = self._board
            if board is None or board.model_id != serving or last > board.good_until:
                self._board = board = _Board(self._store, serving, last)
            return board


class _Board:
    """What one model told of the library, judged by what was usual in it at one time."""

    def __init__(self, store: Store, model_id: str, last: int) -> None:
        self.model_id = model_id
        self.good_until = last + GROWTH * last
        self.tag_set = TagSet(store.embeddings.tags(model_id) if model_id else ())
        self._names = [plain(tag.name) for tag in self.tag_set.tags]
        some = store.embeddings.some_scores(model_id, SAMPLE)
        self.telling = Telling(self.tag_set.tags, usual(self.tag_set.log_odds(some)))
        self._ids = np.empty(0, np.int64)
        self._told = np.empty((0, len(self.tag_set.tags)), bool)
        self._reached = 0

    def catch_up(self, store: Store) -> None:
        """Take in what was heard since it was last asked."""
        while self.tag_set.tags:
            ids, scores, self._reached = store.embeddings.scores(self.model_id, self._reached, PAGE)
            told = self.telling.told(self.tag_set.log_odds(scores))
            still = ~np.isin(self._ids, ids)  # what was heard anew counts as it is now
            self._ids = np.concatenate([self._ids[still], ids])
            self._told = np.concatenate([self._told[still], told])
            if len(ids) < PAGE:
                return

    def tracks(self, begins: str) -> NDArray[np.int64]:
        """As `HeardTags.tracks`, of what it has taken in."""
        exact = [place for place, name in enumerate(self._names) if name == begins]
        meant = exact or [n for n, name in enumerate(self._names) if name.startswith(begins)]
        return self._ids[self._told[:, meant].any(axis=1)]
