"""Vectors like those of a large music library, for want of a library of a million tracks.

Fitted to what the shipped model says of real music, each artist a cluster: a new artist is one of
the real ones moved by half the spread between artists, an album moves from its artist, a track
from its album, by the spread pooled within the real artists. A twentieth of each spread goes to all
directions alike, since a few hundred tracks do not show every direction that a million take; it
makes searching harder, not easier. Without the music, the real artists are drawn at random in 16
dimensions. Uniformly random directions, which no music has, are the worst case of any graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.library import Library

Vectors = NDArray[np.float32]

DIMENSION = 128
ARTIST_TRACKS, ALBUM_TRACKS = 30, 10
EVEN = 0.05
CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Mixture:
    """Artists' means (a, d), and square roots (d, d) of the spreads between and within them."""

    artists: Vectors
    between: Vectors
    within: Vectors
    origin: str

    def draw(self, count: int, seed: int) -> Vectors:
        """Unit vectors (count, d) in random order."""
        drawn = np.random.default_rng(seed)
        artists = -(-count // ARTIST_TRACKS)
        centres = self.artists[drawn.integers(len(self.artists), size=artists)]
        centres = centres + 0.5 * _noise(drawn, artists, self.between)
        albums = np.repeat(centres, ARTIST_TRACKS // ALBUM_TRACKS, axis=0)
        albums += np.sqrt(0.5) * _noise(drawn, len(albums), self.within)
        places = drawn.permutation(len(albums) * ALBUM_TRACKS)[:count] // ALBUM_TRACKS
        tracks = np.empty((count, DIMENSION), np.float32)
        for start in range(0, count, CHUNK):
            chunk = places[start : start + CHUNK]
            noise = np.sqrt(0.5) * _noise(drawn, len(chunk), self.within)
            tracks[start : start + CHUNK] = _unit(albums[chunk] + noise)
        return tracks


def random_directions(count: int, seed: int) -> Vectors:
    """Unit vectors (count, d), uniform on the sphere."""
    return _unit(np.random.default_rng(seed).standard_normal((count, DIMENSION), np.float32))


def fitted(music: Path, home: Path) -> Mixture:
    """The mixture of the music in a folder, listened to once and kept in `home`."""
    if not music.is_dir():
        return _fit(*_invented(), "invented artists (no music folder)")
    with Library.open(home) as library:
        library.claim()
        library.folders.add(music)
        library.refresh()
        library.analyse()
        tracks = {track.id: track.tags.artist for track in library.tracks.all()}
        model_id = library.status().model_id
    store = Store(home / "library.db")
    ids, vectors, _ = store.embeddings.vectors(model_id)
    store.close()
    _, artists = np.unique([tracks[i] for i in ids.tolist()], return_inverse=True)
    return _fit(vectors, artists, f"fitted to {len(ids)} tracks by {artists.max() + 1} artists")


def _invented() -> tuple[Vectors, NDArray[np.int64]]:
    drawn = np.random.default_rng(0)
    plane = drawn.standard_normal((16, DIMENSION), np.float32)
    artists = np.repeat(np.arange(68), 4)
    centres = drawn.standard_normal((68, 16), np.float32) @ plane
    noise = 0.7 * drawn.standard_normal((len(artists), 16), np.float32) @ plane
    return _unit(centres[artists] + noise), artists


def _fit(vectors: Vectors, artists: NDArray[np.int64], origin: str) -> Mixture:
    means = np.stack([vectors[artists == a].mean(axis=0) for a in range(artists.max() + 1)])
    inside = vectors - means[artists]
    spare = len(vectors) - len(means)
    return Mixture(
        means,
        between=_root(np.cov(means, rowvar=False)),
        within=_root(inside.T @ inside / spare),
        origin=origin,
    )


def _root(spread: NDArray[np.floating]) -> Vectors:
    even = np.eye(DIMENSION) * np.trace(spread) / DIMENSION
    values, directions = np.linalg.eigh((1 - EVEN) * spread + EVEN * even)
    return np.asarray(directions * np.sqrt(np.maximum(values, 0)), np.float32).T


def _noise(drawn: np.random.Generator, count: int, root: Vectors) -> Vectors:
    return drawn.standard_normal((count, DIMENSION), np.float32) @ root


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
