"""Learning from the user's own history, and whether it came to more than counting does.

By time: the newest fifth of the plays is kept apart, and only that is learned from whose outcome
was known when the first of those began. On them the model has to be better than the counts, by
log-loss and surely, and to order them no worse, or counts go on speaking.

As a process of its own (`learn`) it has little claim on the machine. What goes back through the
pipe is a `Verdict`, or the error that ended it. What takes long to import is imported there alone:
the app, too, knows this module.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.training.replay.counts import Counts
from engine.training.replay.encoding import EncodedPlays, predict
from engine.training.replay.history import HORIZON, History
from engine.training.replay.own_history import TagOdds, settled_plays, settled_starts
from engine.training.replay.past import Moments
from engine.training.replay.recipe import ReplayRecipe
from engine.training.replay.split import Split

MODEL = "replay.safetensors"
RECIPE = ReplayRecipe(
    split="time",
    hidden=(64, 32),
    least=20,
    dropout=0.5,
    rates=(0.003,),
    batch=256,
    epochs=60,
    patience=6,
    gain=0.0005,
)
LEAST_TESTED = 30
"""Plays kept apart, and plays learned from: with fewer nothing is learned."""
SURE = 1.64
"""Standard errors by which the gain has to be above nothing: 95 %."""
_NEVER_SURER = 1e-6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a learning came to, on plays kept apart: mean losses in nats."""

    plays: int
    """How many there were to learn from."""
    tested: int
    model_loss: float
    counts_loss: float
    sure_gain: float
    """What the model's loss is lower by, at least."""
    model_auc: float
    counts_auc: float

    @property
    def better(self) -> bool:
        """Whether the model is to speak: it is surely nearer, and puts them in no worse order."""
        return self.sure_gain > 0 and self.model_auc >= self.counts_auc


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of the plays kept apart (m,), and what became of them."""

    replayed: NDArray[np.bool_]
    by_model: NDArray[np.float32]
    by_counts: NDArray[np.float32]
    usual: float
    """The share of replays in what was learned from."""

    def verdict(self, plays: int) -> Verdict:
        """Who tells better."""
        from engine.training.replay.measures import area

        model, counts = (losses(self.replayed, each) for each in (self.by_model, self.by_counts))
        gains = counts - model
        error = gains.std() / np.sqrt(len(gains))
        return Verdict(
            plays,
            len(gains),
            float(model.mean()),
            float(counts.mean()),
            float(gains.mean() - SURE * error),
            area(self.replayed, self.by_model).value,
            area(self.replayed, self.by_counts).value,
        )


def learn(
    connection: Connection, history: History, heard: TagOdds, folder: Path, recipe: ReplayRecipe
) -> None:
    """Run the learning process until it is done or the other side ends it."""
    from engine.analysis.listener import yield_to_everyone_else

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for who started it
    yield_to_everyone_else()
    try:
        import torch

        torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))
        told = learned(history, heard, folder, recipe)
        connection.send(told.verdict(len(history.settled())))
    except NearfieldError as error:
        connection.send(NearfieldError(error.title, error.message))
    except BrokenPipeError:
        pass  # whoever asked is gone


def learned(history: History, heard: TagOdds, folder: Path, recipe: ReplayRecipe = RECIPE) -> Told:
    """Learn, leave the model in `folder`, and tell of the plays kept apart.

    Raises NearfieldError if there is too little to learn from.
    """
    from engine.training.course import Machine
    from engine.training.replay.train import train_replay

    plays, starts = settled_plays(history, heard), settled_starts(history)
    split = split_by_outcome(starts.moments)
    done = train_replay(
        plays,
        folder / MODEL,
        recipe=recipe,
        split=split,
        machine=Machine(accelerator="cpu", devices="1"),
    )
    encoded = EncodedPlays(plays, done.model.fields)
    counted = Counts(history).chances(
        starts.tracks[split.test], starts.moments[split.test], starts.liked[split.test]
    )
    return Told(
        plays.replayed[split.test],
        predict(done.model.probabilities, encoded, split.test),
        counted,
        float(plays.replayed[np.concatenate([split.train, split.validation])].mean()),
    )


def split_by_outcome(moments: Moments) -> Split:
    """Deal out plays by when they began (n,), oldest first; raises NearfieldError if too few.

    What was not yet known of a play when the test begins is no part of any.
    """
    count = len(moments)
    first = count - count // 5
    begins = moments[first] if first < count else np.inf
    known = int(np.searchsorted(moments, begins - HORIZON, "right"))
    train = known - known // 10
    if min(train, count - first) < LEAST_TESTED:
        message = f"{count} plays whose outcome is known; of {train} it was known early enough."
        raise NearfieldError("There is too little to learn from", message)
    places = np.arange(count)
    return Split(places[:train], places[train:known], places[first:])


def losses(truth: NDArray[np.bool_], told: NDArray[np.float32]) -> NDArray[np.float64]:
    """Minus the logarithm of the probability of what happened (n,)."""
    sure = np.clip(told.astype(np.float64), _NEVER_SURER, 1 - _NEVER_SURER)
    return np.asarray(-np.log(np.where(truth, sure, 1 - sure)))
