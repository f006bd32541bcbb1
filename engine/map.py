"""The map: every track a place on a plane, near what is like it.

t-SNE (van der Maaten and Hinton, "Visualizing data using t-SNE", 2008; openTSNE) of what the model
that serves heard: of the vectors, or of the tags. Places come from the store and are kept in files
that can be deleted at any time. A track that is new is put among the others, which stay where they
are; only when the new ones outnumber them everything finds its place anew.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.errors import Cancelled, NearfieldError
from engine.recommend.tag_set import TagSet

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

log = logging.getLogger(__name__)

Places = NDArray[np.float32]
Advance = Callable[[int, int], None]
"""Told how many steps are done, of how many."""

PERPLEXITY = 30
FEWEST = 6
"""Fewer tracks stand on a circle: t-SNE has nothing to say of them."""
EARLY, LATE, OF_NEW = 250, 500, 250
"""Steps of the two phases of a map, and of putting new tracks on it."""
SEED = 0


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
        advance = _Advance(progress, cancelled)
        path = self._folder / f"{of}-{model_id}.npz"
        known = _read(path)
        ids, features, last = self._heard(of, model_id)
        if known is None or known.last != last or set(ids.tolist()) != set(known.ids.tolist()):
            known = _brought_up_to_date(known, self._changed(known), ids, features, last, advance)
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


def laid_out(
    features: NDArray[np.float32],
    progress: Advance | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Places:
    """Places (n, 2) of anything that has features (n, f); raises Cancelled."""
    return _laid_out(features, _Advance(progress, cancelled))


class _Advance:
    """Tells how far it is, and stops the work when it is to be stopped."""

    def __init__(
        self, progress: Advance | None, cancelled: Callable[[], bool] | None, every: int = 10
    ) -> None:
        self._progress, self._cancelled, self.every = progress, cancelled, every
        self._done = self._total = 0

    def expect(self, steps: int) -> None:
        """So many steps follow."""
        self._done, self._total = 0, steps

    def __call__(self, step: int, error: float, places: object) -> None:
        """Called by openTSNE; raises Cancelled."""
        self._done = min(self._done + self.every, self._total)
        if self._progress:
            self._progress(self._done, self._total)
        if self._cancelled and self._cancelled():
            raise Cancelled("The map was not finished", "The one from before is kept.")


def _brought_up_to_date(
    known: TrackMap | None,
    changed: NDArray[np.int64],
    ids: NDArray[np.int64],
    features: NDArray[np.float32],
    last: int,
    advance: _Advance,
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
        return TrackMap(ids, _laid_out(features, advance), len(ids), last)
    kept = known.ids[staying]
    new = np.array([i for i in ids.tolist() if i not in set(kept.tolist())], np.int64)
    rows = [row_of[i] for i in known.ids[first].tolist()]
    joined = _put_on(
        features[rows], known.places[first], features[[row_of[i] for i in new.tolist()]], advance
    )
    return TrackMap(
        np.concatenate([kept, new]),
        np.concatenate([known.places[staying], joined]),
        len(first),
        last,
    )


def _laid_out(features: NDArray[np.float32], advance: _Advance) -> Places:
    """Places (n, 2) of what has the features (n, f); few stand on a circle."""
    count = len(features)
    if count < FEWEST:
        angle = 2 * np.pi * np.arange(count) / max(count, 1)
        return np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)
    from openTSNE import initialization

    advance.expect(EARLY + LATE)
    start = initialization.pca(features, random_state=SEED) if features.std() else None
    embedding = _on_map(features, start, advance)
    # Exaggerated, the pull on each of a few tracks is so strong that all fall into one point.
    exaggeration = 12 if len(features) >= 4 * PERPLEXITY else 1
    embedding = embedding.optimize(EARLY, exaggeration=exaggeration, momentum=0.5)
    embedding = embedding.optimize(LATE, momentum=0.8)
    return np.asarray(embedding, np.float32)


def _put_on(
    features: NDArray[np.float32], places: Places, new: NDArray[np.float32], advance: _Advance
) -> Places:
    """Places (m, 2) of the new among those laid out, which stay."""
    if not len(new):
        return np.empty((0, 2), np.float32)
    advance.expect(OF_NEW)
    embedding = _on_map(features, places.astype(np.float64), advance)
    joined = embedding.prepare_partial(new, k=max(1, min(25, len(features) // 10)), perplexity=5)
    joined = joined.optimize(OF_NEW, learning_rate=0.1, momentum=0.8)
    return np.asarray(joined, np.float32)


def _on_map(
    features: NDArray[np.float32], places: NDArray[np.float64] | None, advance: _Advance
) -> TSNEEmbedding:
    from openTSNE import TSNEEmbedding, initialization

    if places is None:  # all sound the same
        places = initialization.random(features, random_state=SEED)
    # One thread: several add up in another order each time, and a map would not come out the same.
    return TSNEEmbedding(
        places,
        _likeness(features),
        random_state=SEED,
        n_jobs=1,
        callbacks=advance,
        callbacks_every_iters=advance.every,
    )


def _likeness(features: NDArray[np.float32]) -> PerplexityBasedNN:
    from openTSNE.affinity import PerplexityBasedNN

    perplexity = min(PERPLEXITY, (len(features) - 1) / 3)
    return PerplexityBasedNN(features, perplexity, n_jobs=1, random_state=SEED)


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
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(
                file, ids=made.ids, places=made.places, extent=np.array([made.first, made.last])
            )
        unfinished.replace(path)
    except OSError as error:
        log.warning("The map cannot be kept: %s", error)
