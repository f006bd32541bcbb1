"""What is learned from a history of one's own, beside counting: `make bench-own-history`.

Listeners of known habits (`tests/simulated_listener.py`): there is no real history of one person
with times here, so this shows that habits are found where there are some, not how strong those of
people are. The newest fifth of the plays is the test, and learned from is only what was known when
it began; *model* is what learns in the background of the app, *counts* speak where it is not
surely better (last column), *chance* tells the same of every play. AUC and log-loss in nats, means
over the seeds; the smaller loss is the better one.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from engine.errors import NearfieldError
from engine.training.replay.measures import Measures
from engine.training.replay.own_learning import RECIPE, Told, learned
from tests.simulated_listener import KINDS, history

SIZES = {300: 180.0, 1_000: 240.0, 3_000: 365.0, 10_000: 730.0, 30_000: 1_095.0}
"""Plays, and the days over which they are spread."""


def main() -> None:
    """A row for each kind of listener and size of history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    print("| listener | plays | tested | replayed | AUC model | counts"
          " | loss model | counts | chance | the model speaks |")  # fmt: skip
    print("|---|" + "---:|" * 9)
    for kind in KINDS:
        for plays in options.plays:
            told = [_told(kind, plays, seed) for seed in range(options.seeds)]
            print(_row(kind, plays, [each for each in told if each]), flush=True)


def _told(kind: str, plays: int, seed: int) -> Told | None:
    known, heard = history(plays, SIZES.get(plays, plays / 10), KINDS[kind], seed)
    with tempfile.TemporaryDirectory() as folder:
        try:
            return learned(known, heard, Path(folder), RECIPE)
        except NearfieldError:
            return None


def _row(kind: str, plays: int, told: list[Told]) -> str:
    if not told:
        return f"| {kind} | {plays:,} | too few |" + " |" * 7
    model = [Measures.of(each.replayed, each.by_model) for each in told]
    counts = [Measures.of(each.replayed, each.by_counts) for each in told]
    flat = [np.full(len(each.replayed), each.usual, np.float32) for each in told]
    chance = [Measures.of(one.replayed, other) for one, other in zip(told, flat, strict=True)]
    tested = np.mean([len(each.replayed) for each in told])
    share = np.mean([each.replayed.mean() for each in told])
    better = sum(each.verdict(plays).better for each in told)
    figures = [
        *(np.mean([each.auc.value for each in some]) for some in (model, counts)),
        *(np.mean([each.log_loss.value for each in some]) for some in (model, counts, chance)),
    ]
    return (f"| {kind} | {plays:,} | {tested:,.0f} | {share:.0%} | "
            + " | ".join(f"{figure:.3f}" for figure in figures)
            + f" | {better} of {len(told)} |")  # fmt: skip


if __name__ == "__main__":
    main()
