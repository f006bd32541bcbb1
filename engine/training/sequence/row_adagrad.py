"""Adagrad with one rate for each row of a table, for sparse gradients.

A row's rate falls with the squares of the gradients it has had, so that tracks that are in
everything do not run away and rare ones still learn. One number a row instead of one a weight costs
next to no memory. Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online
learning and stochastic optimization", 2011; by rows as in FBGEMM's tables for recommenders.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from engine.training.row_optimiser import RowOptimiser

_SMALLEST = 1e-10


class RowAdagrad(RowOptimiser):
    """For tables (rows, d) with sparse gradients; rows a step does not touch stay as they are."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        super().__init__(params, {"lr": lr})

    def _move(
        self, parameter: Tensor, table: Tensor, rows: Tensor, slopes: Tensor, group: dict[str, Any]
    ) -> None:
        state = self.state[parameter]
        if not state:
            state["squares"] = torch.zeros(len(table), device=table.device)
        squares = state["squares"][rows] + slopes.pow(2).mean(1)
        state["squares"][rows] = squares
        moves = slopes / (squares.sqrt() + _SMALLEST)[:, None]
        table.index_add_(0, rows, moves, alpha=-group["lr"])
