"""Analysis: the listening to what is due, and how it behaves beside other work.

What listens is imported when it is first needed: it brings a third of all that the library would
import, and the tracks can be on the screen before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.catalog.store import Store
from engine.models.weights import ModelFile
from engine.types import Heard, Manners, Progress

if TYPE_CHECKING:
    from engine.analysis.analyser import Analyser


class Analysis:
    """All methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        model: Callable[[], ModelFile],
        stored: Callable[[Sequence[Heard]], None],
        changed: Callable[[], None],
    ) -> None:
        """`stored` is told of each batch that was heard, `changed` when it behaves otherwise."""
        self._store, self._model, self._stored, self._changed = store, model, stored, changed
        self._made: Analyser | None = None
        self._making = threading.Lock()

    @property
    def paused(self) -> bool:
        """Whether no track is handed out until it is told to go on."""
        return self._made is not None and self._made.conduct.paused

    def pause(self) -> None:
        """Stop handing out tracks to listen to; those in flight finish."""
        self._analyser.conduct.paused = True
        self._changed()

    def resume(self) -> None:
        """Go on listening."""
        self._analyser.conduct.paused = False
        self._changed()

    def manners(self) -> Manners:
        """How it behaves beside other work."""
        return self._store.settings.manners()

    def behave(self, manners: Manners) -> None:
        """Behave so from now on, and after the next start."""
        self._store.settings.keep_manners(manners)
        self._analyser.conduct.manners = manners
        self._changed()

    def playing(self, playing: bool) -> None:
        """Say whether music plays, to yield to it."""
        self._analyser.conduct.playing = playing

    def listen_with(self, model: ModelFile) -> None:
        """Let this model listen from now on, in the midst of a run, too."""
        with self._making:
            if self._made:
                self._made.model = model

    def run(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        """Listen to all that is due, then return how it went; ends early when `cancelled`."""
        return self._analyser.run(progress, cancelled)

    @property
    def _analyser(self) -> Analyser:
        with self._making:
            if self._made is None:
                from engine.analysis.analyser import Analyser

                self._made = Analyser(self._store, self._model(), self._stored)
            return self._made
