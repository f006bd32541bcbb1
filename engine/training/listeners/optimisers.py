"""Optimisers for tables of which a step touches few rows: only these are updated and decayed.

A dense step reads and writes every row of a table, of its gradient and of its moments, though all
but a few are as before; what these cost depends on the batch alone. torch's own SGD and SparseAdam
take sparse gradients but refuse weight decay. Where a step touches every row both are the same as
`torch.optim.SGD` and `torch.optim.Adam`, weight decay (L2, added to the gradient) included. A row
that is left alone differs: it is neither decayed nor carried on by its momentum. Its moments are
corrected for the steps that it took itself, so that a rare row's first step is as long as any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, overload

import torch
from torch import Tensor

from engine.training.listeners.recipe import ADAM, ListenersRecipe


def optimiser_of(network: torch.nn.Module, recipe: ListenersRecipe) -> torch.optim.Optimizer:
    """The optimiser that a recipe names, for a network with gradients of its kind."""
    parameters = network.parameters()
    if recipe.sparse:
        lazy = LazyAdam if recipe.optimiser == ADAM else LazySGD
        return lazy(parameters, lr=recipe.rate, weight_decay=recipe.decay)
    dense = torch.optim.Adam if recipe.optimiser == ADAM else torch.optim.SGD
    return dense(parameters, lr=recipe.rate, weight_decay=recipe.decay)


class _Lazy(torch.optim.Optimizer):
    """Goes through the parameters; `_move` changes the rows of one."""

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """One step along the gradients, sparse or dense."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    rows, slopes = _touched(parameter.grad)
                    self._move(parameter, _by_rows(parameter), rows, slopes, group)
        return loss

    def _move(
        self, parameter: Tensor, table: Tensor, rows: Tensor, slopes: Tensor, group: dict[str, Any]
    ) -> None:
        """Change `rows` (m,) of `table`, a view of the parameter, by their slopes (m, d)."""
        raise NotImplementedError


class LazySGD(_Lazy):
    """Gradient descent without momentum."""

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    def _move(
        self, parameter: Tensor, table: Tensor, rows: Tensor, slopes: Tensor, group: dict[str, Any]
    ) -> None:
        if group["weight_decay"]:
            slopes = slopes + group["weight_decay"] * table[rows]
        table.index_add_(0, rows, slopes, alpha=-group["lr"])


class LazyAdam(_Lazy):
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


def _by_rows(tensor: Tensor) -> Tensor:
    """A view (n, d); a single number is one row of one column."""
    return tensor.view(tensor.shape[0] if tensor.dim() else 1, -1)


def _touched(slope: Tensor) -> tuple[Tensor, Tensor]:
    """The rows (m,) that a gradient is of, none twice, and its values (m, d)."""
    if slope.is_sparse:
        slope = slope.coalesce()
        return slope.indices()[0], slope.values().flatten(1)
    values = _by_rows(slope.contiguous())
    return torch.arange(len(values), device=values.device), values
