"""Songs to be scanned, and what a store says of them afterwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from mutagen.id3 import ID3, TIT2

from engine.catalog.store import Store
from engine.types import Heard, Track, TrackState

DATA = Path(__file__).parents[2] / "data"
MODEL = "model"


def song(path: Path, sound: int, title: str = "") -> Path:
    """An MP3 whose sound is that of the fixture and then one's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((DATA / "tiny.mp3").read_bytes() + bytes([sound]) * 2000)
    retitle(path, title or f"Song {sound}")
    return path


def retitle(path: Path, title: str) -> None:
    tags = ID3(path)
    tags.setall("TIT2", [TIT2(encoding=3, text=[title])])
    tags.save(path)


def hear(store: Store, *tracks: Track) -> None:
    vector = np.array([0.6, 0.8], np.float32)
    store.embeddings.save(MODEL, [Heard(each.id, each.identity, vector) for each in tracks])


def tracks(store: Store) -> dict[str, Track]:
    """Present tracks by their path in their folder."""
    roots = {folder.id: folder.path for folder in store.folders()}
    return {
        track.path.relative_to(roots[track.folder_id]).as_posix(): track
        for track in store.tracks(MODEL)
        if track.state is not TrackState.MISSING
    }


def missing(store: Store) -> list[str]:
    found = store.tracks(MODEL)
    return sorted(track.tags.title for track in found if track.state is TrackState.MISSING)
