"""Tag odds: what the model that serves heard in tracks, as figures for a model of plays."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.recommend.tag_set import TagSet
from engine.training.replay.own_history import TagOdds

PAGE = 20_000
"""Tracks whose scores are read at once."""

Ids = NDArray[np.int64]


class TagOddsReader:
    """Both methods may be called from any thread."""

    def __init__(self, store: Store) -> None:
        self._embeddings = store.embeddings
        self._lock = threading.Lock()
        self._kept: tuple[tuple[str, int, tuple[str, ...]], Ids, TagOdds] | None = None

    def some(self, ids: Ids) -> TagOdds:
        """All tidy tags of a few tracks (n,), in ascending order."""
        serving, tags = self._serving()
        odds = np.full((len(ids), len(tags.tags)), np.nan, np.float32)
        heard = self._embeddings.scores_of(serving, ids.tolist()) if tags.tags else {}
        if heard:
            places = np.searchsorted(ids, np.array(list(heard)))
            odds[places] = tags.log_odds(np.stack(list(heard.values())))
        return TagOdds(tuple(tag.name for tag in tags.tags), odds)

    def all(self, ids: Ids, names: Sequence[str]) -> TagOdds:
        """Tags that are named, of tracks (n,) in ascending order; kept while they hold.

        Of a tag that the model that serves does not tell, nothing was heard.
        """
        serving, tags = self._serving()
        key = serving, self._embeddings.last_number(), tuple(names)
        with self._lock:
            kept = self._kept
            if kept is None or kept[0] != key or not np.array_equal(kept[1], ids):
                kept = self._kept = key, ids, self._read(serving, tags, ids, names)
            return kept[2]

    def _serving(self) -> tuple[str, TagSet]:
        serving = self._embeddings.serving()
        return serving, TagSet(self._embeddings.tags(serving) if serving else ())

    def _read(self, serving: str, tags: TagSet, ids: Ids, names: Sequence[str]) -> TagOdds:
        known = {tag.name: tag for tag in tags.tags}
        columns = [column for column, name in enumerate(names) if name in known]
        chosen = [known[names[column]] for column in columns]
        odds = np.full((len(ids), len(names)), np.nan, np.float32)
        reached, more = 0, bool(chosen and len(ids))
        while more:
            found, scores, reached = self._embeddings.scores(serving, reached, PAGE)
            if len(found):
                places = np.minimum(np.searchsorted(ids, found), len(ids) - 1)
                here = ids[places] == found
                odds[np.ix_(places[here], columns)] = tags.log_odds(scores[here], chosen)
            more = len(found) == PAGE
        return TagOdds(tuple(names), odds)
