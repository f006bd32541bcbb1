"""A library kept busy for minutes, to see whether anything grows: `make bench-soak`.

An open library with its background running listens to all its files, then lives through rounds of
what happens to music: new sounds, moves, new tags, deletions, a folder taken out and put back,
playlists edited, searches, pauses. The number of files then stays the same, so what grows with each
thousand files listened to leaks. Ends with 1 if processes, threads or open files do.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine.library import Library
from engine.memory import keep_little
from engine.types import Activity, Change, PlaylistEntry, PlaylistLength, TrackState
from tests.bench.material import made_elsewhere, retag, write_sound
from tests.bench.soak_figures import Course, Sample, left_over, measure, plot, report

SAMPLE_SECONDS = 1.0
LONGEST_WAIT = 3_600.0
VECTOR = 128 * 4e-6
"""MB of a vector of the embedder."""


@dataclass
class Soak:
    """The library, its music and what has been measured."""

    library: Library
    music: Path
    dice: random.Random
    heard: int = 0
    written: int = 0
    began: float = field(default_factory=time.monotonic)
    samples: list[Sample] = field(default_factory=list)
    at_rest: list[Sample] = field(default_factory=list)

    def listen(self, news: object) -> None:
        """Count what was listened to."""
        if isinstance(news, Change) and news.tracks:
            self.heard = max(self.heard, self._last_write())

    def _last_write(self) -> int:
        (row,) = self.library._store._db.rows("SELECT max(seq) AS n FROM embeddings")
        return int(row["n"] or 0)

    def files(self) -> list[Path]:
        """All music files there are."""
        return sorted(self.music.rglob("*.wav"))

    def write(self, path: Path) -> None:
        """Put a sound there that there never was."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.written += 1
        write_sound(path, self.written)

    def settle(self) -> None:
        """Wait until the library agrees with the disk and has listened to all of it."""
        end = time.monotonic() + LONGEST_WAIT
        self.library.refresh()
        while time.monotonic() < end:
            states = self.library.status().states
            idle = self.library.progress().activity is Activity.IDLE
            if idle and not states.get(TrackState.WAITING):
                return
            time.sleep(0.2)
        raise TimeoutError(f"the library did not come to rest: {self.library.status().states}")

    def measure(self) -> Sample:
        """All processes as they are now."""
        cached = self.library._neighbourhood._cached
        rows, current = (cached.index.rows, len(cached.index)) if cached else (0, 0)
        return measure(time.monotonic() - self.began, self.heard, rows, current)


def main() -> int:
    """Run, report, plot; returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--plot", type=Path, default=Path("docs/benchmarks/soak.png"))
    wanted = parser.parse_args()
    keep_little()  # as the program does
    print(f"{wanted.files} files for {wanted.minutes:g} minutes, seed {wanted.seed}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        soak = _run(Path(place), wanted.files, wanted.minutes * 60, wanted.seed)
    left = left_over()
    leaks = report(Course(soak.samples, soak.at_rest, VECTOR), left)
    plot(soak.samples, wanted.plot)
    print(wanted.plot)
    return 1 if leaks else 0


def _run(place: Path, files: int, seconds: float, seed: int) -> Soak:
    model = made_elsewhere(place / "model.safetensors")
    with Library.open(place / "home", model=model) as library:
        soak = Soak(library, place / "music", random.Random(seed))
        for number in range(files):
            soak.write(soak.music / f"album {number % 100:02}" / f"{number}.wav")
        library.subscribe(soak.listen)
        library.folders.add(soak.music)
        library.start()
        stop = threading.Event()
        sampler = threading.Thread(target=_sample, args=(soak, stop))
        sampler.start()
        try:
            _rounds(soak, seconds)
        finally:
            stop.set()
            sampler.join()
    return soak


def _sample(soak: Soak, stop: threading.Event) -> None:
    while not stop.wait(SAMPLE_SECONDS):
        soak.samples.append(soak.measure())


def _rounds(soak: Soak, seconds: float) -> None:
    _rest(soak)
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(soak.at_rest) < 6:
        for step in soak.dice.sample(STEPS, len(STEPS)):
            step(soak)
        _rest(soak)


def _rest(soak: Soak) -> None:
    soak.settle()
    soak.at_rest.append(now := soak.measure())
    print(
        f"{now.seconds:5.0f} s  {now.heard:7} heard  {now.app:6.0f} MB the app"
        f"  {now.files} open files  {now.threads} threads  {now.processes} processes",
        flush=True,
    )


def _new_sounds(soak: Soak) -> None:
    files = soak.files()
    for path in soak.dice.sample(files, len(files) // 10):
        soak.write(path)


def _moves(soak: Soak) -> None:
    for path in soak.dice.sample(soak.files(), 50):
        target = soak.music / f"album {soak.dice.randrange(100):02}" / path.name
        target.parent.mkdir(exist_ok=True)
        path.rename(target)


def _retags(soak: Soak) -> None:
    for path in soak.dice.sample(soak.files(), 50):
        retag(path, f"Title {soak.dice.random()}")


def _deletions(soak: Soak) -> None:
    """Some files go, are missed, and come back as they were."""
    files = soak.dice.sample(soak.files(), 50)
    contents = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    soak.library.refresh()
    for path, content in contents.items():
        path.write_bytes(content)


def _folder_out_and_in(soak: Soak) -> None:
    (folder,) = soak.library.folders.all()
    soak.library.folders.remove(folder.id)
    soak.library.folders.add(soak.music)


def _playlists(soak: Soak) -> None:
    ids = [track.id for track in soak.library.tracks.all()]
    for _ in range(20):
        entries = [PlaylistEntry(track_id) for track_id in soak.dice.sample(ids, 30)]
        playlist = soak.library.playlists.create("Soaked", entries)
        soak.library.playlists.change(playlist.id, entries=entries[:10])
        soak.library.playlists.delete(playlist.id)


def _searches(soak: Soak) -> None:
    ids = [track.id for track in soak.library.tracks.all()]
    for track_id in soak.dice.sample(ids, 30):
        soak.library.recommender.similar(track_id)
    soak.library.recommender.radio(ids[0], PlaylistLength(tracks=25))
    soak.library.tracks.find("title 0.5")


def _pause(soak: Soak) -> None:
    soak.library.analysis.pause()
    soak.library.refresh()
    soak.library.analysis.resume()


STEPS: tuple[Callable[[Soak], None], ...] = (
    _new_sounds, _moves, _retags, _deletions, _folder_out_and_in, _playlists, _searches, _pause,
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
