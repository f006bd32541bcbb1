"""The analyser: hands due tracks to the listening process and stores what comes back.

Due tracks and results are the store's, so a run can end at any instant and go on another day; what
was in flight is due again. Results are stored in batches, each whole.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence

from engine.analysis.due import DueTracks
from engine.analysis.listener import Job, listen
from engine.analysis.pace import Pace
from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.models.weights import ModelFile
from engine.types import Activity, Heard, Manners, Progress

STORE_SECONDS = 0.5
"""How long results are gathered before they are stored together."""
CRASHES = 5
"""How often the listening process may end by itself in a row before the run is given up."""


class Analyser:
    """Listens to what is due; `stored` is told of each batch once it is in the store."""

    def __init__(
        self,
        store: Store,
        model: ModelFile,
        stored: Callable[[Sequence[Heard]], None],
        workers: int | None = None,
    ) -> None:
        self._store, self._model, self._stored = store, model, stored
        self._workers = workers or os.cpu_count() or 1
        self._going = threading.Event()
        self._going.set()
        self.playing = False
        """Whether music plays that it is to yield to."""

    def behave(self, manners: Manners) -> None:
        """Mind these manners from now on."""
        self._workers = manners.workers or os.cpu_count() or 1

    def pause(self) -> None:
        """Hand out no more tracks until `resume`."""
        self._going.clear()

    def resume(self) -> None:
        """Go on."""
        self._going.set()

    @property
    def paused(self) -> bool:
        """Whether it was told to pause."""
        return not self._going.is_set()

    def run(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        """Listen to all that is due, then return how it went; ends early when `cancelled`."""
        run = _Run(DueTracks(self._store, self._model.model_id), self._model, self._workers)
        try:
            while not run.over and not cancelled():
                if results := run.gather(STORE_SECONDS, lambda: self.paused):
                    self._store.embeddings.save(self._model.model_id, results)
                    self._stored(results)
                progress(run.progress(self.paused))
            return run.progress(self.paused)
        finally:
            run.end()


class _Run:
    """One run's listening process and what is in flight to it."""

    def __init__(self, due: DueTracks, model: ModelFile, workers: int) -> None:
        self._due, self._model, self._workers = due, model, workers
        self._pace = Pace()
        self._in_flight: dict[int, Job] = {}
        self._suspects: set[int] = set()
        """Tracks that were in flight when the listening process crashed, until each is answered."""
        self._done = self._failures = self._crashes = 0
        self.over = False
        self._process: multiprocessing.process.BaseProcess | None = None

    def gather(self, seconds: float, paused: Callable[[], bool]) -> list[Heard]:
        """The results of the next `seconds`, handing out tracks meanwhile.

        Sets `over` when nothing is left to hand out or to wait for.
        """
        results: list[Heard] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                if not paused():
                    self._top_up()
                if not self._in_flight:
                    # What was heard is stored first: tracks may come due meanwhile.
                    self.over = not (results or paused())
                    time.sleep(left if paused() and not results else 0)
                    break
                if self._pipe.poll(left):
                    results += self._take(self._pipe.recv())
                    self._crashes = 0
            except (EOFError, OSError):
                results += self._after_a_crash()
        return results

    def progress(self, paused: bool) -> Progress:
        """How far this run is."""
        left = self._due.count() + len(self._in_flight)
        rate = self._pace.rate()
        return Progress(
            Activity.PAUSED if paused else Activity.ANALYSING,
            done=self._done,
            total=self._done + left,
            failures=self._failures,
            rate=rate,
            seconds_left=left / rate if rate and not paused else None,
        )

    def end(self) -> None:
        """End the listening process; what is in flight is let go."""
        if self._process is None:
            return
        self._pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._process = None

    def _top_up(self) -> None:
        """Hand out tracks up to what the listening process should have at hand."""
        # After a crash one at a time, so that the next crash names its file.
        limit = 1 if self._suspects else 4 * self._workers + 4
        while len(self._in_flight) < limit and (job := self._due.next()):
            if self._process is None:
                self._start()
            self._in_flight[job.track_id] = job
            self._pipe.send(job)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=listen, args=(theirs, self._model.path, self._workers), name="listening"
        )
        self._process.start()
        theirs.close()

    def _take(self, heard: Heard) -> list[Heard]:
        job = self._in_flight.pop(heard.track_id)
        self._suspects.discard(heard.track_id)
        self._done += 1
        self._pace.tick()
        if heard.vector is None and not job.path.exists():
            return []  # gone while it waited: the next scan will say so
        self._failures += heard.vector is None
        return [heard]

    def _after_a_crash(self) -> list[Heard]:
        """Start afresh with what was in flight; a file that was alone in flight has failed."""
        self.end()
        self._crashes += 1
        jobs = list(self._in_flight.values())
        self._suspects.update(self._in_flight)
        if self._crashes > CRASHES:
            raise NearfieldError(
                "The analysis keeps crashing", "Run `nearfield doctor` to see what is wrong."
            )
        if len(jobs) == 1:
            reason = "Listening to this file crashed the analysis."
            return self._take(Heard(jobs[0].track_id, jobs[0].identity, None, reason))
        self._in_flight = {}
        self._due.give_back(jobs)
        return []
