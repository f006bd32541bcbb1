"""Published weights, imported, against outputs that another implementation computed.

The weights lie beside the project and are not part of it; where they are not, this is skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.audio.decode import decode_excerpts, decode_whole
from engine.models.importing.published import import_model
from engine.models.taggers.tagger import Tagger
from engine.models.vocabularies import MSD
from engine.models.weights import ModelFile, load

SHARED = Path(__file__).parents[5] / "shared"
WEIGHTS, MUSIC = SHARED / "weights", SHARED / "music"

pytestmark = pytest.mark.skipif(
    not WEIGHTS.exists(), reason="the published weights are not beside the project"
)

GOLDEN = ("msd_fcn", "mtat_fcn", "jamendo_fcn", "msd_crnn", "jamendo_musicnn")
OTHERS = (
    "musicnn/MSD_musicnn.h5",
    "musicnn/MSD_vgg.h5",
    "choi/music_tagger_cnn_weights_tensorflow.h5",
    "choi/music_tagger_crnn_weights_tensorflow.h5",
)
TOLERANCE = 1e-3
GOLDEN_SAMPLES = 465_984


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def tracks() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEIGHTS / "golden.json").read_text())["tracks"]
    return found


@pytest.fixture(scope="module")
def golden_sound(tracks: dict[str, Any]) -> torch.Tensor:
    """The centre of the first track, as the golden outputs were computed from it."""
    sound = decode_whole(MUSIC / next(iter(tracks)), 16_000)
    start = (len(sound) - GOLDEN_SAMPLES) // 2
    return torch.from_numpy(sound[start : start + GOLDEN_SAMPLES]).unsqueeze(0)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Denormals make these networks ten times as slow, and more threads than cores do, too."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    yield
    torch.set_num_threads(threads)


def network(file: ModelFile) -> Tagger:
    tagger = load(file)
    assert isinstance(tagger, Tagger)
    return tagger


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_outputs_come_out(
    name: str, tracks: dict[str, Any], golden_sound: torch.Tensor, folder: Path
) -> None:
    tagger = network(import_model(WEIGHTS / "sota" / f"{name}.pth", folder))
    golden = next(iter(tracks.values()))[f"sota/{name}"]
    with torch.inference_mode():
        vectors, scores = tagger(golden_sound)
        np.testing.assert_allclose(scores[0], golden["scores"], atol=TOLERANCE)
        if embedding := golden.get("embedding"):
            raw = tagger.penultimate(tagger.front_end(golden_sound))[0]
            np.testing.assert_allclose(raw, embedding, atol=TOLERANCE)
            torch.testing.assert_close(vectors[0], raw / raw.norm())


@pytest.mark.parametrize("name", OTHERS)
def test_networks_without_golden_outputs_hear_what_the_others_hear(
    name: str, tracks: dict[str, Any], folder: Path
) -> None:
    """The tags that two other networks give a track most come among this one's first, too.

    All were trained on the same tags of the same tracks, and agree among themselves to 0.95; with
    kernels turned over, or a deviation taken for a variance, it is 0.85 and less.
    """
    file = import_model(WEIGHTS / name, folder)
    assert file.tags == MSD
    tagger = network(file)
    areas = []
    for track, golden in tracks.items():
        plan = replace(file.plan, seconds=9.0 if tagger.piece < 50_000 else file.plan.seconds)
        windows = torch.from_numpy(decode_excerpts(MUSIC / track, replace(plan, count=1)))
        with torch.inference_mode():
            _, scores = tagger(windows)
        others = [golden[f"sota/{other}"]["scores"] for other in ("msd_fcn", "msd_crnn")]
        areas.append(area(np.mean(np.log(others), axis=0), scores[0].numpy()))
    assert np.mean(areas) > 0.9


def area(expected: NDArray[np.float64], scores: NDArray[np.float32]) -> float:
    """The area under the curve of the five tags expected most: 1 if all come first here, too."""
    best = np.argsort(expected)[-5:]
    ranks = np.argsort(np.argsort(scores))[best]
    return float((ranks.sum() - 10) / (5 * 45))
