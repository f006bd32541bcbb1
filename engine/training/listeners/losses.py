"""Losses of a play beside items that were not played, one a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor
from torch.nn import functional

from engine.training.listeners.recipe import BPR, LOGISTIC


def bpr(scores: Tensor) -> Tensor:
    """What was played stands before what was not: scores (b, 1 + k), the first played → (b,).

    Rendle et al., "BPR: Bayesian personalized ranking from implicit feedback", 2009.
    """
    return functional.softplus(scores[:, 1:] - scores[:, :1]).mean(1)


def logistic(scores: Tensor) -> Tensor:
    """Whether it was played is told of each item: scores (b, 1 + k), the first played → (b,).

    Johnson, "Logistic matrix factorization for implicit feedback data", 2014, with negatives
    sampled instead of all.
    """
    return functional.softplus(-scores[:, 0]) + functional.softplus(scores[:, 1:]).sum(1)


LOSS: Mapping[str, Callable[[Tensor], Tensor]] = {BPR: bpr, LOGISTIC: logistic}
