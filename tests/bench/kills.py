"""Kill a working library again and again and see what is lost: `make bench-kills`.

A child process (`kills_worker`) works on a real library of small files: it scans, listens, saves
the index, hands over to another model, edits, backs up, upgrades. Somewhere in the middle it gets
SIGKILL, alone or with all its children. What it had said to be done must then be there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from engine.catalog.backup import backups, is_sound
from engine.catalog.database import Database
from engine.catalog.migrations import schema
from engine.index.exact import ExactIndex
from engine.library import Library
from tests.bench.kills_worker import OLDEST
from tests.bench.material import made_elsewhere, write_sound

FILES = 300
LONGEST = {"analyse": 7.0, "scan": 1.5, "upgrade": 0.5}
"""Seconds after which a child is killed at the latest, by phase; 1 where nothing is said."""
PHASES = (
    "analyse", "scan", "playlists", "index", "upgrade", "hand over", "decisions", "backup",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds a child may take to begin, or to be gone with all its children."""

Decision = tuple[str, Any]
Job = tuple[int, str, str]


@dataclass
class Life:
    """What one child said before it was killed."""

    phase: str
    jobs: list[Job] = field(default_factory=list)
    stored: set[Job] = field(default_factory=set)
    decided: dict[Decision, Any] = field(default_factory=dict)
    trying: tuple[Decision, Any] | None = None
    upgraded: list[Path] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Take in one line of the child's."""
        word, _, rest = line.partition(" ")
        value = json.loads(rest)
        if word == "job":
            self.jobs.append((value[0], value[1], value[2]))
        elif word == "stored":
            self.stored |= {(each[0], each[1], each[2]) for each in value}
        elif word == "open":
            self.upgraded.append(Path(value))
        elif word == "try":
            self.trying = ((value[0], value[1]), value[2])
        elif word == "ack":
            self.decided[value[0], value[1]] = value[2]
            self.trying = None


