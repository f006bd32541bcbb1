"""What all taggers have in common: pieces of sound in, a vector and tag scores out."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.audio.mel import MelFrontEnd, MelSettings


class Tagger(nn.Module, ABC):
    """Looks at one piece of sound of a fixed length at a time.

    `piece` is that length in samples, `dimension` (d) the width of the layer before the tags, which
    is the vector, and `tags` (t) the number of scores.
    """

    def __init__(self, settings: MelSettings, piece: int, dimension: int, tags: int) -> None:
        super().__init__()
        self.front_end = MelFrontEnd(settings)
        self.piece = piece
        self.tag_layer = nn.Linear(dimension, tags)

    def forward(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Mono windows (B, samples) → unit vectors (B, d) and scores in 0–1 (B, t).

        A window is one piece long or more; of several pieces the mean counts, and a rest at the
        end that does not fill a piece is left out. Raises ValueError for a shorter window.
        """
        windows = audio.shape[0]
        pieces = cut(audio, self.piece)
        # On a CPU one by one: a little faster, and in the memory of one. An export knows no number.
        singly = pieces.device.type == "cpu" and not torch.compiler.is_exporting()
        parts = torch.split(pieces, 1) if singly else (pieces,)
        penultimate = torch.cat([self.penultimate(self.front_end(part)) for part in parts])
        scores = torch.sigmoid(self.tag_layer(penultimate))
        vectors = penultimate.reshape(windows, -1, penultimate.shape[-1]).mean(dim=1)
        scores = scores.reshape(windows, -1, scores.shape[-1]).mean(dim=1)
        return functional.normalize(vectors, dim=-1), scores

    def logits(self, mel: Tensor) -> Tensor:
        """Log-mel pictures of pieces (B, bands, T) → the tags' scores before the sigmoid (B, t).

        Training enters here, so that it computes each picture once.
        """
        scores: Tensor = self.tag_layer(self.penultimate(mel))
        return scores

    @abstractmethod
    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures of pieces (B, bands, T) → the layer before the tags, as it is (B, d)."""


def cut(audio: Tensor, piece: int) -> Tensor:
    """Windows (B, samples) cut into whole pieces (B · n, piece); ValueError for a short one."""
    count = audio.shape[-1] // piece
    if count == 0:
        raise ValueError(f"the network looks at {piece} samples, not {audio.shape[-1]}")
    return audio[:, : count * piece].reshape(-1, piece)
