"""The ear: a small network that tells how music sounds and what one would call it.

Three convolutions over the mel picture find local shapes whatever their pitch, convolutions over
time put them together, and mean and deviation over time speak for the window. It is distilled from
published taggers (`engine.training.distillation`); docs/decisions/distillation.md says why it looks
like this.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.audio.mel import MelFrontEnd, MelSettings

_DILATIONS = (1, 2)
HIDDEN = 512


@dataclass(frozen=True, slots=True)
class Size:
    """Channels: of the three layers that find shapes, and of those over time."""

    stem: tuple[int, int, int]
    width: int


SIZES = {
    "ear": Size((16, 32, 64), 256),
    "ear-small": Size((8, 16, 32), 128),
    "ear-large": Size((24, 48, 96), 384),
}
"""By the name that a weights file gives its network."""


class Ear(nn.Module):
    """d dimensions, t tags, windows of any length above half a second.

    1.1 M parameters; 0.4 M the small one, 2.1 M the large one, which are there to compare.
    """

    def __init__(
        self, settings: MelSettings, dimension: int, tags: int, size: Size = SIZES["ear"]
    ) -> None:
        super().__init__()
        self.front_end = MelFrontEnd(settings)
        self.band_norm = nn.BatchNorm1d(settings.bands, affine=False)
        channels = zip(
            (1, *size.stem), size.stem, (5, 3, 3), ((2, 2), (2, 1), (2, 2)), strict=False
        )
        self.stem = nn.Sequential(
            *(_shapes(before, after, kernel, stride) for before, after, kernel, stride in channels)
        )
        self.body = nn.Sequential(
            nn.Conv1d(size.stem[-1] * (settings.bands // 8), size.width, 1, bias=False),
            nn.BatchNorm1d(size.width),
            nn.ReLU(),
            *(_OverTime(size.width, dilation) for dilation in _DILATIONS),
        )
        self.head = nn.Sequential(
            nn.Linear(2 * size.width, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.ReLU()
        )
        self.vector_layer = nn.Linear(HIDDEN, dimension)
        self.tag_layer = nn.Linear(HIDDEN, tags)
        # What the tag layer gives is standardised; these are the scale of the teachers' logits.
        self.register_buffer("logit_mean", torch.zeros(tags))
        self.register_buffer("logit_deviation", torch.ones(tags))

    def forward(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Mono samples (B, samples) → unit vectors (B, d), tag scores in 0–1 (B, t)."""
        hidden = self.hidden(self.front_end(audio))
        return self.vectors(hidden), torch.sigmoid(self.logits(hidden))

    def hidden(self, mel: Tensor) -> Tensor:
        """Pictures from the front end (B, bands, T) → what was heard of each (B, HIDDEN).

        Training enters here, so that it computes each picture once.
        """
        shapes = self.stem(self.band_norm(mel).unsqueeze(1))  # (B, channels, bands / 8, T / 4)
        over_time = self.body(shapes.flatten(1, 2))  # (B, width, T / 4)
        mean = over_time.mean(dim=-1)
        deviation = (over_time.var(dim=-1, unbiased=False) + 1e-4).sqrt()
        heard: Tensor = self.head(torch.cat([mean, deviation], dim=1))
        return heard

    def vectors(self, hidden: Tensor) -> Tensor:
        """Unit vectors (B, d)."""
        return functional.normalize(self.vector_layer(hidden), dim=-1)

    def logits(self, hidden: Tensor) -> Tensor:
        """The tags' scores before the sigmoid (B, t)."""
        standardised: Tensor = self.tag_layer(hidden)
        return standardised * self.get_buffer("logit_deviation") + self.get_buffer("logit_mean")


class _OverTime(nn.Module):
    """What is there, and what the moments around it add: (B, width, T) → the same."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(
            width, width, 3, padding=dilation, dilation=dilation, bias=False
        )
        self.norm = nn.BatchNorm1d(width)

    def forward(self, moments: Tensor) -> Tensor:
        return functional.relu(moments + self.norm(self.convolution(moments)))


def _shapes(before: int, after: int, kernel: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )
