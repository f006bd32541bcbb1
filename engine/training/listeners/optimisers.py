"""Optimisers for tables of which a step touches few rows: only these are updated and decayed.

A dense step reads and writes every row of a table, of its gradient and of its moments, though all
but a few are as before; what these cost depends on the batch alone. torch's own SGD and SparseAdam
take sparse gradients but refuse weight decay. Where a step touches every row both are the same as
`torch.optim.SGD` and `torch.optim.Adam`, weight decay (L2, added to the gradient) included. A row
that is left alone differs: it is neither decayed nor carried on by its momentum. Its moments are
corrected for the steps that it took itself, so that a rare row's first step is as long as any.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from engine.training.listeners.recipe import ADAM, ListenersRecipe
from engine.training.row_optimiser import RowOptimiser


def optimiser_of(network: torch.nn.Module, recipe: ListenersRecipe) -> torch.optim.Optimizer:
    """The optimiser that a recipe names, for a network with gradients of its kind."""
    parameters = network.parameters()
    if recipe.sparse:
        lazy = LazyAdam if recipe.optimiser == ADAM else LazySGD
        return lazy(parameters, lr=recipe.rate, weight_decay=recipe.decay)
    dense = torch.optim.Adam if recipe.optimiser == ADAM else torch.optim.SGD
    return dense(parameters, lr=recipe.rate, weight_decay=recipe.decay)


class LazySGD(RowOptimiser):
    """Gradient descent without momentum."""

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    def _move(
        self, parameter: Tensor, table: Tensor, rows: Tensor, slopes: Tensor, group: dict[str, Any]
    ) -> None:
        if group["weight_decay"]:
            slopes = slopes + group["weight_decay"] * table[rows]
        table.index_add_(0, rows, slopes, alpha=-group["lr"])


class LazyAdam(RowOptimiser):
    """Adam (Kingma and Ba, 2015), each row with a count of its own steps."""

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, settings)

    def _move(
        self, parameter: Tensor, table: Tensor, rows: Tensor, slopes: Tensor, group: dict[str, Any]
    ) -> None:
        state = self.state[parameter]
        if not state:
            # Pages of zeros cost nothing before they are written: a table's moments take no more
            # memory than those of the rows that were ever touched.
            state["mean"], state["square"] = torch.zeros_like(table), torch.zeros_like(table)
            state["steps"] = torch.zeros(len(table), 1, device=table.device)
        if group["weight_decay"]:
            slopes = slopes + group["weight_decay"] * table[rows]
        first, second = group["betas"]
        steps = state["steps"][rows] + 1
        mean = state["mean"][rows].lerp_(slopes, 1 - first)
        square = state["square"][rows].mul_(second).addcmul_(slopes, slopes, value=1 - second)
        for name, values in (("steps", steps), ("mean", mean), ("square", square)):
            state[name].index_copy_(0, rows, values)
        spread = (square / (1 - second**steps)).sqrt_().add_(group["eps"])
        moves = (mean / (1 - first**steps)).div_(spread)
        table.index_add_(0, rows, moves, alpha=-group["lr"])
