"""A model at work in torch, on the GPU if there is one.

Import it only where torch may be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import numpy as np
import torch
from numpy.typing import NDArray

from engine.models.pooling import Pooled, pool_tracks
from engine.models.weights import ModelFile, load

CUDA_BATCH_TRACKS = 32
TOLERANCE = 1e-3
"""How far half precision may move any number of a vector, or any score, for it to be used."""


class OnDevice:
    """Vectors and scores that may still be on their way from the device."""

    def __init__(self, vectors: torch.Tensor, scores: torch.Tensor, counts: Sequence[int]) -> None:
        self._vectors, self._scores, self._counts = vectors, scores, counts

    def pooled(self) -> list[Pooled]:
        """Each track's vector (d,) and scores (t,); waits for the device."""
        return pool_tracks(self._vectors.cpu().numpy(), self._scores.cpu().numpy(), self._counts)


class TorchModel:
    """A loaded network; all windows of a batch go through it together."""

    def __init__(self, model_file: ModelFile, threads: int) -> None:
        # Denormals slow a network down many times; this must precede torch's thread pool.
        torch.set_flush_denormal(True)
        torch.set_num_threads(threads)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        name = torch.cuda.get_device_name() if self.device == "cuda" else "the CPU"
        self.runtime = f"torch {torch.__version__} on {name}"
        self.batch_tracks = CUDA_BATCH_TRACKS if self.device == "cuda" else 0
        self._network = load(model_file, self.device)
        self._half: torch.dtype | None = None
        if self.device == "cuda":
            deviation = self.half_deviation(torch.float16, model_file.plan.samples)
            self._half = torch.float16 if deviation < TOLERANCE else None

    def start(self, tracks: Sequence[NDArray[np.float32]]) -> OnDevice:
        """Begin with the windows (n, samples) of each track, one track at least.

        A GPU works on while the next ones are made ready; a CPU is done on return.
        """
        with torch.inference_mode():
            vectors, scores = self._run(self._sent(tracks), self._half)
        return OnDevice(vectors, scores, [len(track) for track in tracks])

    def pooled(self, tracks: Sequence[NDArray[np.float32]]) -> list[Pooled]:
        """Each track's windows (n, samples) pooled to its vector (d,) and scores (t,)."""
        return self.start(tracks).pooled() if tracks else []

    def half_deviation(self, half: torch.dtype, samples: int) -> float:
        """The largest difference half precision makes to any number of some vectors and scores.

        They are of noise and of tones, `samples` long.
        """
        tones = torch.sin(torch.arange(samples) * torch.tensor([[0.05], [0.3], [1.1]]))
        noise = torch.randn((5, samples), generator=torch.Generator().manual_seed(0))
        probe = torch.cat([tones, noise * 0.1]).to(self.device)
        with torch.inference_mode():
            exact, rough = (torch.cat(self._run(probe, each), dim=1) for each in (None, half))
        return float((exact - rough).abs().max())

    def _sent(self, tracks: Sequence[NDArray[np.float32]]) -> torch.Tensor:
        audio = torch.from_numpy(np.concatenate(tracks))
        if self.device == "cpu":
            return audio
        # From pinned memory a GPU fetches by itself, while it still works on the batch before.
        return audio.pin_memory().to(self.device, non_blocking=True)

    def _run(
        self, audio: torch.Tensor, half: torch.dtype | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The vectors (B, d) and scores (B, t) of all windows (B, samples)."""
        with torch.autocast(self.device, dtype=half) if half else nullcontext():
            vectors, scores = self._network(audio)
        return vectors.float(), scores.float()
