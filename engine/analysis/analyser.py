"""The analyser: hands due tracks to the listening process and stores what comes back.

Due tracks and results are the store's, so a run can end at any instant and go on another day; what
was in flight is due again. Results are stored in batches, each whole.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence

from engine.analysis.conduct import Conduct
from engine.analysis.due import DueTracks
from engine.analysis.job import Job
from engine.analysis.pace import Pace
from engine.catalog.store import Store
from engine.errors import ModelError, NearfieldError
from engine.models.weights import ModelFile
from engine.types import Activity, Heard, Progress, Restraint

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
        conduct: Conduct | None = None,
    ) -> None:
        self._store, self._stored = store, stored
        self.model = model
        """The model to listen with; may be set from any thread, at any time."""
        self.conduct = conduct or Conduct(store.settings.manners())

    def run(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        """Listen to all that is due, then return how it went; ends early when `cancelled`.

        When another model is set meanwhile, it begins anew with that one.
        """
        while True:
            model = self.model

            def over(model: ModelFile = model) -> bool:
                return cancelled() or self.model is not model

            done = self._listen(model, progress, over)
            if cancelled() or self.model is model:
                return done

    def _listen(
        self,
        model: ModelFile,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Progress:
        run = _Run(DueTracks(self._store, model.model_id), model, self.conduct)
        try:
            while not run.over and not cancelled():
                if results := run.gather(STORE_SECONDS):
                    self._store.embeddings.save(model.model_id, results)
                    self._stored(results)
                progress(run.progress())
            return run.progress()
        finally:
            run.end()


class _Run:
    """One run's listening process and what is in flight to it."""

    def __init__(self, due: DueTracks, model: ModelFile, conduct: Conduct) -> None:
        self._due, self._model, self._conduct = due, model, conduct
        self._workers = conduct.workers
        self._pace = Pace()
        self._held: tuple[bool, Restraint | None] = (False, None)
        self._in_flight: dict[int, Job] = {}
        self._suspects: set[int] = set()
        """Tracks that were in flight when the listening process crashed, until each is answered."""
        self._handed_out = self._breathing_until = 0.0
        """When the last track was handed out, and until when none is while it goes slowly."""
        self._done = self._failures = self._crashes = 0
        self.over = False
        self._process: multiprocessing.process.BaseProcess | None = None

    def gather(self, seconds: float) -> list[Heard]:
        """The results of the next `seconds`, handing out tracks meanwhile.

        Sets `over` when nothing is left to hand out or to wait for.
        """
        results: list[Heard] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                if not self._conduct.resting:
                    self._top_up()
                if self._in_flight:
                    if self._pipe.poll(left):
                        results += self._take(self._answer())
                        self._crashes = 0
                elif results:
                    break  # what was heard is stored first: tracks may come due meanwhile
                elif self._conduct.resting or self._catching_breath:
                    time.sleep(min(left, 0.05))
                elif not self._due.look_again():
                    self.over = True
                    break
            except (EOFError, OSError):
                results += self._after_a_crash()
        return results

    def progress(self) -> Progress:
        """How far this run is."""
        held = (self._conduct.paused, self._conduct.restraint)
        if held != self._held:
            self._held = held
            self._pace.reset()
        left = self._due.count() + len(self._in_flight)
        rate = self._pace.rate()
        return Progress(
            Activity.PAUSED if held[0] else Activity.ANALYSING,
            done=self._done,
            total=self._done + left,
            failures=self._failures,
            rate=rate,
            seconds_left=left / rate if rate and not self._conduct.resting else None,
            restraint=held[1],
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
        if self._workers != self._conduct.workers:
            if self._in_flight:
                return
            self.end()  # to be started with the number of workers now wanted
            self._workers = self._conduct.workers
        while len(self._in_flight) < self._room and (job := self._due.next()):
            if self._process is None:
                self._start()
            self._in_flight[job.track_id] = job
            self._handed_out = time.monotonic()
            self._pipe.send(job)

    @property
    def _room(self) -> int:
        """How many tracks may be in flight now."""
        if self._conduct.slow:
            return 0 if self._catching_breath else 1
        # After a crash one at a time, so that the next crash names its file.
        return 1 if self._suspects else 4 * self._workers + 4

    @property
    def _catching_breath(self) -> bool:
        return self._conduct.slow and time.monotonic() < self._breathing_until

    def _start(self) -> None:
        # Only now: with its decoder it takes 20 MB, and most runs find nothing to listen to.
        from engine.analysis.listener import listen

        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=listen, args=(theirs, self._model.path, self._workers), name="listening"
        )
        self._process.start()
        theirs.close()

    def _answer(self) -> Heard:
        """What came through the pipe; raises ModelError if the model cannot be run here."""
        answer: Heard | ModelError = self._pipe.recv()
        if isinstance(answer, ModelError):
            raise answer
        return answer

    def _take(self, heard: Heard) -> list[Heard]:
        job = self._in_flight.pop(heard.track_id)
        self._suspects.discard(heard.track_id)
        self._done += 1
        self._pace.tick()
        now = time.monotonic()
        self._breathing_until = now + (now - self._handed_out)
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
