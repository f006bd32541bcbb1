"""A school in small: some seconds of sound, a teacher that was never taught, no hours to spend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.audio.encode import write_audio
from engine.models.taggers.networks import NETWORKS
from engine.models.vocabularies import VOCABULARIES
from engine.models.weights import ModelFile, save

RATE = 16_000
RECORDINGS = 8


@pytest.fixture(scope="session")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> ModelFile:
    """A published network with random weights."""
    network = NETWORKS["fcn"]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = network.tagger(network.settings, network.plan, 50).eval()
        # Untrained, all it says is the same; its normalisations make it say different things.
        tagger.train()
        with torch.no_grad():
            tagger(torch.randn(2, network.plan.samples) * torch.tensor([[0.5], [0.05]]))
        tagger.eval()
    return save(
        tmp_path_factory.mktemp("teacher") / "msd-fcn.safetensors",
        tagger,
        architecture="fcn",
        dimension=network.dimension,
        plan=network.plan,
        front_end=network.settings.as_metadata(),
        tags=VOCABULARIES["msd"],
    )


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight files by eight artists, five seconds each: a tone, more noise from one to the next."""
    folder = tmp_path_factory.mktemp("recordings")
    random = np.random.default_rng(0)
    rows = ["path,artist,album,source_repo"]
    for number in range(RECORDINGS):
        time = np.arange(5 * RATE) / RATE
        sound = 0.3 * np.sin(2 * np.pi * 110 * (number + 1) * time)
        sound += 0.02 * number * random.standard_normal(len(time))
        write_audio(folder / f"{number}.flac", sound.astype(np.float32), RATE, "flac")
        rows.append(f"{number}.flac,artist {number},,")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")
    return folder
