"""Ranking: whether what lies near a track is of its group, and whether some lie near everything.

Precision at 5, the share of first ones that are right (R@1) and mean average precision are the
usual measures of content-based music similarity. Hubness is the skewness of the 10-occurrence
(Radovanović, Nanopoulos and Ivanović, "Hubs in space", JMLR 2010): how unevenly tracks are spread
over the lists of others.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.metrics import Vectors, average_precision, ranked, unit

_NEAREST = 10
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each of q queries found; a query is a track that has another one of its group.

    `group` (q,) numbers the queries' groups; `chance` is the precision of random lists.
    """

    precision_at_5: NDArray[np.float64]
    first_right: NDArray[np.float64]
    average_precision: NDArray[np.float64]
    chance: NDArray[np.float64]
    group: NDArray[np.int64]


def rank(
    vectors: Vectors, groups: Sequence[Hashable], asking: NDArray[np.bool_] | None = None
) -> Ranking:
    """Rank all others by cosine. Vectors (n, d); a group that is None or empty is nobody's.

    Of those `asking` (n,) alone, where it is given.
    """
    numbers = _numbered(groups)
    related = (numbers[ranked(unit(vectors))] == numbers[:, None]) & (
        numbers[:, None] >= 0
    )  # (n, n - 1)
    asks = related.any(axis=1)
    asked = np.flatnonzero(asks if asking is None else asks & asking)
    right = related[asked]
    return Ranking(
        precision_at_5=right[:, :5].mean(axis=1),
        first_right=right[:, 0].astype(np.float64),
        average_precision=np.array([average_precision(row) for row in right]),
        chance=right.mean(axis=1),
        group=numbers[asked],
    )


def joined(rankings: Sequence[Ranking]) -> Ranking:
    """The queries of several folds together; their groups stay apart."""
    offsets = np.cumsum([0, *(int(one.group.max(initial=-1)) + 1 for one in rankings[:-1])])

    def together(field: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(one, field) for one in rankings])

    return Ranking(
        precision_at_5=together("precision_at_5"),
        first_right=together("first_right"),
        average_precision=together("average_precision"),
        chance=together("chance"),
        group=np.concatenate([one.group + at for one, at in zip(rankings, offsets, strict=True)]),
    )


def hubness(vectors: Vectors) -> float:
    """The skewness of how often each of n > 10 tracks is among the 10 nearest of others."""
    occurrences = np.bincount(ranked(unit(vectors))[:, :_NEAREST].ravel(), minlength=len(vectors))
    spread = occurrences - occurrences.mean()
    deviation = spread.std()
    return float((spread**3).mean() / deviation**3) if deviation > 0 else 0.0


def interval(
    values: NDArray[np.float64], group: NDArray[np.int64], seed: int = 0
) -> tuple[float, float]:
    """A 95 % bootstrap interval of the mean of `values` (q,), drawing whole groups (q,)."""
    names = np.unique(group)
    sums = np.array([values[group == name].sum() for name in names])
    counts = np.array([(group == name).sum() for name in names])
    random = np.random.default_rng(seed)
    drawn = random.integers(len(names), size=(_RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _numbered(groups: Sequence[Hashable]) -> NDArray[np.int64]:
    names: dict[Hashable, int] = {}
    return np.array([names.setdefault(name, len(names)) if name else -1 for name in groups])
