"""The stages taggers are made of: a convolution, batch normalisation, an activation, a pooling."""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn


def stage(
    layer: nn.Module,
    norm: nn.Module,
    activation: nn.Module,
    *after: nn.Module,
    activation_first: bool = False,
) -> nn.Sequential:
    """One stage, its weights named `layer.…` and `norm.…`.

    The older Keras networks normalise what the activation gives instead of what it gets.
    """
    middle = [("norm", norm), ("activation", activation)]
    named = [("layer", layer), *(reversed(middle) if activation_first else middle)]
    named += [(f"after{number}", module) for number, module in enumerate(after)]
    return nn.Sequential(OrderedDict(named))


def square_stage(
    channels: int,
    width: int,
    activation: nn.Module,
    pool: nn.Module,
    *,
    dropout: float,
    activation_first: bool = False,
) -> nn.Sequential:
    """A stage of kernels of 3 bands by 3 frames, from so many channels to `width`."""
    return stage(
        nn.Conv2d(channels, width, 3, padding=1),
        nn.BatchNorm2d(width),
        activation,
        pool,
        nn.Dropout(dropout),
        activation_first=activation_first,
    )


class PictureNorm(nn.BatchNorm2d):
    """Batch normalisation of whole pictures (B, bands, T), as images of one channel (B, 1, …)."""

    def __init__(self) -> None:
        super().__init__(1)

    def forward(self, mel: Tensor) -> Tensor:
        """(B, bands, T) → (B, 1, bands, T)."""
        return super().forward(mel.unsqueeze(1))


class FrameNorm(nn.BatchNorm1d):
    """Batch normalisation of each moment (frame) of pictures by itself, `margin` silent ones added.

    So the first networks of Choi et al. begin; it ties them to one length of sound.
    """

    def __init__(self, frames: int, margin: int = 0) -> None:
        super().__init__(frames + 2 * margin)
        self._margin = margin

    def forward(self, mel: Tensor) -> Tensor:
        """(B, bands, frames) → (B, 1, bands, frames + 2 · margin)."""
        padded = nn.functional.pad(mel, (self._margin, self._margin))
        return super().forward(padded.transpose(1, 2)).transpose(1, 2).unsqueeze(1)
