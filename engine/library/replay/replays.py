"""Replays: what tells their chances and learns from plays, made when somebody first asks.

Nothing of it is imported before: it takes a while, and the tracks can be on the screen meanwhile.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from engine.catalog.store import Store

if TYPE_CHECKING:
    from engine.library.replay.chances import ReplayChances
    from engine.library.replay.learner import ReplayLearner


class Replays:
    """What is learned lies in `folder`. All methods may be called from any thread."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._made: ReplayLearner | None = None
        self._making = threading.Lock()

    def chances(self) -> ReplayChances:
        """What tells how likely tracks are to be played again soon."""
        return self._learner.chances

    def heard(self) -> None:
        """Something was played, here or elsewhere."""
        if self._made:
            self._made.heard()

    def start(self) -> None:
        """Learn in the background whenever it is due, from now on."""
        self._learner.start()

    def stop(self) -> None:
        """End the background, and a learning that is under way."""
        if self._made:
            self._made.stop()

    @property
    def _learner(self) -> ReplayLearner:
        with self._making:
            if self._made is None:
                from engine.library.replay.learner import ReplayLearner

                self._made = ReplayLearner(self._folder, self._store)
            return self._made
