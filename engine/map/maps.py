"""The maps of a library: every track a place on a plane, near what is like it.

What the model that serves heard comes from the store, the vectors or the tags; places are kept in
files that can be deleted at any time. A track that is new is put among the others, which stay where
they are; only when the new ones outnumber them everything finds its place anew.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.map.layout import FEWEST, Advance, Places, Steps, joined, laid_out
from engine.recommend.tag_set import TagSet
from engine.whole_file import whole_file

log = logging.getLogger(__name__)


class Of(StrEnum):
    """What makes two tracks near to each other on a map."""

    SOUND = "sound"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class TrackMap:
    """Track ids (n,) and their places (n, 2), both in the order in which they came on the map.

    `first` of them were laid out together; the others joined them later. `last` is the number of
    the last write to the store that it knows of.
    """

    ids: NDArray[np.int64]
    places: Places
    first: int
    last: int


class Maps:
    """The maps of a library, in the files of `folder`."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store

    def of(
        self, of: Of, progress: Advance | None = None, cancelled: Callable[[], bool] | None = None
    ) -> TrackMap:
        """The map as it is now, of all tracks that were heard.

        Raises Cancelled, or NearfieldError if it is to be of tags and the model tells none.
        """
        embeddings = self._store.embeddings
        model_id = embeddings.serving()
        steps = Steps(progress, cancelled)
        path = self._folder / f"{of}-{model_id}.npz"
        known = _read(path)
        ids, features, last = self._heard(of, model_id)
        if known is None or known.last != last or set(ids.tolist()) != set(known.ids.tolist()):
            known = _brought_up_to_date(known, self._changed(known), ids, features, last, steps)
            _write(path, known)
        return known

    def _changed(self, known: TrackMap | None) -> NDArray[np.int64]:
        """Tracks heard anew since the map was made."""
        if known is None:
            return np.empty(0, np.int64)
        embeddings = self._store.embeddings
        return embeddings.vectors(embeddings.serving(), after=known.last)[0]

    def _heard(self, of: Of, model_id: str) -> tuple[NDArray[np.int64], NDArray[np.float32], int]:
        """Ids (n,), what counts for each (n, features) and the number of the last write."""
        embeddings = self._store.embeddings
        if not model_id:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32), 0
        if of is Of.SOUND:
            return embeddings.vectors(model_id)
        tag_set = TagSet(embeddings.tags(model_id))
        if not tag_set.tags:
            raise NearfieldError(
                "The model that listens tells no tags",
                "Make the map of the sound instead, or let another model listen:"
                " `nearfield models list` shows all.",
            )
        ids, scores, last = embeddings.scores(model_id)
        return ids, tag_set.log_odds(scores), last


def _brought_up_to_date(
    known: TrackMap | None,
    changed: NDArray[np.int64],
    ids: NDArray[np.int64],
    features: NDArray[np.float32],
    last: int,
    steps: Steps,
) -> TrackMap:
    """The map with all of `ids` (n,) on it, and nothing else."""
    row_of = {track_id: row for row, track_id in enumerate(ids.tolist())}
    heard_anew = set(changed.tolist())
    staying = [
        place
        for place, track_id in enumerate([] if known is None else known.ids.tolist())
        if track_id in row_of and track_id not in heard_anew
    ]
    first = [] if known is None else [place for place in staying if place < known.first]
    if known is None or len(ids) < FEWEST or len(first) < max(FEWEST, len(ids) / 2):
        return TrackMap(ids, laid_out(features, steps), len(ids), last)
    kept = known.ids[staying]
    new = np.array([i for i in ids.tolist() if i not in set(kept.tolist())], np.int64)
    rows = [row_of[i] for i in known.ids[first].tolist()]
    beside = joined(
        features[rows], known.places[first], features[[row_of[i] for i in new.tolist()]], steps
    )
    return TrackMap(
        np.concatenate([kept, new]),
        np.concatenate([known.places[staying], beside]),
        len(first),
        last,
    )


def _read(path: Path) -> TrackMap | None:
    try:
        with np.load(path) as kept:
            first, last = kept["extent"].tolist()
            return TrackMap(kept["ids"], kept["places"], first, last)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("The map %s cannot be read and is made anew: %s", path.name, error)
        return None


def _write(path: Path, made: TrackMap) -> None:
    """Keep a map, whole or not at all; one that cannot be kept is made again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as unfinished, unfinished.open("wb") as file:
            np.savez(
                file, ids=made.ids, places=made.places, extent=np.array([made.first, made.last])
            )
    except OSError as error:
        log.warning("The map cannot be kept: %s", error)
