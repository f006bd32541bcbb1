"""The network of listeners: everybody and everything played a point in one space.

Collaborative filtering by factorisation (Koren, Bell and Volinsky, "Matrix factorization techniques
for recommender systems", 2009): a table of users, one of items, and nothing between them but a
measure of how near two rows are. Gradients of the tables are sparse: a batch touches few rows.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.listeners_file import COSINE, DOT, MEASURES

_SPREAD = 0.1
"""Standard deviation of the rows at the start."""


class Listeners(nn.Module):
    """Scores what a user would play: the higher, the likelier.

    `measure` is one of `MEASURES`: the dot product, `scale` times the cosine, or minus `scale`
    times the Euclidean distance. With `biased` each item has a score of its own that is added.
    """

    def __init__(
        self,
        users: int,
        items: int,
        dimension: int,
        *,
        measure: str = DOT,
        scale: float = 1.0,
        biased: bool = True,
        sparse: bool = True,
    ) -> None:
        if measure not in MEASURES:
            raise ValueError(f"the measure is {measure!r}, not one of {', '.join(MEASURES)}")
        super().__init__()
        self.measure, self.scale = measure, scale
        self.users = nn.Embedding(users, dimension, sparse=sparse)
        self.items = nn.Embedding(items, dimension, sparse=sparse)
        for table in (self.users, self.items):
            nn.init.normal_(table.weight, std=_SPREAD)
        self.biases = nn.Embedding(items, 1, sparse=sparse) if biased else None
        if self.biases is not None:
            nn.init.zeros_(self.biases.weight)
        # Where zero lies matters to the logistic loss: a distance is never on the far side of it.
        self.offset = nn.Parameter(torch.zeros(()))

    def forward(self, users: Tensor, items: Tensor) -> Tensor:
        """Scores (b, k) of users (b,) for k items each (b, k)."""
        scores = self._likeness(_rows(self.users, users).unsqueeze(1), _rows(self.items, items))
        if self.biases is not None:
            scores = scores + _rows(self.biases, items).squeeze(-1)
        return scores + self.offset

    def _likeness(self, users: Tensor, items: Tensor) -> Tensor:
        """Of vectors (b, 1, d) and (b, k, d)."""
        if self.measure == DOT:
            return self.scale * (users * items).sum(-1)
        if self.measure == COSINE:
            return self.scale * functional.cosine_similarity(users, items, dim=-1)
        # The slope of a root is infinite at zero.
        return -self.scale * (users - items).square().sum(-1).clamp_min(1e-12).sqrt()

    def tables(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Copies of users (u, d), items (i, d) and biases (i,), which are zeros where none are."""
        users, items = (
            table.weight.detach().cpu().numpy().copy() for table in (self.users, self.items)
        )
        if self.biases is None:
            return users, items, np.zeros(len(items), np.float32)
        return users, items, self.biases.weight.detach().cpu().numpy()[:, 0].copy()


def _rows(table: nn.Embedding, rows: Tensor) -> Tensor:
    """Rows of a table, whose gradient is its own.

    Several processes divide a sparse gradient in place while others are still to be computed
    (torch 2.11), and that of a sum shares its memory with them: they would be divided twice.
    """
    found: Tensor = table(rows)
    if found.requires_grad:
        found.register_hook(torch.clone)  # type: ignore[no-untyped-call]
    return found
