"""Variation: training pictures as another room, mastering or key would have made them.

Works on log-mel pictures of shape (B, bands, T) in decibels, where an equaliser is an addition and
a transposition a move along the bands. Everything random comes from the generator passed in.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from engine.training.preference.recipes import Recipe

_WAVES = (0.5, 1.0, 2.0, 3.0)
"""An equaliser is a sum of slow waves over the bands: so many half turns each."""


def varied(pictures: Tensor, recipe: Recipe, generator: Generator) -> Tensor:
    """Triplets (3 × batch: anchors, positives, negatives) with the recipe's variations."""
    bands, triplets = pictures.shape[1], len(pictures) // 3
    shared = equalisers(triplets, bands, recipe.shared_equaliser, generator).repeat(3, 1, 1)
    own = equalisers(len(pictures), bands, recipe.own_equaliser, generator)
    span = recipe.shared_shift
    shifts = torch.randint(-span, span + 1, (triplets,), generator=generator).repeat(3)
    return shifted(pictures + (shared + own).to(pictures.device), shifts.to(pictures.device))


def equalisers(count: int, bands: int, level: float, generator: Generator) -> Tensor:
    """Smooth random gains (count, bands, 1), of about `level` decibels."""
    place = torch.linspace(0, 1, bands)
    gains = torch.zeros(count, bands)
    for turns in _WAVES:
        height = level / 2 * torch.randn(count, 1, generator=generator)
        phase = 2 * torch.rand(count, 1, generator=generator)
        gains += height * torch.cos(torch.pi * (turns * place + phase))
    return gains[:, :, None]


def shifted(pictures: Tensor, bands: Tensor) -> Tensor:
    """Each picture moved up by its number of bands (B,); the edge band fills what is left free."""
    places = torch.arange(pictures.shape[1], device=pictures.device)
    sources = (places - bands[:, None]).clamp(0, pictures.shape[1] - 1)
    return pictures.gather(1, sources[:, :, None].expand_as(pictures))
