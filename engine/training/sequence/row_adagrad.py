"""Adagrad with one rate for each row of a table, for sparse gradients.

A row's rate falls with the squares of the gradients it has had, so that tracks that are in
everything do not run away and rare ones still learn. One number a row instead of one a weight costs
next to no memory. Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online
learning and stochastic optimization", 2011; by rows as in FBGEMM's tables for recommenders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import overload

import torch
from torch import Tensor

_SMALLEST = 1e-10


class RowAdagrad(torch.optim.Optimizer):
    """For tables (rows, d) with sparse gradients; rows a step does not touch stay as they are."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        super().__init__(params, {"lr": lr})

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """One step along the gradients."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for table in group["params"]:
                if table.grad is not None:
                    self._move(table, table.grad.coalesce(), group["lr"])
        return loss

    def _move(self, table: Tensor, gradient: Tensor, rate: float) -> None:
        rows, slopes = gradient.indices()[0], gradient.values()
        state = self.state[table]
        if not state:
            state["squares"] = torch.zeros(len(table), device=table.device)
        squares = state["squares"][rows] + slopes.pow(2).mean(1)
        state["squares"][rows] = squares
        table.index_add_(0, rows, slopes / (squares.sqrt() + _SMALLEST)[:, None], alpha=-rate)
