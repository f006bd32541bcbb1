"""musicnn: kernels shaped like timbres and like rhythms, side by side, over three seconds.

J. Pons, X. Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging",
2019, as its authors published it (`keras_musicnn`) and as M. Won et al. trained it (`musicnn`):
they differ in where batch normalisation stands and in how the rhythm kernels see the bands.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.audio.mel import MelSettings
from engine.models.taggers.stages import PictureNorm, stage
from engine.models.taggers.tagger import Tagger

DIMENSION = 200
_SHARES, _TIMBRES = (0.7, 0.4), 204
"""The parts of all bands that timbre kernels span, and how many kernels there are of each."""
_MOMENTS, _RHYTHMS = (129, 65, 33), 51
"""The moments rhythm kernels span; where a network has even lengths, a zero stands in front."""
_MIDDLE = 64
_SEEN = len(_SHARES) * _TIMBRES + len(_MOMENTS) * _RHYTHMS
POOLED = 2 * (_SEEN + 3 * _MIDDLE)


class Musicnn(Tagger):
    """Takes pieces of any length above a second; `keras` is the variant of the authors."""

    def __init__(
        self, settings: MelSettings, piece: int, tags: int, *, keras: bool = False
    ) -> None:
        super().__init__(settings, piece, DIMENSION, tags)
        self._keras = keras
        self.entrance = PictureNorm()
        self.timbres = nn.ModuleList(
            self._seeing(_TIMBRES, bands=int(share * settings.bands), moments=7)
            for share in _SHARES
        )
        self.rhythms = nn.ModuleList(
            self._seeing(_RHYTHMS, bands=1, moments=moments) for moments in _MOMENTS
        )
        self.middle = nn.ModuleList(
            stage(
                nn.Conv1d(channels, _MIDDLE, 7, padding=3),
                nn.BatchNorm1d(_MIDDLE),
                nn.ReLU(),
                activation_first=keras,
            )
            for channels in (_SEEN, _MIDDLE, _MIDDLE)
        )
        self.pooled_norm = nn.BatchNorm1d(POOLED) if keras else nn.Identity()
        self.dense = stage(
            nn.Linear(POOLED, DIMENSION),
            nn.BatchNorm1d(DIMENSION),
            nn.ReLU(),
            activation_first=keras,
        )

    def _seeing(self, count: int, bands: int, moments: int) -> nn.Sequential:
        """So many kernels of one shape; as many moments come out as go in."""
        return stage(
            nn.Conv2d(1, count, (bands, moments), padding=(0, moments // 2)),
            nn.BatchNorm2d(count),
            nn.ReLU(),
            activation_first=self._keras,
        )

    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures (B, bands, T) → the dense layer (B, 200)."""
        picture = self.entrance(mel)
        # Rhythm is looked for in the mean of all bands, or in each, and the strongest counts.
        beneath = picture if self._keras else picture.mean(dim=2, keepdim=True)
        seen = torch.cat(
            [
                *(timbre(picture).amax(dim=2) for timbre in self.timbres),
                *(rhythm(beneath).amax(dim=2) for rhythm in self.rhythms),
            ],
            dim=1,
        )  # (B, 561, T)
        first = self.middle[0](seen)
        second = self.middle[1](first) + first
        third = self.middle[2](second) + second
        over_time = torch.cat([seen, first, second, third], dim=1)  # (B, 753, T)
        pooled = torch.cat([over_time.amax(dim=-1), over_time.mean(dim=-1)], dim=1)
        dense: Tensor = self.dense(self.pooled_norm(pooled))
        return functional.dropout(dense, 0.5, self.training)
