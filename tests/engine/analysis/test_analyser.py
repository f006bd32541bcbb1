"""The analysis on real files: worker processes, the listening process, the store."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.analysis import analyser, listener
from engine.analysis.analyser import Analyser
from engine.analysis.conduct import Conduct
from engine.catalog.store import FileRecord, Store
from engine.errors import ModelError, NearfieldError
from engine.models.weights import ModelFile
from engine.types import Activity, Heard, Manners, Progress, Restraint, Tags, TrackState

DATA = Path(__file__).parents[2] / "data"
GOOD = ("tiny.mp3", "tiny.flac", "tiny.ogg", "tiny.opus", "tiny_aac.m4a", "tiny.wav")
BAD = ("empty.mp3", "mislabelled.mp3", "truncated.flac")


class Bench:
    """A store over a folder of files, and an analyser on it."""

    def __init__(self, folder: Path, model: ModelFile) -> None:
        self.model = model
        self.store = Store(folder / "library.db")
        self.store.embeddings.register(model.model_id, "embedder", model.dimension)
        self.folder = self.store.add_folder(folder)
        self.batches: list[list[Heard]] = []
        self.conduct = Conduct(Manners(workers=2), on_battery=lambda: False)
        self.analyser = Analyser(
            self.store, model, lambda batch: self.batches.append(list(batch)), self.conduct
        )

    def put(self, *names: str, copies: int = 1) -> list[int]:
        records = []
        for name in names:
            for copy in range(copies):
                target = self.folder.path / f"{copy}-{name}"
                shutil.copy(DATA / name, target)
                records.append(FileRecord(target.name, 1, 1, target.name, Tags(title=name)))
        return self.store.save_files(self.folder.id, records)

    def run(
        self,
        progress: Callable[[Progress], None] = lambda now: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        return self.analyser.run(progress, cancelled)

    def states(self) -> dict[str, TrackState]:
        return {t.path.name[2:]: t.state for t in self.store.tracks(self.model.model_id)}


@pytest.fixture
def bench(tmp_path: Path, small_model: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path, ModelFile.read(small_model))
    yield bench
    bench.store.close()


def test_every_file_ends_ready_or_failed_with_a_reason(bench: Bench) -> None:
    bench.put(*GOOD, *BAD)
    done = bench.run()
    assert bench.states() == {
        **dict.fromkeys(GOOD, TrackState.READY),
        **dict.fromkeys(BAD, TrackState.FAILED),
    }
    assert (done.done, done.total, done.failures) == (9, 9, 3)
    failed = [t for t in bench.store.tracks(bench.model.model_id) if t.state is TrackState.FAILED]
    assert all(track.reason.endswith(".") for track in failed)


def test_vectors_are_of_unit_length_and_the_same_every_time(bench: Bench) -> None:
    bench.put(*GOOD)
    bench.run()
    ids, first, _ = bench.store.embeddings.vectors(bench.model.model_id)
    assert np.linalg.norm(first, axis=1) == pytest.approx(np.ones(len(GOOD)), abs=1e-5)
    for track_id in ids.tolist():
        sound = f"again {track_id}"
        (track,) = bench.store.tracks(bench.model.model_id, [track_id])
        record = FileRecord(track.path.name, 1, 1, sound, track.tags, track_id=track_id)
        bench.store.save_files(bench.folder.id, [record])
    bench.run()
    again_ids, again, _ = bench.store.embeddings.vectors(bench.model.model_id)
    before = dict(zip(ids.tolist(), first, strict=True))
    for track_id, vector in zip(again_ids.tolist(), again, strict=True):
        assert vector == pytest.approx(before[track_id], abs=1e-4)


def test_nothing_due_means_no_process_is_started(bench: Bench) -> None:
    before = threading.active_count()
    assert bench.run().done == 0
    assert threading.active_count() == before


def test_a_run_that_was_cut_short_goes_on_where_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyser, "STORE_SECONDS", 0.01)  # batches of few tracks
    bench.put("tiny.mp3", copies=60)
    bench.run(cancelled=lambda: bool(bench.batches))
    heard = bench.store.embeddings.count(bench.model.model_id)
    assert 0 < heard < 60
    bench.batches.clear()
    bench.run()
    assert sum(map(len, bench.batches)) == 60 - heard
    assert bench.store.embeddings.count(bench.model.model_id) == 60


def test_quiet_hours_rest_until_they_are_over(bench: Bench) -> None:
    bench.put("tiny.mp3", copies=3)
    bench.conduct.manners = Manners(workers=2, quiet_hours=(time.min, time.max))
    seen: list[Progress] = []

    def progress(now: Progress) -> None:
        seen.append(now)
        if len(seen) == 2:
            assert bench.store.embeddings.count(bench.model.model_id) == 0
            bench.conduct.manners = Manners(workers=2)

    bench.run(progress)
    assert seen[0].restraint is Restraint.QUIET_HOURS
    assert seen[0].seconds_left is None
    assert (seen[-1].done, seen[-1].restraint) == (3, None)


def test_while_music_plays_tracks_are_heard_one_at_a_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_flight: list[int] = []
    send = analyser._Run._top_up

    def top_up(run: analyser._Run) -> None:
        send(run)
        in_flight.append(len(run._in_flight))

    monkeypatch.setattr(analyser._Run, "_top_up", top_up)
    bench.put("tiny.mp3", copies=8)
    bench.conduct.playing = True
    done = bench.run()
    assert (done.done, done.restraint) == (8, Restraint.PLAYING)
    assert max(in_flight) == 1


def test_the_count_of_workers_can_change_in_the_middle(bench: Bench) -> None:
    bench.put("tiny.mp3", copies=40)
    pools: set[tuple[int, int]] = set()

    def progress(now: Progress) -> None:
        bench.conduct.manners = Manners(workers=1)
        for listening in multiprocessing.active_children():
            workers = psutil.Process(listening.pid).children(recursive=True)
            pools.add((listening.pid or 0, len(workers)))

    done = bench.run(progress)
    assert (done.done, done.failures) == (40, 0)
    assert len({pid for pid, _ in pools}) == 2


def test_a_paused_run_hands_out_nothing_until_it_is_resumed(bench: Bench) -> None:
    bench.put("tiny.mp3", copies=3)
    bench.conduct.paused = True
    seen: list[Progress] = []

    def progress(now: Progress) -> None:
        seen.append(now)
        if len(seen) == 2:
            assert bench.store.embeddings.count(bench.model.model_id) == 0
            bench.conduct.paused = False

    bench.run(progress)
    assert seen[0].activity is Activity.PAUSED
    assert (seen[-1].done, seen[-1].activity) == (3, Activity.ANALYSING)


def test_tracks_that_come_due_while_the_last_are_stored_are_heard_too(bench: Bench) -> None:
    bench.put("tiny.mp3")
    late: list[int] = []

    def stored(batch: Sequence[Heard]) -> None:
        if not late:
            late.extend(bench.put("tiny.flac", copies=2))

    Analyser(bench.store, bench.model, stored).run(lambda now: None, lambda: False)
    assert len(late) == 2
    assert bench.store.embeddings.due(bench.model.model_id) == []


def test_progress_counts_up_to_the_total(bench: Bench) -> None:
    bench.put("tiny.flac", copies=10)
    seen: list[Progress] = []
    bench.run(seen.append)
    assert all(now.total == 10 for now in seen)
    assert seen[-1].done == 10
    assert seen[-1].rate > 0


def test_a_crash_of_the_listening_process_loses_nothing(bench: Bench) -> None:
    bench.put("tiny.mp3", copies=20)
    killed: list[int] = []

    def progress(now: Progress) -> None:
        if not killed:
            killed.append(_kill_listening_process())

    bench.run(progress)
    assert killed
    assert bench.store.embeddings.count(bench.model.model_id) == 20
    assert set(bench.states().values()) == {TrackState.READY}


def test_a_model_that_cannot_be_loaded_ends_the_run_and_not_the_library(
    tmp_path: Path, small_model: Path
) -> None:
    model = Path(shutil.copy(small_model, tmp_path / "model.safetensors"))
    bench = Bench(tmp_path, ModelFile.read(model))
    bench.put("tiny.mp3", copies=30)
    model.unlink()
    with pytest.raises(ModelError, match="Cannot read the model"):
        bench.run()
    assert all(track.reason == "" for track in bench.store.tracks(bench.model.model_id))
    bench.store.close()


def crash(*_: object) -> None:
    """In the place of what listens."""
    os._exit(3)


def test_a_listening_process_that_always_crashes_ends_the_run_and_not_the_library(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "listen", crash)
    bench.put("tiny.mp3", copies=30)
    with pytest.raises(NearfieldError, match="keeps crashing"):
        bench.run()
    waiting = [t for t in bench.store.tracks(bench.model.model_id) if t.reason == ""]
    assert len(waiting) >= 30 - analyser.CRASHES


def test_a_file_that_vanishes_before_its_turn_is_no_failure(bench: Bench) -> None:
    (track_id,) = bench.put("tiny.mp3")
    (bench.folder.path / "0-tiny.mp3").unlink()
    assert bench.run().failures == 0
    assert bench.store.embeddings.due(bench.model.model_id) == [track_id]


def test_a_track_whose_sound_is_replaced_meanwhile_is_heard_again(bench: Bench) -> None:
    bench.put("tiny.mp3", copies=30)
    (record,) = [
        FileRecord("0-tiny.mp3", 2, 2, "new sound", Tags(title="new"), track_id=track_id)
        for track_id in bench.store.embeddings.due(bench.model.model_id, limit=1)
    ]
    replaced: list[int] = []

    def progress(now: Progress) -> None:
        if not replaced:
            replaced.extend(bench.store.save_files(bench.folder.id, [record]))

    bench.run(progress)
    bench.run()
    assert bench.store.embeddings.due(bench.model.model_id) == []


def _kill_listening_process() -> int:
    import multiprocessing

    (process,) = [p for p in multiprocessing.active_children() if p.name == "listening"]
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    return process.pid
