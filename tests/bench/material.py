"""What long runs work on: tiny files that each sound their own way, and small untrained models."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mutagen.id3 import TIT2
from mutagen.wave import WAVE

from engine.whole_file import whole_file

RATE = 8_000
SECONDS = 0.25


def write_sound(path: Path, number: int) -> None:
    """Write a file of noise and a tone, both drawn by `number`."""
    dice = np.random.default_rng(number)
    time = np.arange(int(RATE * SECONDS)) / RATE
    tone = np.sin(2 * np.pi * dice.uniform(80, 3_000) * time)
    sound = dice.uniform(0.1, 0.5) * tone + dice.uniform(0.01, 0.4) * dice.normal(size=len(time))
    with whole_file(path) as unfinished, wave.open(str(unfinished), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def retag(path: Path, title: str) -> None:
    """Give a file another title."""
    tags = WAVE(path)
    if tags.tags is None:
        tags.add_tags()
    tags["TIT2"] = TIT2(text=title)
    tags.save()


def made_elsewhere(path: Path, seed: int = 0) -> Path:
    """As `write_model`, without leaving torch in this process."""
    program = "import sys; from pathlib import Path; from tests.bench.material import write_model;"
    call = "write_model(Path(sys.argv[1]), int(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", program + call, str(path), str(seed)], check=True)
    return path


def write_model(path: Path, seed: int = 0) -> Path:
    """Write weights of the real network, untrained, that listens to two short windows."""
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.embedder import Embedder
    from engine.models.weights import save

    torch.manual_seed(seed)
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


def write_tagger(path: Path, tags: Sequence[str]) -> Path:
    """Write weights of a published tagger, untrained, that listens to one short window."""
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.taggers.networks import NETWORKS
    from engine.models.weights import save

    network = NETWORKS["musicnn"]
    torch.manual_seed(0)
    save(
        path,
        network.tagger(network.settings, network.plan, len(tags)),
        architecture="musicnn",
        dimension=network.dimension,
        plan=ExcerptPlan(seconds=3.0, count=1, sample_rate=16_000),
        front_end=network.settings.as_metadata(),
        tags=tags,
    )
    return path
