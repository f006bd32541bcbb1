"""implicit's BPR and ALS on the same plays, to measure ours beside them.

implicit is for development only. Its models are looked at while they learn, as ours are after each
epoch, and kept as they were when validation liked them best.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from engine.models.listeners_file import DOT, Space
from engine.training.listeners.ladders import Settings
from engine.training.listeners.measures import ranked
from engine.training.listeners.split import Split
from engine.training.listeners.systems import ALS, BPR
from engine.training.plays.tally import Tally
from engine.training.watch import Watch


class _Enough(Exception):  # noqa: N818 - it is no error
    """It gets no better: the only way to end implicit's training early is out of its callback."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a model knew after the round that validation liked best, and what that said."""

    space: Space
    ndcg: float
    rounds: int


class _Course:
    """Follows a model while it learns, and keeps it as it was at its best."""

    def __init__(self, split: Split, every: int, patience: int, watch: Watch) -> None:
        self._best: Learned | None = None
        self._split, self._every, self._patience, self._watch = split, every, patience, watch

    def follow(self, model: Any, plays: csr_matrix) -> Learned:
        """Train it on plays (u, i) until its rounds are over or it got no better for long."""
        from threadpoolctl import threadpool_limits

        def looked(round_: int, *_: Any) -> None:
            self._look(model, round_ + 1)

        # implicit warns of more threads, with which BLAS would hold up its own.
        with threadpool_limits(1), suppress(_Enough):
            model.fit(plays, show_progress=False, callback=looked)
        assert self._best is not None
        return self._best

    def _look(self, model: Any, rounds: int) -> None:
        self._watch.heed()
        if rounds % self._every:
            return
        space, split = _space(model), self._split
        ndcg = float(ranked(space.scores, split.train, split.validation).ndcg().mean())
        if self._best is None or ndcg > self._best.ndcg:
            self._best = Learned(space, ndcg, rounds)
        elif rounds - self._best.rounds >= self._patience:
            raise _Enough


def is_here() -> bool:
    """Whether implicit is installed."""
    return find_spec("implicit") is not None


def learn_bpr(tally: Tally, split: Split, settings: Settings, seed: int, watch: Watch) -> Learned:
    """Bayesian personalised ranking; plays count as one, negatives are drawn by popularity.

    A round goes once through all pairs. At slow rates it stands still for hundreds of rounds near
    popularity before it learns anything else, hence the long patience.
    """
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    course = _Course(split, every=50, patience=500, watch=watch)
    model = BayesianPersonalizedRanking(
        **settings, iterations=5_000, num_threads=1, random_state=seed
    )
    return course.follow(model, split.train)


def learn_als(tally: Tally, split: Split, settings: Settings, seed: int, watch: Watch) -> Learned:
    """Alternating least squares (Hu, Koren and Volinsky, 2008).

    With `logged` a pair's weight grows with the logarithm of its plays, else all weigh the same.
    """
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    course = _Course(split, every=1, patience=10, watch=watch)
    rest = {name: value for name, value in settings.items() if name != "logged"}
    with threadpool_limits(1):  # it warns of more, as above, as soon as it is made
        model = AlternatingLeastSquares(**rest, iterations=100, num_threads=1, random_state=seed)
    return course.follow(model, _logged(tally, split) if settings["logged"] else split.train)


LEARN: Mapping[str, Callable[[Tally, Split, Settings, int, Watch], Learned]] = {
    BPR: learn_bpr,
    ALS: learn_als,
}


def _logged(tally: Tally, split: Split) -> csr_matrix:
    """What is to be learned, each pair weighted by the logarithm of its plays."""
    shape = split.train.shape
    counts = csr_matrix((np.log1p(tally.counts), (tally.of_user, tally.of_item)), shape)
    return split.train.multiply(counts).tocsr().astype(np.float32)


def _space(model: Any) -> Space:
    """A copy of what it knows now; its BPR keeps biases as a column of the items."""
    users, items = (np.array(table) for table in (model.user_factors, model.item_factors))
    return Space(DOT, 1.0, users, items, np.zeros(len(items), np.float32))
