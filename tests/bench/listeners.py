"""Our listeners beside the library implicit's, on HetRec 2011 Last.fm: `make bench-listeners`.

Every system learns the same 70 % of each user's artists and is asked for the 20 % of the test among
all artists that the user is not known to play; the remaining 10 % choose the settings of each, by
NDCG@20 (the split is `engine.training.listeners.split`, seed 0, drawn within each user). Settings
around what did best in a wider search on the same validation (`docs/decisions/listeners.md`) are
tried, for ours only that itself. Only ALS uses play counts: weights by their logarithm are tried.
*Neighbours* and *popularity* learn nothing. `±` is half a 95 % interval over users; the difference
to implicit's BPR is user by user. What ours learned is kept in `build/`, so that a stopped run goes
on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from engine.training.listeners.baselines import neighbours, popularity
from engine.training.listeners.examination import mean
from engine.training.listeners.measures import LENGTH, Ranked, Scores, ranked
from engine.training.listeners.recipe import ListenersRecipe
from engine.training.listeners.split import Split, split_of
from engine.training.listeners.train import learn
from engine.training.plays.tally import Tally, read_tally

HETREC = Path("../shared/listening/hetrec2011-lastfm-2k")
KEPT = Path("build/bench-listeners")
Settings = Mapping[str, Any]
OURS: Sequence[Settings] = ({"epochs": 16},)
THEIR_BPR: Sequence[Settings] = [
    {"factors": 64, "learning_rate": rate, "regularization": decay, "iterations": iterations}
    for rate, decay, iterations in ((0.01, 0.01, 100), (0.01, 0.03, 100), (0.01, 0.01, 50),
                                    (0.003, 0.01, 100))
]  # fmt: skip
THEIR_ALS: Sequence[Settings] = [
    {"factors": 64, "regularization": decay, "alpha": 5.0, "iterations": 15, "logged": logged}
    for decay, logged in ((10.0, False), (10.0, True), (30.0, False))
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A system with the settings that validation chose."""

    name: str
    settings: Settings
    tried: int
    scores: Scores


def main() -> None:
    """Tune each, ask each, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=Path, default=HETREC, help="the folder of HetRec")
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    tally, _ = read_tally([options.plays])
    split = split_of(tally, ListenersRecipe().split_seed)
    with threadpool_limits(1):
        report(split, list(_systems(tally, split)))


def _systems(tally: Tally, split: Split) -> Iterator[Chosen]:
    ways: dict[str, tuple[Sequence[Settings], Callable[[Settings], Scores]]] = {
        "implicit BPR": (THEIR_BPR, lambda settings: _their_bpr(split, settings)),
        "implicit ALS": (THEIR_ALS, lambda settings: _their_als(tally, split, settings)),
        "listeners": (OURS, lambda settings: _ours(tally, settings)),
        "neighbours": ([{}], lambda _: neighbours(split.train)),
        "popularity": ([{}], lambda _: popularity(split.train)),
    }
    for name, (grid, train) in ways.items():
        yield _tuned(name, grid, train, split)


def _tuned(
    name: str, grid: Sequence[Settings], train: Callable[[Settings], Scores], split: Split
) -> Chosen:
    """Train with all settings, keep the best by validation."""
    found = []
    for settings in grid:
        scores = train(settings)
        ndcg = float(ranked(scores, split.train, split.validation).ndcg().mean())
        found.append((ndcg, Chosen(name, settings, len(grid), scores)))
    return max(found, key=lambda each: each[0])[1]


def _ours(tally: Tally, settings: Settings) -> Scores:
    name = "-".join(f"{name}-{value}" for name, value in settings.items()) or "usual"
    model, _ = learn(tally, KEPT / f"{name}.safetensors", ListenersRecipe(**settings))
    return model.space.scores


def _their_bpr(split: Split, settings: Settings) -> Scores:
    model = BayesianPersonalizedRanking(**settings, num_threads=1, random_state=0)
    model.fit(split.train, show_progress=False)
    return _products(model)


def _their_als(tally: Tally, split: Split, settings: Settings) -> Scores:
    rest = {name: value for name, value in settings.items() if name != "logged"}
    model = AlternatingLeastSquares(**rest, num_threads=1, random_state=0)
    model.fit(_logged(tally, split) if settings["logged"] else split.train, show_progress=False)
    return _products(model)


def _logged(tally: Tally, split: Split) -> csr_matrix:
    """What is to be learned, each pair weighted by the logarithm of its plays."""
    shape = split.train.shape
    counts = csr_matrix((np.log1p(tally.counts), (tally.of_user, tally.of_item)), shape)
    return split.train.multiply(counts).tocsr().astype(np.float32)


def _products(model: Any) -> Scores:
    def scores(users: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.asarray(model.user_factors[users] @ model.item_factors.T, np.float32)

    return scores


def report(split: Split, systems: Sequence[Chosen]) -> None:
    """Print the split, the table, and what was chosen."""
    users, items = split.train.shape
    print(f"{users:,} users, {items:,} artists; pairs: {split.train.nnz:,} to learn from,"
          f" {split.validation.nnz:,} of validation, {split.test.nnz:,} of the test\n")  # fmt: skip
    asked = {each.name: ranked(each.scores, split.known, split.test) for each in systems}
    base = asked["implicit BPR"]
    print(f"| | recall@{LENGTH} | NDCG@{LENGTH} | NDCG beside implicit BPR | coverage@{LENGTH} |")
    print("|---|---:|---:|---:|---:|")
    for each in systems:
        found = asked[each.name]
        beside = "" if found is base else _interval(found.ndcg() - base.ndcg(), "+")
        print(f"| {each.name} | {_interval(found.recall())} | {_interval(found.ndcg())} | {beside} "
              f"| {_coverage(found)} |")  # fmt: skip
    print()
    for each in systems:
        if each.settings:
            told = ", ".join(f"{name} {value}" for name, value in each.settings.items())
            print(f"{each.name}: {told} (best of {each.tried})")


def _interval(values: NDArray[np.float64], sign: str = "") -> str:
    value, half = mean(values)
    return f"{value:{sign}.4f} ± {half:.4f}"


def _coverage(found: Ranked) -> str:
    return f"{found.coverage():.1%}"


if __name__ == "__main__":
    main()
