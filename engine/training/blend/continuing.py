"""Continuing playlists by behaviour: the blend beside each of its signals.

Playlists are dealt to folds. Of those of a fold one half is given and the other hidden; the lists
of the other folds are learned from, but for some to which the weights are fitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.recommend.blend.asking import BEFORE, FITTED, question, vector, ways
from engine.recommend.blend.blend import candidates, mixed
from engine.recommend.blend.default import shipped
from engine.recommend.blend.fusion import fitted
from engine.recommend.blend.voice import Opinion, Voice
from engine.training.blend.behaviour import Behaviour
from engine.training.sequence.measures import CANDIDATES, ndcg
from engine.training.watch import Watch
from engine.types import Signal, Weights

FOLDS: Final = 3
ASKED, FITTED_TO = 250, 150
"""Playlists of each fold that are asked about, and others that weights are fitted to."""
LEAST: Final = 10
"""A shorter playlist is not asked about."""
SIGNALS: Final = (Signal.PLAYLISTS, Signal.LISTENERS, Signal.TAGS, Signal.REPLAY)
SHIPPED: Final = "weights as shipped"
MEASURES: Final = ("R-precision", "NDCG", "recall")


@dataclass(frozen=True, slots=True)
class Continued:
    """How well each way continued playlists (p, measures): all tracks, known ones, new ones.

    New are those that no playlist that was learned from has; nan where none is hidden.
    """

    whole: Mapping[str, NDArray[np.float64]]
    known: Mapping[str, NDArray[np.float64]]
    new: Mapping[str, NDArray[np.float64]]
    weights: Sequence[Weights]
    """Of each fold."""
    share_new: float
    """Of what was hidden."""


def continue_playlists(
    behaviour: Behaviour,
    seed: int,
    watch: Watch,
    *,
    asked: int = ASKED,
    fitted_to: int = FITTED_TO,
) -> Continued:
    """Ask so many playlists of each fold, with weights fitted to so many others.

    Raises Cancelled.
    """
    order = np.random.default_rng(seed).permutation(len(behaviour.playlists))
    long = np.array([len(each) >= LEAST for each in behaviour.playlists])
    answers = [_Asked({}, {}, {}) for _ in range(FOLDS)]
    weights, new = [], []
    for fold, told in enumerate(answers):
        ours, others = order[fold::FOLDS], np.delete(order, np.s_[fold::FOLDS])
        validation = others[long[others]][:fitted_to]
        voices = behaviour.voices(np.setdiff1d(others, validation).tolist())
        watch.step(f"Fitting, fold {fold + 1}", 0, 1)
        halves = [_halves(behaviour.playlists[p], seed) for p in validation.tolist()]
        found = fitted([question(voices, *half) for half in halves], SIGNALS, shipped())
        weights.append(found)
        for done, playlist in enumerate(ours[long[ours]][:asked].tolist()):
            watch.step(f"Asking, fold {fold + 1}", done, asked)
            new.append(told.ask(voices, *_halves(behaviour.playlists[playlist], seed), found))
    return Continued(
        _joined([told.whole for told in answers]),
        _joined([told.known for told in answers]),
        _joined([told.new for told in answers]),
        weights,
        float(np.mean(new)),
    )


def _halves(playlist: Ids, seed: int) -> tuple[Ids, Ids]:
    """What is given of a playlist, and what is hidden."""
    mixed_up = np.random.default_rng((seed, len(playlist), int(playlist[0]))).permutation(playlist)
    half = len(playlist) // 2
    return mixed_up[:half], mixed_up[half:]


Rows = dict[str, list[tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The answers of one fold."""

    whole: Rows
    known: Rows
    new: Rows

    def ask(self, voices: Sequence[Voice], seeds: Ids, hidden: Ids, found: Weights) -> float:
        """Put one question to every way; returns the share of what is hidden that is new."""
        opinions = [voice.asked(seeds) for voice in voices]
        named: list[Opinion] = [opinion for opinion in opinions if opinion is not None]
        ids = candidates(named, seeds, CANDIDATES)
        nothing = np.full(len(ids), np.nan, np.float32)
        said = np.stack([nothing if each is None else each.scores(ids) for each in opinions])
        fresh = ~np.isin(hidden, voices[0].ids)  # type: ignore[attr-defined]
        new_ids = ~np.isin(ids, voices[0].ids)  # type: ignore[attr-defined]
        every = {**ways(SIGNALS, shipped()), FITTED: vector(found, SIGNALS)}
        for name, weights in every.items():
            scores, _ = mixed(said, weights)
            ranked = np.argsort(-scores, kind="stable")
            best = ids[ranked]
            self.whole.setdefault(name, []).append(measured(best, hidden))
            of_known = best[~new_ids[ranked]]
            self.known.setdefault(name, []).append(measured(of_known, hidden[~fresh]))
            self.new.setdefault(name, []).append(measured(best, hidden[fresh]))
        return float(fresh.mean())


def measured(found: Ids, hidden: Ids) -> tuple[float, ...]:
    """The `MEASURES` of candidates, the best first; nan where nothing is hidden."""
    if not len(hidden):
        return (np.nan,) * len(MEASURES)
    right = np.isin(found[:CANDIDATES], hidden)
    precision = float(right[: len(hidden)].sum()) / len(hidden)
    full = np.zeros(CANDIDATES, np.bool_)
    full[: len(right)] = right
    return precision, ndcg(full, min(len(hidden), CANDIDATES)), float(right.sum()) / len(hidden)


def _joined(folds: Sequence[Rows]) -> dict[str, NDArray[np.float64]]:
    return {
        SHIPPED if name == BEFORE else name: np.array([row for fold in folds for row in fold[name]])
        for name in folds[0]
    }
