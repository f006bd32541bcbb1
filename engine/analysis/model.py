"""The model at work: the windows of several tracks in, one unit vector a track out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from engine.models.pooling import pool
from engine.models.weights import ModelFile, load

CUDA_BATCH_TRACKS = 32


class Model:
    """A loaded model on the best device there is; import this only where torch may be loaded."""

    def __init__(self, model_file: ModelFile, threads: int) -> None:
        # Denormals slow a network down many times; this must precede torch's thread pool.
        torch.set_flush_denormal(True)
        torch.set_num_threads(threads)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.batch_tracks = CUDA_BATCH_TRACKS if self.device == "cuda" else 0
        self._network = load(model_file, self.device)

    def vectors(self, tracks: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """Each track's windows (n, samples) pooled to its vector (d,)."""
        if not tracks:
            return []
        with torch.inference_mode():
            audio = torch.from_numpy(np.concatenate(tracks)).to(self.device)
            windows = self._network(audio).cpu().numpy()
        ends = np.cumsum([len(track) for track in tracks])[:-1]
        return [pool(part) for part in np.split(windows, ends)]
