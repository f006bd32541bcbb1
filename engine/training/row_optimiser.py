"""What optimisers have in common that go by the rows of tables, as sparse gradients have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import torch
from torch import Tensor


class RowOptimiser(torch.optim.Optimizer):
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
