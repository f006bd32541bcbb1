"""Convolutional recurrent taggers: four stages of 3×3 kernels, then two GRU layers over time.

K. Choi et al., "Convolutional recurrent neural networks for music classification", 2017: as its
author published it (`choi_crnn`) and as M. Won et al., "Evaluation of CNN-based automatic music
tagging models", 2020, trained it (`crnn`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from engine.audio.mel import MelSettings
from engine.models.taggers.stages import FrameNorm, PictureNorm, square_stage
from engine.models.taggers.tagger import Tagger

_WIDTHS = (64, 128, 128, 128)
_POOLS = ((2, 2), (3, 3), (4, 4), (4, 4))
DIMENSION = 32


class ResetFirstGru(nn.Module):
    """A GRU layer as first described, and as Keras 1 has it (K. Cho et al., 2014).

    torch's own multiplies by the reset gate after the state went through its weights, this one
    before; and its gates are piecewise linear, not sigmoids. Weights are stacked in the order
    update, reset, candidate.
    """

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.from_input = nn.Linear(inputs, 3 * width)
        self.gates_from_state = nn.Linear(width, 2 * width, bias=False)
        self.candidate_from_state = nn.Linear(width, width, bias=False)
        self._width = width

    def forward(self, sequence: Tensor) -> Tensor:
        """(B, T, inputs) → the state at each moment (B, T, width)."""
        state = sequence.new_zeros(sequence.shape[0], self._width)
        states = []
        for given in self.from_input(sequence).unbind(dim=1):
            gates, candidate = given.split([2 * self._width, self._width], dim=-1)
            gates = (0.2 * (gates + self.gates_from_state(state)) + 0.5).clamp(0, 1)
            update, reset = gates.chunk(2, dim=-1)
            proposed = torch.tanh(candidate + self.candidate_from_state(reset * state))
            state = update * state + (1 - update) * proposed
            states.append(state)
        return torch.stack(states, dim=1)


def _torch_gru() -> nn.Module:
    return _States(nn.GRU(_WIDTHS[-1], DIMENSION, num_layers=2, batch_first=True))


def _keras_gru() -> nn.Module:
    return nn.Sequential(ResetFirstGru(_WIDTHS[-1], DIMENSION), ResetFirstGru(DIMENSION, DIMENSION))


class _States(nn.Module):
    """Of torch's GRU only what it says at each moment."""

    def __init__(self, layers: nn.GRU) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, sequence: Tensor) -> Tensor:
        states: Tensor = self.layers(sequence)[0]
        return states


@dataclass(frozen=True, slots=True)
class Layout:
    """What the two published networks differ in."""

    activation: Callable[[], nn.Module]
    entrance: Callable[[], nn.Module]
    recurrence: Callable[[], nn.Module]


CRNN = Layout(nn.ReLU, PictureNorm, _torch_gru)
CHOI_CRNN = Layout(nn.ELU, lambda: FrameNorm(1366, margin=37), _keras_gru)


class ConvolutionalRecurrent(Tagger):
    """Four stages leave one band and 15 to 18 moments; the state after the last is the vector."""

    def __init__(self, settings: MelSettings, piece: int, tags: int, layout: Layout) -> None:
        super().__init__(settings, piece, DIMENSION, tags)
        self.entrance = layout.entrance()
        self.stages = nn.Sequential(
            *(
                square_stage(before, width, layout.activation(), nn.MaxPool2d(pool), dropout=0.1)
                for (before, width), pool in zip(pairwise((1, *_WIDTHS)), _POOLS, strict=True)
            )
        )
        self.recurrence = layout.recurrence()

    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures (B, bands, T) → the last state (B, 32)."""
        moments: Tensor = self.stages(self.entrance(mel))  # (B, 128, 1, 15 or 18)
        states: Tensor = self.recurrence(moments.squeeze(2).transpose(1, 2))
        return states[:, -1]
