"""What sparse gradients save as the catalogue grows: `make bench-sparse`.

Two networks of listeners that start alike learn the same batches by Adam or plain descent, with
weight decay. *Sparse* has sparse gradients and the lazy optimisers, which touch the rows of a batch
only; *dense* has dense ones and torch's own Adam and SGD, which touch every row in every step. A
step is all of it: scores, loss, gradients, the optimiser. Both take turns on one core; processor
time is measured, the least of the turns. A published system reports 1.5 times the speed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from matplotlib.figure import Figure

from engine.models.listeners import Listeners
from engine.training.listeners.losses import bpr
from engine.training.listeners.optimisers import optimiser_of
from engine.training.listeners.recipe import OPTIMISERS, ListenersRecipe

USERS = 10_000
RECIPE = ListenersRecipe(dimension=16, negatives=4, batch=1024, rate=0.001, decay=1e-4)
PICTURE = Path("docs/benchmarks/sparse.png")
SPARSE_STEPS = 10
"""In each turn; of the dense ones, that take long, there is one."""


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of a step."""

    items: int
    optimiser: str
    sparse: float
    dense: float


def main() -> None:
    """Measure every size with both optimisers, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--turns", type=int, default=4)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    print(f"batches of {RECIPE.batch} plays with {RECIPE.negatives} negatives each,"
          f" {RECIPE.dimension} dimensions, {USERS:,} users")  # fmt: skip
    print("| items | optimiser | sparse, ms a step | dense, ms a step | times as fast |")
    print("|---:|---|---:|---:|---:|")
    rows = []
    for items in options.items:
        for optimiser in OPTIMISERS:
            row = measure(items, optimiser, options.turns)
            rows.append(row)
            print(
                f"| {items:,} | {optimiser} | {row.sparse * 1000:.2f} | {row.dense * 1000:,.2f} "
                f"| {row.dense / row.sparse:,.0f} |",
                flush=True,
            )
    draw(rows, PICTURE)
    print(PICTURE)


def measure(items: int, optimiser: str, turns: int) -> Row:
    """The least of some turns, after one to warm up that also makes the optimisers' state."""
    sparse, dense = (
        _Learner(items, replace(RECIPE, optimiser=optimiser, sparse=each)) for each in (True, False)
    )
    took = [(sparse.steps(SPARSE_STEPS), dense.steps(1)) for _ in range(turns + 1)][1:]
    best_sparse, best_dense = (min(column) for column in zip(*took, strict=True))
    return Row(items, optimiser, best_sparse, best_dense)


class _Learner:
    """A network that learns batches at random."""

    def __init__(self, items: int, recipe: ListenersRecipe) -> None:
        torch.manual_seed(0)
        self._items, self._recipe = items, recipe
        self._network = Listeners(USERS, items, recipe.dimension, sparse=recipe.sparse)
        self._optimiser = optimiser_of(self._network, recipe)
        self._dice = torch.Generator().manual_seed(1)

    def steps(self, count: int) -> float:
        """Seconds of processor time that each of so many steps takes."""
        shape = (self._recipe.batch, 1 + self._recipe.negatives)
        began = time.process_time()
        for _ in range(count):
            users = torch.randint(USERS, shape[:1], generator=self._dice)
            items = torch.randint(self._items, shape, generator=self._dice)
            self._optimiser.zero_grad()
            bpr(self._network(users, items)).mean().backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
        return (time.process_time() - began) / count


def draw(rows: Sequence[Row], path: Path) -> None:
    """How a step grows with the number of items."""
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for optimiser, colour in zip(OPTIMISERS, ("#4477aa", "#ee6677"), strict=True):
        mine = [row for row in rows if row.optimiser == optimiser]
        sizes = [row.items for row in mine]
        for name, style, values in (
            ("dense", "--", [row.dense for row in mine]),
            ("sparse, lazy decay", "-", [row.sparse for row in mine]),
        ):
            milliseconds = [1000 * value for value in values]
            axes.plot(
                sizes, milliseconds, style, color=colour, marker="o", label=f"{optimiser}, {name}"
            )
    axes.set(xscale="log", yscale="log", xlabel="items", ylabel="ms", title="A training step")
    axes.grid(alpha=0.3)
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
