"""Layout: places on a plane for whatever has features, near what is like it.

t-SNE (van der Maaten and Hinton, "Visualizing data using t-SNE", 2008; openTSNE). What is new can
be put among what has a place already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

Places = NDArray[np.float32]
Advance = Callable[[int, int], None]
"""Told how many steps are done, of how many."""

PERPLEXITY = 30
FEWEST = 6
"""Fewer stand on a circle: t-SNE has nothing to say of them."""
EARLY, LATE, OF_NEW = 250, 500, 250
"""Steps of the two phases of a map, and of putting new ones on it."""
SEED = 0


class Steps:
    """Tells how far it is, and stops the work when it is to be stopped."""

    def __init__(
        self,
        progress: Advance | None = None,
        cancelled: Callable[[], bool] | None = None,
        every: int = 10,
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


def laid_out(features: NDArray[np.float32], steps: Steps) -> Places:
    """Places (n, 2) of what has the features (n, f); few stand on a circle. Raises Cancelled."""
    count = len(features)
    if count < FEWEST:
        angle = 2 * np.pi * np.arange(count) / max(count, 1)
        return np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)
    from openTSNE import initialization

    steps.expect(EARLY + LATE)
    start = initialization.pca(features, random_state=SEED) if features.std() else None
    embedding = _on_map(features, start, steps)
    # Exaggerated, the pull on each of a few tracks is so strong that all fall into one point.
    exaggeration = 12 if len(features) >= 4 * PERPLEXITY else 1
    embedding = embedding.optimize(EARLY, exaggeration=exaggeration, momentum=0.5)
    embedding = embedding.optimize(LATE, momentum=0.8)
    return np.asarray(embedding, np.float32)


def joined(
    features: NDArray[np.float32], places: Places, new: NDArray[np.float32], steps: Steps
) -> Places:
    """Places (m, 2) of the new among those laid out, which stay. Raises Cancelled."""
    if not len(new):
        return np.empty((0, 2), np.float32)
    steps.expect(OF_NEW)
    embedding = _on_map(features, places.astype(np.float64), steps)
    partial = embedding.prepare_partial(new, k=max(1, min(25, len(features) // 10)), perplexity=5)
    partial = partial.optimize(OF_NEW, learning_rate=0.1, momentum=0.8)
    return np.asarray(partial, np.float32)


def _on_map(
    features: NDArray[np.float32], places: NDArray[np.float64] | None, steps: Steps
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
        callbacks=steps,
        callbacks_every_iters=steps.every,
    )


def _likeness(features: NDArray[np.float32]) -> PerplexityBasedNN:
    from openTSNE.affinity import PerplexityBasedNN

    perplexity = min(PERPLEXITY, (len(features) - 1) / 3)
    return PerplexityBasedNN(features, perplexity, n_jobs=1, random_state=SEED)
