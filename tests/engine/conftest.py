"""What several parts of the engine are tested with."""

from __future__ import annotations

import shutil
from pathlib import Path

import mutagen
import pytest
from mutagen.id3 import TIT2
from mutagen.wave import WAVE

DATA = Path(__file__).parents[1] / "data"
SONGS = ("tiny.mp3", "tiny.flac", "tiny.ogg", "tiny.opus", "tiny_aac.m4a", "tiny.wav")


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each format, each a song of its own: equal ones count as copies."""
    folder = tmp_path_factory.mktemp("songs")
    for name in SONGS:
        path = Path(shutil.copy(DATA / name, folder))
        if path.suffix == ".wav":
            tags = WAVE(path)
            tags["TIT2"] = TIT2(text=name)
            del tags["UFID:http://musicbrainz.org"]
        else:
            tags = mutagen.File(path, easy=True)
            tags["title"] = tags["musicbrainz_trackid"] = name
        tags.save()
    return folder


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the real network, untrained, that listens to two short windows."""
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.embedder import Embedder
    from engine.models.weights import save

    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("model") / "untrained.safetensors"
    model = Embedder()
    save(
        path,
        model,
        architecture="embedder",
        dimension=128,
        plan=ExcerptPlan(seconds=2.0, count=2, sample_rate=16_000),
        front_end=model.front_end.settings.as_metadata(),
    )
    return path
