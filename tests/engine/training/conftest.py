"""A training collection of a few artists, synthesised and tagged in passing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.audio.encode import write_audio
from engine.training.collection import Piece
from engine.types import Tags

RATE = 16_000


def piece(title: str, artist: str, album: str = "", genre: str = "") -> Piece:
    """A piece that exists in name only."""
    tags = Tags(title=title, artist=artist, album=album, genres=(genre,) if genre else ())
    return Piece(Path(f"{title}.flac"), f"{title}.flac", tags)


@pytest.fixture(scope="session")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve artists with two tracks each: low hums and high hisses, told apart by folder names."""
    folder = tmp_path_factory.mktemp("music")
    random = np.random.default_rng(0)
    time = np.arange(31 * RATE) / RATE
    for number in range(12):
        album = folder / f"Artist {number:02}" / f"Album {number:02}"
        album.mkdir(parents=True)
        for track in (1, 2):
            hum = np.sin(2 * np.pi * (100 + 20 * number) * time)
            hiss = random.standard_normal(len(time))
            sound = 0.2 * (hum if number % 2 else hiss) + 0.02 * hiss
            write_audio(album / f"{track:02} - Piece.flac", sound.astype(np.float32), RATE, "flac")
    return folder
