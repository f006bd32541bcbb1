"""Lazy optimisers beside torch's dense ones: the same where they should be, and where not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor, nn

from engine.models.listeners import Listeners
from engine.training.listeners.losses import bpr, logistic
from engine.training.listeners.optimisers import optimiser_of
from engine.training.listeners.recipe import ListenersRecipe

ROWS, EVERY = 6, tuple(range(6))
ONE_ROW_EACH = [(0, 1), (1, 2), (2, 3, 3), (4, 0), (1,)]
ALL_ROWS = [(*EVERY, number) for number in range(5)]


def after(recipe: ListenersRecipe, batches: Sequence[tuple[int, ...]]) -> Tensor:
    """A table after a step for each batch of rows, towards targets that differ."""
    torch.manual_seed(0)
    table = nn.Embedding(ROWS, 3, sparse=recipe.sparse)
    targets = torch.randn(ROWS, 3)
    optimiser = optimiser_of(table, recipe)
    for batch in batches:
        rows = torch.tensor(batch)
        optimiser.zero_grad()
        (table(rows) - targets[rows]).square().sum().backward()
        optimiser.step()
    return table.weight.detach()


def both(batches: Sequence[tuple[int, ...]], **settings: float | str) -> tuple[Tensor, Tensor]:
    """The table after lazy and after dense steps."""
    lazy, dense = (ListenersRecipe(sparse=sparse, **settings) for sparse in (True, False))  # type: ignore[arg-type]
    return after(lazy, batches), after(dense, batches)


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_with_every_row_in_every_batch_lazy_is_dense(optimiser: str, decay: float) -> None:
    lazy, dense = both(ALL_ROWS, optimiser=optimiser, decay=decay, rate=0.05)
    torch.testing.assert_close(lazy, dense)


def test_plain_descent_is_the_same_whatever_a_batch_touches() -> None:
    lazy, dense = both(ONE_ROW_EACH, optimiser="sgd", rate=0.05)
    torch.testing.assert_close(lazy, dense)


@pytest.mark.parametrize(("optimiser", "decay"), [("sgd", 0.1), ("adam", 0.0), ("adam", 0.1)])
def test_a_row_in_no_batch_stays_as_it_was(optimiser: str, decay: float) -> None:
    torch.manual_seed(0)
    start = nn.Embedding(ROWS, 3).weight.detach()
    lazy, dense = both([(0, 1), (2, 3)], optimiser=optimiser, decay=decay, rate=0.05)
    assert torch.equal(lazy[4:], start[4:])
    assert bool((lazy[:4] != start[:4]).all())
    # Dense Adam goes on moving rows of the first batch; decay moves all.
    moved = dense != lazy
    assert bool(moved[:2].all())
    assert bool(moved[4:].all()) == (decay > 0)


def test_decay_shrinks_a_row_that_is_touched() -> None:
    torch.manual_seed(0)
    table = nn.Embedding(2, 3, sparse=True)
    before = table.weight.detach().clone()
    optimiser = optimiser_of(table, ListenersRecipe(optimiser="sgd", rate=0.5, decay=0.2))
    (0 * table(torch.tensor([1, 1])).sum()).backward()
    optimiser.step()
    torch.testing.assert_close(table.weight.detach(), before * torch.tensor([[1.0], [0.9]]))


def test_the_first_step_of_a_rare_row_is_as_long_as_any() -> None:
    recipe = ListenersRecipe(rate=0.05)
    early = after(recipe, [(0,)])
    late = after(recipe, [(1,)] * 50 + [(0,)])
    torch.testing.assert_close(late[0], early[0])


def test_a_network_takes_the_same_course_sparse_and_dense() -> None:
    """Plain descent through the whole network, its one dense number included."""
    networks = []
    for sparse in (True, False):
        torch.manual_seed(0)
        network = Listeners(5, 7, 4, measure="euclidean", sparse=sparse)
        optimiser = optimiser_of(network, ListenersRecipe(optimiser="sgd", rate=0.1, sparse=sparse))
        for loss in (bpr, logistic):
            scores = network(torch.tensor([0, 3, 0]), torch.tensor([[1, 2], [6, 0], [1, 1]]))
            optimiser.zero_grad()
            loss(scores).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        networks.append(network)
    assert networks[0].users.weight.grad.is_sparse  # type: ignore[union-attr]
    assert networks[0].offset.item() != 0
    for one, other in zip(*(each.parameters() for each in networks), strict=True):
        torch.testing.assert_close(one, other)
