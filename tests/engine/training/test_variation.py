"""Variations change a triplet's sound, not what in it is alike."""

from __future__ import annotations

import torch

from engine.training.recipes import GENTLE, PUBLISHED
from engine.training.variation import cropped, shifted, varied


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def pictures() -> torch.Tensor:
    return torch.randn(6, 128, 20, generator=generator())


def test_the_published_recipe_changes_nothing() -> None:
    torch.testing.assert_close(varied(pictures(), PUBLISHED, generator()), pictures())
    assert cropped(pictures(), PUBLISHED.crop, generator()).shape == (6, 128, 20)


def test_the_same_seed_varies_the_same_way() -> None:
    first, second = (varied(pictures(), GENTLE, generator()) for _ in range(2))
    torch.testing.assert_close(first, second)


def test_a_transposition_moves_the_bands_and_keeps_the_edge() -> None:
    picture = torch.arange(128.0)[None, :, None].repeat(2, 1, 3)
    moved = shifted(picture, torch.tensor([2, -2]))
    assert moved[0, 10, 0] == 8
    assert moved[0, 0, 0] == 0
    assert moved[1, 10, 0] == 12
    assert moved[1, 127, 0] == 127


def test_a_crop_is_a_part_in_time() -> None:
    whole = torch.arange(20.0).repeat(6, 128, 1)
    parts = cropped(whole, 8, generator())
    assert parts.shape == (6, 128, 8)
    assert (parts.diff(dim=2) == 1).all()
