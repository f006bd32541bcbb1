"""Old ears against new ones, on music of the library that neither was trained on.

Two questions: how many held-out triplets are in the right order, and how well the tracks that
belong together in the graph are found among a track's neighbours. The new ones are better if they
win the first by more than chance would let them and do not lose the second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import nn

from engine.training.metrics import Retrieval, Vectors, found_again, in_order
from engine.training.preference.chunks import Split
from engine.training.preference.database import PreferenceFile
from engine.training.preference.examination import embed, whole_tracks
from engine.types import Comparison

BELONG = 2.0
"""Steps in the graph up to which two tracks belong together: album, artist, playlist, session."""
_RESAMPLED = 2_000
_SURE = 0.05
"""The chance that what is called better is not."""
_SLACK = 0.005
"""So much worse may neighbours be before they count as worse."""


def compare(file: PreferenceFile, before: nn.Module, after: nn.Module, bands: int) -> Comparison:
    """Examine both on the test split."""
    split = Split(file, bands, "test")
    related = _related(file, split)
    old, new = (embed(network, split) for network in (before, after))
    old_right, new_right = (in_order(vectors, split.triplets) for vectors in (old, new))
    gains = _gains(new_right.astype(float) - old_right, _track_of(split)[split.triplets[:, 0]])
    old_found, new_found = (_found(vectors, split, related) for vectors in (old, new))
    least = float(np.quantile(gains, _SURE))
    loses = new_found.mean_average_precision < old_found.mean_average_precision - _SLACK
    return Comparison(
        tracks=len(split.paths),
        triplets_before=float(old_right.mean()),
        triplets_after=float(new_right.mean()),
        least_gain=least,
        neighbours_before=old_found.mean_average_precision,
        neighbours_after=new_found.mean_average_precision,
        better=least > 0 and not loses,
    )


def _gains(gain: NDArray[np.float64], track: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the gain could be had other tracks been held out: whole tracks are drawn again."""
    tracks, place = np.unique(track, return_inverse=True)
    sums = np.bincount(place, gain)
    counts = np.bincount(place)
    drawn = np.random.default_rng(0).integers(len(tracks), size=(_RESAMPLED, len(tracks)))
    means: NDArray[np.float64] = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return means


def _track_of(split: Split) -> NDArray[np.int64]:
    """The number of each chunk's track."""
    return np.repeat(np.arange(len(split.counts)), split.counts)


def _related(file: PreferenceFile, split: Split) -> NDArray[np.bool_]:
    """Which tracks of the split (n, n) belong together."""
    maps = [file.distances(node) for node in split.nodes]
    return np.array([[steps.get(it, np.inf) <= BELONG for it in split.nodes] for steps in maps])


def _found(vectors: Vectors, split: Split, related: NDArray[np.bool_]) -> Retrieval:
    return found_again(whole_tracks(vectors, split), related)
