"""The network of the replay model: embeddings and numbers, three linear layers, a sigmoid.

Every vocabulary has one table of embeddings, whichever and however many fields it serves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

WIDEST = 32
START = 0.1
"""Spread of embeddings that have learned nothing; torch's own, 1, drowns the other inputs in it."""


def width(classes: int) -> int:
    """How long the embeddings of a vocabulary of so many classes are: 1.6 n^0.56, 32 at most."""
    return min(WIDEST, round(1.6 * math.pow(classes, 0.56)))


class ReplayNetwork(nn.Module):
    """Classes (B, c) and numbers (B, m) → the log odds (B,) that the track is played again."""

    def __init__(
        self,
        tables: Mapping[str, int],
        categories: Sequence[str],
        numbers: int,
        hidden: tuple[int, int],
        dropout: float = 0.0,
    ) -> None:
        """`tables`: the classes of each vocabulary; `categories`: the vocabulary of each field."""
        super().__init__()
        self._categories = tuple(categories)
        embeddings = {
            name: nn.Embedding(classes, width(classes)) for name, classes in tables.items()
        }
        for table in embeddings.values():
            nn.init.normal_(table.weight, std=START)
        self.embeddings = nn.ModuleDict(embeddings)
        entering = numbers + sum(width(tables[name]) for name in categories)
        first, second = hidden
        self.layers = nn.ModuleList(
            [nn.Linear(entering, first), nn.Linear(first, second), nn.Linear(second, 1)]
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, codes: Tensor, numbers: Tensor) -> Tensor:
        """Log odds; a sigmoid makes them probabilities."""
        embedded = [
            self.embeddings[name](codes[:, place]) for place, name in enumerate(self._categories)
        ]
        values = torch.cat([*embedded, numbers], dim=1)
        *hidden, last = self.layers
        for layer in hidden:
            values = self.dropout(torch.relu(layer(values)))
        odds: Tensor = last(values)
        return odds.squeeze(1)
