"""The process that `kills` ends: works on a library in one phase, over and over, and tells of it.

Lines on standard output: `phase`, once it is at it; `job`, for each track handed out to listen to
and `stored`, for each batch of them;
`try` before and `ack` after each thing decided; `open`, for the database it upgrades next.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.analysis import due
from engine.analysis.job import Job
from engine.catalog.backup import take
from engine.catalog.database import Database
from engine.catalog.embedding_store import EmbeddingStore
from engine.library import Library
from engine.types import Heard, Manners, Play, PlaylistEntry
from tests.bench.material import write_sound

OLDEST = Path(__file__).parents[1] / "data" / "libraries" / "library.db"
_speaking = threading.Lock()


def say(word: str, value: object = None) -> None:
    """One line to whoever watches, at once."""
    with _speaking:
        sys.stdout.write(f"{word} {json.dumps(value)}\n")
        sys.stdout.flush()


def main() -> None:
    """Work in the phase that is asked for until killed."""
    phase, place, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(seed)
    _tell_of_jobs()
    if phase == "upgrade":
        upgrade(place / f"upgrades-{seed}")
        return
    model = place / f"model-{dice.randrange(2) if phase == 'analyse' else 0}.safetensors"
    with Library.open(place / "home", model=model) as library:
        library.claim()
        if phase != "scan":
            library.refresh()
        say("phase", phase)
        while True:
            PHASES[phase](library, place, dice)


def _tell_of_jobs() -> None:
    next_job = due.DueTracks.next

    def told(tracks: due.DueTracks) -> Job | None:
        job = next_job(tracks)
        if job:
            say("job", [job.track_id, job.identity, tracks._model_id])
        return job

    save = EmbeddingStore.save

    def saved(store: EmbeddingStore, model_id: str, results: Sequence[Heard]) -> None:
        save(store, model_id, results)
        say("stored", [[r.track_id, r.identity, model_id] for r in results if r.vector is not None])

    # mypy takes an assigned method for a field
    setattr(EmbeddingStore, "save", saved)  # noqa: B010
    setattr(due.DueTracks, "next", told)  # noqa: B010


def decided(kind: str, key: object, value: object, act: Callable[[], object]) -> None:
    """Do something of the user's and say so before and after."""
    say("try", [kind, key, value])
    act()
    say("ack", [kind, key, value])


def scan(library: Library, place: Path, dice: random.Random) -> None:
    """Music changes and the library follows."""
    _new_sounds(place, dice, 20)
    files = sorted((place / "music").rglob("*.wav"))
    for path in dice.sample(files, 10):
        target = place / "music" / f"{dice.randrange(10)}" / path.name
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    library.refresh()


def analyse(library: Library, place: Path, dice: random.Random) -> None:
    """New sounds are listened to; what is due under the other model, too, which takes over."""
    _new_sounds(place, dice, 60)
    library.refresh()
    library.analyse()


def index(library: Library, place: Path, dice: random.Random) -> None:
    """Vectors are replaced and the index is saved."""
    store, model = library._store.embeddings, library._store.embeddings.serving()
    tracks = dice.sample(library.tracks.all(), 20)
    heard = [Heard(t.id, t.identity, store.vector(model, t.id)) for t in tracks]
    store.save(model, [each for each in heard if each.vector is not None])
    library._neighbourhood.catch_up()
    library._neighbourhood.save()


def hand_over(library: Library, place: Path, dice: random.Random) -> None:
    """The other model serves from now on."""
    models = [row["id"] for row in library._store._db.rows("SELECT id FROM models")]
    library._neighbourhood.serve(dice.choice(models))
    library._neighbourhood.save()


def playlists(library: Library, place: Path, dice: random.Random) -> None:
    """A playlist is made, changed, or deleted."""
    saved = library.playlists.all()
    ids = dice.sample([track.id for track in library.tracks.all()], 20)
    entries = [PlaylistEntry(track_id) for track_id in ids]
    if len(saved) < 5 or dice.random() < 0.3:
        name = f"List {dice.randrange(1 << 40)}"
        decided("playlist", name, ids, lambda: library.playlists.create(name, entries))
        return
    playlist = dice.choice(saved)
    if dice.random() < 0.3:
        decided("playlist", playlist.name, None, lambda: library.playlists.delete(playlist.id))
    else:
        change = lambda: library.playlists.change(playlist.id, entries=entries)  # noqa: E731
        decided("playlist", playlist.name, ids, change)


def decisions(library: Library, place: Path, dice: random.Random) -> None:
    """Likes, plays, settings."""
    track_id = dice.choice(library.tracks.all()).id
    liked = dice.random() < 0.5
    decided("like", track_id, liked or None, lambda: library.history.like([track_id], liked))
    moment = float(dice.randrange(1 << 30))
    decided("play", moment, track_id, lambda: library.history.played(Play(track_id, moment, 200.0)))
    workers = dice.randrange(1, 9)
    decided("workers", 0, workers, lambda: library.analysis.behave(Manners(workers=workers)))


def backup(library: Library, place: Path, dice: random.Random) -> None:
    """Backups are taken while something is decided."""
    decisions(library, place, dice)
    take(library.home / "library.db")


def upgrade(folder: Path) -> None:
    """Databases of the first version are brought up to date, one after the other."""
    for number in range(1_000):
        path = folder / str(number) / "library.db"
        path.parent.mkdir(parents=True)
        shutil.copyfile(OLDEST, path)
        say("open", str(path))
        if not number:
            say("phase", "upgrade")
        Database(path).close()


def _new_sounds(place: Path, dice: random.Random, count: int) -> None:
    files: list[Any] = sorted((place / "music").rglob("*.wav"))
    for path in dice.sample(files, count):
        write_sound(path, dice.randrange(1 << 40))


PHASES: dict[str, Callable[[Library, Path, random.Random], None]] = {
    "scan": scan,
    "analyse": analyse,
    "index": index,
    "hand over": hand_over,
    "playlists": playlists,
    "decisions": decisions,
    "backup": backup,
}

if __name__ == "__main__":
    main()
