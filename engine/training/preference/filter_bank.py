"""A starting point for the embedder: a bank of filters instead of random weights.

On a few hundred tracks a network that starts at random learns the artists by heart and hears less
than plain statistics of the spectrum do. Started here, it computes such statistics from the first
step (the level of each band, and how much it rises), and training refines them. Layers are scaled
on real data, one after the other, as in Mishkin & Matas, "All you need is a good init" (2016).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.models.embedder import Embedder

_LEVEL = (0.25, 0.25, 0.25, 0.25)
_RISE = (-0.5, -0.5, 0.5, 0.5)
_ABOVE_ZERO = 0.5
"""Where levels and hidden units stand on average, in deviations: their ReLUs cut only little."""
_NOISE = 0.004


@torch.no_grad()
def start_as_filter_bank(model: Embedder, pictures: Tensor) -> None:
    """Set the weights; `pictures` (n, bands, T) are some of the training data."""
    normal = model.normalised(pictures)
    first, second, third = (layer for layer in model.convolutions if isinstance(layer, nn.Conv1d))
    _hear_levels_and_rises(first, normal)
    _pass_on(second)
    _pass_on(third)
    spread = model.convolutions(normal).mean(dim=-1).std(dim=0).clamp(min=1e-3)
    third.weight.div_(spread[:, None, None])
    hidden = model.convolutions(normal).mean(dim=-1)
    for layer in model.projection:
        if isinstance(layer, nn.Linear):
            last = layer is model.projection[-1]
            _turn(layer, hidden, centre=0.0 if last else _ABOVE_ZERO)
        hidden = layer(hidden)


def _hear_levels_and_rises(layer: nn.Conv1d, normal: Tensor) -> None:
    """Half of the channels hear the level of a group of bands, half the rise of one."""
    half = layer.out_channels // 2
    groups = _groups(half, layer.in_channels)[:, :, None]
    filters = torch.cat([groups * torch.tensor(_LEVEL), groups * torch.tensor(_RISE)])
    nn.init.zeros_(_bias(layer))
    layer.weight.copy_(filters + _NOISE * torch.randn_like(filters))
    heard = layer(normal)
    mean, spread = heard.mean(dim=(0, 2)), heard.std(dim=(0, 2)).clamp(min=1e-3)
    layer.weight.div_(spread[:, None, None])
    _bias(layer).copy_(-mean / spread)
    _bias(layer)[:half] += _ABOVE_ZERO


def _groups(count: int, bands: int) -> Tensor:
    """`count` overlapping triangles that cover the bands, each of sum one: (count, bands)."""
    width = bands / count
    centres = width * (torch.arange(count) + 0.5)
    away = (torch.arange(bands) + 0.5 - centres[:, None]).abs()
    triangles = (1 - away / width).clamp(min=0)
    return triangles / triangles.sum(dim=1, keepdim=True)


def _pass_on(layer: nn.Conv1d) -> None:
    """Let each channel through as it is."""
    nn.init.zeros_(_bias(layer))
    nn.init.normal_(layer.weight, std=_NOISE)
    layer.weight[:, :, 1] += torch.eye(layer.out_channels)


def _turn(layer: nn.Linear, inputs: Tensor, centre: float) -> None:
    """A rotation into the next space, centred there, of deviation one on average."""
    nn.init.orthogonal_(layer.weight)
    nn.init.zeros_(layer.bias)
    outputs = layer(inputs)
    spread = outputs.var(dim=0).mean().sqrt().clamp(min=1e-3)
    layer.weight.div_(spread)
    layer.bias.copy_(centre - outputs.mean(dim=0) / spread)


def _bias(layer: nn.Conv1d) -> Tensor:
    assert layer.bias is not None
    return layer.bias
