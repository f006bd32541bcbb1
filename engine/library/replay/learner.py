"""The replay learner: learns from the user's own plays when enough of them came together.

A thread waits for plays; the learning is done by a process of its own, that ends at once when the
library is closed. What it leaves takes over only if it told plays that were kept apart better than
the counts did; else the counts speak, until there is more to learn from.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.catalog.store import Store
from engine.errors import Cancelled, NearfieldError
from engine.extras import require
from engine.library.apart import news_of
from engine.library.replay.chances import ReplayChances
from engine.training.replay.history import HORIZON
from engine.training.replay.own_learning import (
    MODEL,
    RECIPE,
    Verdict,
    learn,
    split_by_outcome,
)
from engine.training.replay.recipe import ReplayRecipe
from engine.whole_file import whole_file

log = logging.getLogger(__name__)

LEAST = 1_000
"""Plays whose outcome is known, from which on something is learned: docs/decisions/replay.md."""
GROWTH = 1.2
"""By how much of them there have to be more before it is learned again."""
_RESULT, _WORK = "result.json", "work"


class ReplayLearner:
    """Works in `folder`; `chances` are told by what it learned. To be used from any thread."""

    def __init__(self, folder: Path, store: Store, recipe: ReplayRecipe = RECIPE) -> None:
        self.chances = ReplayChances(folder / MODEL, store)
        self._folder, self._store, self._recipe = folder, store, recipe
        self._news, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="replay", daemon=True)
        self._tried = 0

    def start(self) -> None:
        """Learn in the background whenever it is due, from now on."""
        self._news.set()
        self._thread.start()

    def heard(self) -> None:
        """Something was played, here or, as an import tells, elsewhere."""
        self._news.set()

    def stop(self) -> None:
        """End the background, and a learning that is under way."""
        self._stopping.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join()

    def due(self) -> bool:
        """Whether enough came together since the last time, or what was learned is lost."""
        plays = self._store.history.begun_until(time.time() - HORIZON)
        if plays < max(LEAST, GROWTH * self._tried):
            return False
        verdict = self._verdict()
        if verdict is None or plays >= GROWTH * verdict.plays:
            return True
        return verdict.better and not self.chances.usable()

    def learn(self) -> Verdict:
        """Learn now; raises NearfieldError if there is too little, or no PyTorch, Cancelled."""
        require("torch")
        require("lightning")
        work = self._folder / _WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            verdict = self._learned(work)
            if verdict.better:
                (work / MODEL).replace(self._folder / MODEL)
            else:
                (self._folder / MODEL).unlink(missing_ok=True)
            self._keep(verdict)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return verdict

    def _run(self) -> None:
        work = self._answer_first
        while not self._stopping.is_set():
            try:
                work()
            except Cancelled:
                return
            except NearfieldError as error:  # counts speak, and nobody is bothered
                log.info("Nothing was learned from plays: %s", error)
            except Exception:
                log.exception("The learning from plays stumbled; counts speak")
            work = self._learn_when_due
            self._news.wait()
            self._news.clear()

    def _answer_first(self) -> None:
        """The first answer takes longest; given here, nobody waits for it."""
        if self._store.history.begun_until(time.time()):
            self.chances.all()

    def _learn_when_due(self) -> None:
        if self.due():
            self._tried = self._store.history.begun_until(time.time() - HORIZON)
            log.info("Learned from plays: %s", self.learn())

    def _learned(self, work: Path) -> Verdict:
        """What the process of its own comes to."""
        history, heard = self.chances.material()
        split_by_outcome(history.log.started[history.settled()])  # before anything is started
        arguments = history, heard, work, self._recipe
        try:
            with news_of(learn, arguments, "replay", self._stopping.is_set) as told:
                for news in told:
                    return _told(news)
        except (EOFError, OSError) as error:
            raise NearfieldError("The learning from plays ended unexpectedly") from error
        raise Cancelled("The learning from plays was stopped")

    def _verdict(self) -> Verdict | None:
        """What the last learning came to; None if nothing readable is left of it."""
        try:
            kept = json.loads((self._folder / _RESULT).read_text(encoding="utf-8"))
            return Verdict(**kept)
        except (OSError, ValueError, TypeError):
            return None

    def _keep(self, verdict: Verdict) -> None:
        with whole_file(self._folder / _RESULT) as unfinished:
            unfinished.write_text(json.dumps(asdict(verdict), indent=2), encoding="utf-8")


def _told(news: Any) -> Verdict:
    if isinstance(news, NearfieldError):
        raise news
    assert isinstance(news, Verdict)
    return news
