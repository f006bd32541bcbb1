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

from engine.models.embedder import Embedder
from engine.models.pooling import pool
from engine.training.chunks import ChunkCache, Split, chunk_all
from engine.training.collection import Piece, read_collection
from engine.training.graph import distances
from engine.training.metrics import Retrieval, Vectors, mel_statistics, retrieval, triplet_accuracy
from engine.training.triplets import TripletSampler

BASELINE = "mel statistics"
_TRIPLETS = 4_000
_AT_ONCE = 32

Figures = dict[str, float | Retrieval]
"""By question: the triplet accuracy, and retrieval by artist, album and genre."""
Ear = Callable[[Split], Vectors]
"""From a split to one unit vector for each chunk."""


def embed(network: Embedder, split: Split) -> Vectors:
    """The vectors (chunks, 128) of all chunks of a split, on whatever device the network is."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        parts = [
            network.embed_mel(split.pictures(numbers).to(device)).cpu()
            for numbers in torch.split(torch.arange(len(split)), _AT_ONCE)
        ]
    return np.asarray(torch.cat(parts).numpy(), np.float32)


def examine(
    networks: Mapping[str, Embedder], splits: Mapping[str, Split]
) -> dict[str, dict[str, Figures]]:
    """By split (validation, test), by who is examined: the figures."""
    ears = _ears(networks, splits["train"])
    return {
        name: {who: _figures(ear, splits[name]) for who, ear in ears.items()}
        for name in ("validation", "test")
    }


def examine_unheard(
    networks: Mapping[str, Embedder], folder: Path, cache: ChunkCache, train: Split
) -> dict[str, Retrieval]:
    """How well each finds tracks of the same genre in a folder of other music."""
    pieces = read_collection(folder)
    split = Split(list(chunk_all(pieces, cache, lambda: None).values()))
    return {
        who: retrieval(_whole_tracks(ear(split), split), [p.genres for p in split.pieces])
        for who, ear in _ears(networks, train).items()
    }


def _ears(networks: Mapping[str, Embedder], train: Split) -> dict[str, Ear]:
    heard = _statistics(train)
    mean, spread = heard.mean(0), np.maximum(heard.std(0), 1e-6)
    ears: dict[str, Ear] = {BASELINE: lambda split: _unit((_statistics(split) - mean) / spread)}
    for who, network in networks.items():
        ears[who] = lambda split, network=network: embed(network, split)  # type: ignore[misc]
    return ears


def _statistics(split: Split) -> Vectors:
    return np.concatenate(
        [mel_statistics(split.pictures([number]).numpy()) for number in range(len(split))]
    )


def _figures(ear: Ear, split: Split) -> Figures:
    chunks = ear(split)
    sampler = TripletSampler(distances(split.pieces), split.counts, graded=False, seed=1)
    tracks = _whole_tracks(chunks, split)
    figures: Figures = {
        "triplets": triplet_accuracy(chunks, sampler.draw(_TRIPLETS)) if sampler else float("nan")
    }
    for question, groups in _groups(split.pieces).items():
        figures[question] = retrieval(tracks, groups)
    return figures


def _groups(pieces: Sequence[Piece]) -> dict[str, list[frozenset[Hashable]]]:
    """What the tracks have in common with each other, for each question."""
    return {
        "artist": [frozenset({piece.artist} - {""}) for piece in pieces],
        "album": [frozenset({piece.album} - {None}) for piece in pieces],
        "genre": [frozenset(piece.genres) for piece in pieces],
    }


def _whole_tracks(chunks: Vectors, split: Split) -> Vectors:
    """Chunk vectors pooled to track vectors (tracks, d), as the analysis pools windows."""
    ends = np.cumsum(split.counts)[:-1]
    return np.stack([pool(part) for part in np.split(chunks, ends)])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
