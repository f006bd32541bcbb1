"""Fully convolutional taggers: 3×3 kernels and poolings until a picture is one point.

K. Choi, G. Fazekas, M. Sandler, "Automatic tagging using deep convolutional neural networks", 2016
(`fcn`, `choi_cnn`); K. Choi et al., "Convolutional recurrent neural networks for music
classification", 2017 (`k2c2`); J. Pons, X. Serra, "musicnn", 2019 (`vgg`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn

from engine.audio.mel import MelSettings
from engine.models.taggers.stages import FrameNorm, PictureNorm, square_stage
from engine.models.taggers.tagger import Tagger

Pool = tuple[tuple[int, int], tuple[int, int]]
"""Size and step of a pooling, over (bands, frames)."""

_UP_TO_POOLING = 3
"""Of a stage: convolution, norm and activation."""


def _pools(*sizes: tuple[int, int]) -> tuple[Pool, ...]:
    return tuple((size, size) for size in sizes)


@dataclass(frozen=True, slots=True)
class Layout:
    """One fully convolutional network: a width and a pooling a stage."""

    widths: tuple[int, ...]
    pools: tuple[Pool, ...] = _pools((2, 4), (2, 4), (2, 4), (3, 5), (4, 4))
    activation: Callable[[], nn.Module] = nn.ReLU
    activation_first: bool = False
    entrance: Callable[[], nn.Module] = PictureNorm
    dropout: float = 0.0
    points: int = 1
    """What is left of a picture after the last pooling."""

    @property
    def dimension(self) -> int:
        """The width of the layer before the tags."""
        return self.widths[-1] * self.points


FCN = Layout((64, 128, 128, 128, 64))
CHOI_CNN = Layout((32, 128, 128, 192, 256), activation=nn.ELU, entrance=lambda: FrameNorm(1366))
K2C2 = Layout((67, 135, 135, 203, 271), activation=nn.ELU, dropout=0.1)
VGG = Layout(
    (128,) * 5,
    (((1, 4), (2, 2)), *_pools((2, 2), (2, 2), (2, 2), (4, 4))),
    activation_first=True,
    points=2,
)


class FullyConvolutional(Tagger):
    """As many stages of [3×3 convolution, norm, activation, max-pooling] as its layout says."""

    def __init__(self, settings: MelSettings, piece: int, tags: int, layout: Layout) -> None:
        super().__init__(settings, piece, layout.dimension, tags)
        self.entrance = layout.entrance()
        self._pools = layout.pools
        self.stages = nn.Sequential(
            *(
                square_stage(
                    before,
                    width,
                    layout.activation(),
                    nn.MaxPool2d(*pool),
                    dropout=layout.dropout,
                    activation_first=layout.activation_first,
                )
                for (before, width), pool in zip(
                    pairwise((1, *layout.widths)), layout.pools, strict=True
                )
            )
        )

    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures (B, bands, T) → the last stage's points (B, d)."""
        points: Tensor = self.stages(self.entrance(mel))  # (B, width, 1, points)
        return points.flatten(1)

    def moments(self, mel: Tensor) -> Tensor:
        """What the last stage finds before it is pooled, the strongest over the bands (B, n, d).

        Moments are as long as all poolings before make them; their strongest, as far as the last
        pooling reaches, is what `penultimate` gives.
        """
        found: Tensor = self.stages[:-1](self.entrance(mel))
        for step in list(self.stages[-1].children())[:_UP_TO_POOLING]:
            found = step(found)
        return found.amax(dim=2).transpose(1, 2)

    @property
    def moment(self) -> int:
        """The length of a moment in samples."""
        frames = math.prod(step for _, (_, step) in self._pools[:-1])
        return frames * self.front_end.settings.hop