class Kills:
    """One library through many lives; `violations` says what was not as it must be."""

    def __init__(self, place: Path, seed: int) -> None:
        self._place, self._dice = place, random.Random(seed)
        self._music = place / "music"
        self._models = [
            made_elsewhere(place / f"model-{number}.safetensors", number) for number in range(2)
        ]
        self._decided: dict[Decision, Any] = {}
        self._heard: set[Job] = set()
        self.most_unsaved = self.repeated = 0
        self.violations: list[str] = []
        self.kills: Counter[str] = Counter()
        for number in range(FILES):
            path = self._music / str(number % 10) / f"{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_sound(path, number)
        with self._library() as library:
            library.folders.add(self._music)
            library.refresh()
        self._unsaved: set[Job] = set()

    def kill_in(self, phase: str) -> None:
        """Let a child live in `phase` for a moment, kill it, examine what it left."""
        life = self._live(phase)
        self.kills[phase] += 1
        before = len(self.violations)
        self._examine_work(life)
        for path in life.upgraded[-1:]:
            self._examine_upgrade(path)
        with self._library() as library:
            library.check()
            self._examine_decisions(life, library)
            self._heard = self._stored(library)
            self._examine_index(library)
        self._examine_backups()
        for number in range(before, len(self.violations)):
            self.violations[number] = f"{phase}: {self.violations[number]}"

    def _live(self, phase: str) -> Life:
        life = Life(phase)
        seed = self._dice.randrange(1 << 30)
        program = [sys.executable, "-m", "tests.bench.kills_worker"]
        child = subprocess.Popen(
            [*program, phase, str(self._place), str(seed)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun = threading.Event()
        listening = threading.Thread(target=_listen, args=(child, life, begun))
        listening.start()
        alone = self._dice.random() < 0.5
        try:
            if not begun.wait(PATIENCE):
                self.violations.append("the child did not begin")
            time.sleep(self._dice.uniform(0, LONGEST.get(phase, 1.0)))
            if child.poll() is not None:
                self.violations.append(f"the child ended by itself with {child.returncode}")
        finally:
            if alone:
                child.kill()
            else:
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if orphans := _wait_for_end(child.pid):
            self.violations.append(f"processes were left: {orphans}")
            os.killpg(child.pid, signal.SIGKILL)
        listening.join()
        return life

    @contextmanager
    def _library(self) -> Iterator[Library]:
        with Library.open(self._place / "home", model=self._models[0]) as library:
            library.claim()
            yield library

    def _examine_work(self, life: Life) -> None:
        """Nothing that was stored was listened to again, and all that was stored is there.

        So only what was in flight, or gathered for the next batch, is listened to anew.
        """
        again = set(life.jobs) & self._heard
        if again:
            self.violations.append(f"{len(again)} tracks were listened to again")
        twice = [job for job, count in Counter(life.jobs).items() if count > 1]
        if twice:
            self.violations.append(f"{len(twice)} tracks were handed out twice in one life")
        self.repeated += len(set(life.jobs) & self._unsaved)
        with Library.open(self._place / "home", model=self._models[0]) as library:
            stored = self._stored(library)
            sounds = {track.id: track.identity for track in library.tracks.all()}
        if lost := {job for job in life.stored if sounds.get(job[0]) == job[1]} - stored:
            self.violations.append(f"{len(lost)} tracks were stored and are not there")
        unsaved = set(life.jobs) - stored
        self._unsaved |= unsaved
        self.most_unsaved = max(self.most_unsaved, len(unsaved))

    def _examine_decisions(self, life: Life, library: Library) -> None:
        """All that was acknowledged is there; what was under way is there or is not."""
        expected = self._decided | life.decided
        actual = _decisions(library)
        key, value = life.trying or (None, None)
        for each in expected.keys() | actual.keys():
            if each == key and actual.get(each) in (value, expected.get(each)):
                continue
            if actual.get(each) != expected.get(each):
                self.violations.append(
                    f"{each}: {expected.get(each)} was decided, {actual.get(each)} is stored"
                )
        self._decided = actual

    def _examine_index(self, library: Library) -> None:
        """What it finds is as near as what looking at every vector finds."""
        embeddings = library._store.embeddings
        serving = embeddings.serving()
        ids, vectors, _ = embeddings.vectors(serving, 0, 1 << 30)
        index = library._neighbourhood._current().index
        if not len(ids):
            return
        exact = ExactIndex(vectors.shape[1])
        exact.add(ids, vectors)
        for vector in vectors[:: max(1, len(ids) // 10)]:
            _, near = index.search(vector, 10)
            _, nearest = exact.search(vector, 10)
            if len(near) != len(nearest) or not np.allclose(near, nearest, atol=1e-4):
                self.violations.append(f"the index finds {near}, there is {nearest}")
                return

    def _examine_upgrade(self, path: Path) -> None:
        """The database is of the old schema or the new one, with everything in it."""
        if not path.exists():
            return
        names = [step.name for step in schema._migrations]
        before = path.parent / "before.db"
        before.write_bytes(OLDEST.read_bytes())
        database = Database(path)
        database.check()
        applied = [
            row["name"] for row in database.rows("SELECT name FROM _sqlite_migrations ORDER BY id")
        ]
        tracks = database.rows("SELECT count(*) AS n FROM tracks")
        database.close()
        if applied != names or tracks[0]["n"] != 5:
            self.violations.append(f"an upgrade ended with {applied}, {tracks}")
        if not all(is_sound(backup.path) for backup in backups(path)):
            self.violations.append("a backup before an upgrade is not whole")

    def _examine_backups(self) -> None:
        for backup in backups(self._place / "home" / "library.db"):
            if not is_sound(backup.path):
                self.violations.append(f"a backup is not whole: {backup.path.name}")

    def _stored(self, library: Library) -> set[Job]:
        rows = library._store._db.rows(
            "SELECT track_id, identity, model_id FROM embeddings JOIN tracks ON id = track_id"
        )
        return {(row["track_id"], row["identity"], row["model_id"]) for row in rows}


def main() -> int:
    """Kill, and print a table; returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    wanted = parser.parse_args()
    print(f"{wanted.kills} kills, seed {wanted.seed}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        kills = Kills(Path(place), wanted.seed)
        for number in range(wanted.kills):
            kills.kill_in(PHASES[number % len(PHASES)])
            for violation in kills.violations:
                print(f"after {number + 1} kills: {violation}", flush=True)
            if kills.violations:
                break
    for phase, count in kills.kills.items():
        print(f"{phase:10} {count:4} kills")
    print(
        f"{kills.kills.total()} kills, {len(kills.violations)} violations;"
        f" at most {kills.most_unsaved} tracks were in flight and listened to anew,"
        f" {kills.repeated} over all lives"
    )
    return 1 if kills.violations else 0


def _listen(child: subprocess.Popen[str], life: Life, begun: threading.Event) -> None:
    assert child.stdout
    with child.stdout:
        for line in child.stdout:
            if not line.endswith("\n"):
                break  # it was killed in the middle of a word
            if line.startswith("phase"):
                begun.set()
            else:
                life.hear(line)


def _wait_for_end(session: int) -> list[str]:
    """What is left of a child's processes once they had time to notice that it is gone."""
    end = time.monotonic() + PATIENCE
    while (left := _of_session(session)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def _of_session(session: int) -> list[str]:
    left = []
    for pid in psutil.pids():
        try:
            if os.getsid(pid) == session and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                left.append(" ".join(psutil.Process(pid).cmdline()))
        except (OSError, psutil.Error):
            continue
    return left


def _decisions(library: Library) -> dict[Decision, Any]:
    """What the library holds of the user's, as the child says it."""
    found: dict[Decision, Any] = {
        ("playlist", each.name): list(each.track_ids) for each in library.playlists.all()
    }
    found |= {("play", play.started): play.track_id for play in library.history.plays(1 << 30)}
    found |= {("like", track.id): True for track in library.tracks.all() if track.liked}
    if workers := library.analysis.manners().workers:
        found["workers", 0] = workers
    return found


if __name__ == "__main__":
    sys.exit(main())
