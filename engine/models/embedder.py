"""The embedder as published: the vector behind *similar*.

Three convolutions over time, an average over time and three linear layers turn a window of sound
into a point on a sphere, where a triplet loss has put what goes together close together.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.audio.mel import MelFrontEnd, MelSettings

_CHANNELS = 128
_KERNEL = 4
_HIDDEN = 1024


class Embedder(nn.Module):
    """1,509,888 parameters at d = 128; takes windows of any length above half a second."""

    def __init__(self, settings: MelSettings | None = None, dimension: int = 128) -> None:
        super().__init__()
        self.front_end = MelFrontEnd(settings)
        bands = self.front_end.settings.bands
        # The level of each band in the training data; set before training, stored with the weights.
        self.register_buffer("band_mean", torch.zeros(bands, 1))
        self.register_buffer("band_deviation", torch.ones(bands, 1))
        self.convolutions = nn.Sequential(
            nn.Conv1d(bands, _CHANNELS, _KERNEL),
            nn.ReLU(),
            nn.MaxPool1d(2),
            nn.Conv1d(_CHANNELS, _CHANNELS, _KERNEL),
            nn.ReLU(),
            nn.MaxPool1d(2),
            nn.Conv1d(_CHANNELS, _CHANNELS, _KERNEL),
            nn.ReLU(),
        )
        self.projection = nn.Sequential(
            nn.Linear(_CHANNELS, _HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, _HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, dimension),
        )

    def forward(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Mono samples at the front end's rate (B, samples) → unit vectors (B, d), scores (B, 0).

        It tells no tags; like every network here it gives the pair.
        """
        vectors = self.embed_mel(self.front_end(audio))
        return vectors, vectors[:, :0]

    def embed_mel(self, mel: Tensor) -> Tensor:
        """Log-mel pictures from the front end (B, bands, T) → unit vectors (B, d).

        Training enters here, so that it computes each picture once.
        """
        over_time: Tensor = self.convolutions(self.normalised(mel))  # (B, 128, about T / 4)
        return functional.normalize(self.projection(over_time.mean(dim=-1)), dim=-1)

    def normalised(self, mel: Tensor) -> Tensor:
        """Each band of (B, bands, T) brought to mean 0 and deviation 1, as in the training data."""
        return (mel - self.get_buffer("band_mean")) / self.get_buffer("band_deviation")
