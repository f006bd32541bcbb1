"""The examination: what a trained network can do on music it was not trained on.

The same questions go to networks and to a baseline without any learning, plain statistics of the
mel bands, so that a figure can be judged. Baseline statistics are standardised as in the training
split; nothing is fitted to what is examined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from engine.models.pooling import pool
from engine.training.collection import Piece
from engine.training.metrics import (
    Retrieval,
    Vectors,
    mel_statistics,
    retrieval,
    triplet_accuracy,
    unit,
)
from engine.training.preference.chunks import Split
from engine.training.preference.network import embed_mel

BASELINE = "mel statistics"
_AT_ONCE = 32

Figures = dict[str, float | Retrieval]
"""By question: the triplet accuracy, and retrieval by artist, album and genre."""
Ear = Callable[[Split], Vectors]
"""From a split to one unit vector for each chunk."""
Pieces = Mapping[Path, Piece]
"""What is known of each recording."""


def embed(network: nn.Module, split: Split) -> Vectors:
    """The vectors (chunks, d) of all chunks of a split, on whatever device the network is."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        parts = [
            embed_mel(network, split.pictures(numbers.tolist()).to(device)).cpu()
            for numbers in torch.split(torch.arange(len(split)), _AT_ONCE)
        ]
    return np.asarray(torch.cat(parts).numpy(), np.float32)


def examine(
    networks: Mapping[str, nn.Module], splits: Mapping[str, Split], pieces: Pieces
) -> dict[str, dict[str, Figures]]:
    """By split (validation, test), by who is examined: the figures."""
    ears = _ears(networks, splits["train"])
    return {
        name: {who: _figures(ear, splits[name], pieces) for who, ear in ears.items()}
        for name in ("validation", "test")
    }


def examine_unheard(
    networks: Mapping[str, nn.Module], unheard: Split, train: Split, pieces: Pieces
) -> dict[str, Retrieval]:
    """How well each finds tracks of the same genre in other music."""
    genres = [piece.genres for piece in _pieces(unheard, pieces)]
    return {
        who: retrieval(whole_tracks(ear(unheard), unheard), genres)
        for who, ear in _ears(networks, train).items()
    }


def _ears(networks: Mapping[str, nn.Module], train: Split) -> dict[str, Ear]:
    heard = _statistics(train)
    mean, spread = heard.mean(0), np.maximum(heard.std(0), 1e-6)
    ears: dict[str, Ear] = {BASELINE: lambda split: unit((_statistics(split) - mean) / spread)}
    for who, network in networks.items():
        ears[who] = lambda split, network=network: embed(network, split)  # type: ignore[misc]
    return ears


def _statistics(split: Split) -> Vectors:
    return np.concatenate(
        [mel_statistics(split.pictures([number]).numpy()) for number in range(len(split))]
    )


def _figures(ear: Ear, split: Split, pieces: Pieces) -> Figures:
    chunks = ear(split)
    tracks = whole_tracks(chunks, split)
    figures: Figures = {"triplets": triplet_accuracy(chunks, split.triplets)}
    for question, groups in _groups(_pieces(split, pieces)).items():
        figures[question] = retrieval(tracks, groups)
    return figures


def _pieces(split: Split, pieces: Pieces) -> list[Piece]:
    return [pieces[path] for path in split.paths]


def _groups(pieces: Sequence[Piece]) -> dict[str, list[frozenset[Hashable]]]:
    """What the tracks have in common with each other, for each question."""
    return {
        "artist": [frozenset({piece.artist} - {""}) for piece in pieces],
        "album": [frozenset({piece.album} - {None}) for piece in pieces],
        "genre": [frozenset(piece.genres) for piece in pieces],
    }


def whole_tracks(chunks: Vectors, split: Split) -> Vectors:
    """Chunk vectors pooled to track vectors (tracks, d), as the analysis pools windows."""
    ends = np.cumsum(split.counts)[:-1]
    return np.stack([pool(part) for part in np.split(chunks, ends)])
