"""Measures of the RecSys Challenge 2018 for one continued playlist.

Chen, Lamere, Schedl and Zamani, "RecSys Challenge 2018: automatic music playlist continuation",
2018; the credit for artists as in the final ranking: Zamani, Schedl, Lamere and Chen, "An analysis
of approaches taken in the ACM RecSys Challenge 2018 for automatic music playlist continuation",
2019. Of the discounts that are in use, NDCG takes those of the organisers' own program: log2(1 +
place).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.training.sequence.encoding import Numbers

CANDIDATES = 500
MEASURES = ("R-precision", "with artists", "NDCG", "clicks")
"""Of the last, less is better."""
ARTIST_CREDIT = 0.25
PAGE = 10
"""Tracks that are shown at a time; a click brings the next ones."""


def measured(found: Numbers, hidden: Numbers, artists: Numbers | None) -> tuple[float, ...]:
    """The `MEASURES` of candidates (500,), the best first, for hidden tracks (h,), none twice.

    `artists` tells the artist of every track (tracks,), -1 where it is not known; without it the
    credit for artists has no value.
    """
    right = np.isin(found, hidden)
    precision = float(right[: len(hidden)].sum()) / len(hidden)
    credit = np.nan if artists is None else artist_credit(found, hidden, artists)
    return (precision, precision + credit, ndcg(right, len(hidden)), clicks(right))


def artist_credit(found: Numbers, hidden: Numbers, artists: Numbers) -> float:
    """What is added to the R-precision: a quarter of a track for each artist that is right.

    As published: of the artists of the hidden tracks, those of as many first candidates. Those
    whose tracks were found count as well, so that a perfect list has more than 1.
    """
    both = np.intersect1d(artists[found[: len(hidden)]], artists[hidden])
    return ARTIST_CREDIT * float((both >= 0).sum()) / len(hidden)


def ndcg(right: NDArray[np.bool_], wanted: int) -> float:
    """Hits (candidates,) weighted by place, of the most that so many wanted tracks could reach."""
    gains = 1 / np.log2(np.arange(2, len(right) + 2))
    return float((right * gains).sum() / gains[:wanted].sum())


def clicks(right: NDArray[np.bool_]) -> float:
    """How often the next ten must be asked for until one is right; 51 if none is."""
    hits = np.flatnonzero(right)
    return float(hits[0] // PAGE) if len(hits) else CANDIDATES / PAGE + 1
