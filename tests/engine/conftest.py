"""What several parts of the engine are tested with."""

from __future__ import annotations

import shutil
from pathlib import Path

import mutagen
import pytest
from mutagen.id3 import TIT2
from mutagen.wave import WAVE

from engine.models.weights import ModelFile
from tests.bench.material import write_model

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
def exported_model(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as ONNX, beside a copy of the weights that it shares, in a folder of their own."""
    from engine.models.export import export

    folder = tmp_path_factory.mktemp("exported")
    weights = ModelFile.read(Path(shutil.copy(small_model, folder / "small.safetensors")))
    return export(weights).path


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the real network, untrained, that listens to two short windows."""
    return write_model(tmp_path_factory.mktemp("model") / "untrained.safetensors")
