"""An exported model at work in onnxruntime, on CPUs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from engine.models.exported import AUDIO, SCORES, VECTORS, open_session
from engine.models.pooling import Pooled, pool_tracks
from engine.models.weights import ModelFile


@dataclass(frozen=True, slots=True)
class Done:
    """Vectors and scores that are there already."""

    tracks: list[Pooled]

    def pooled(self) -> list[Pooled]:
        """Each track's vector (d,) and scores (t,)."""
        return self.tracks


class OnnxModel:
    """Runs windows one by one, which stay in a core's cache, `threads` of them at a time."""

    batch_tracks = 0

    def __init__(self, exported: ModelFile, threads: int) -> None:
        self._session = open_session(exported.path)
        self.runtime = f"onnxruntime {version('onnxruntime')} on the CPU"
        self._threads = ThreadPoolExecutor(threads, "onnxruntime")

    def start(self, tracks: Sequence[NDArray[np.float32]]) -> Done:
        """Do it all, for the windows (n, samples) of each track, one track at least."""
        said = list(self._threads.map(self._run, np.concatenate(tracks)))
        vectors, scores = (np.concatenate(part) for part in zip(*said, strict=True))
        return Done(pool_tracks(vectors, scores, [len(track) for track in tracks]))

    def pooled(self, tracks: Sequence[NDArray[np.float32]]) -> list[Pooled]:
        """Each track's windows (n, samples) pooled to its vector (d,) and scores (t,)."""
        return self.start(tracks).pooled() if tracks else []

    def _run(self, window: NDArray[np.float32]) -> Pooled:
        """The vector (1, d) and the scores (1, t) of a window (samples,)."""
        vector, scores = self._session.run([VECTORS, SCORES], {AUDIO: window[np.newaxis]})
        return vector, scores
