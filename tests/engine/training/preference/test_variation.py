"""Variations change a triplet's sound, not what in it is alike."""

from __future__ import annotations

import torch

from engine.training.preference.recipes import GENTLE, PUBLISHED
from engine.training.preference.variation import shifted, varied


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def pictures() -> torch.Tensor:
    return torch.randn(6, 128, 20, generator=generator())


def test_the_published_recipe_changes_nothing() -> None:
    torch.testing.assert_close(varied(pictures(), PUBLISHED, generator()), pictures())


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
