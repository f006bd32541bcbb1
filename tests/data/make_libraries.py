"""Make a library as an earlier Nearfield left it, to be kept in the folder `libraries`.

Run with the code of that time, for the schema's step it had come to:

    git worktree add ../then <commit>
    PYTHONPATH=../then python tests/data/make_libraries.py <step> tests/data/libraries/<step>.db

The step `library` was made with the code of 2078c0d, `settings` with that of b71ec39 (whose later
step is left out here), `history` with that of 9a01a7e, `genres` with that of 443645c, `imports`
with that of 4daa531 (its later step is left out, too), the others with the code that first had
them. A new step needs a library of its own. Code from before the library had parts (`folders`,
`playlists` …) is asked by this file as it was in 5efc3d0.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from engine.catalog.migrations import schema
from engine.library import Library
from engine.types import PlaylistEntry

DATA = Path(__file__).parent
MUSIC = Path(tempfile.gettempdir(), "nearfield-music")
"""The folder whose path the saved libraries hold; it is there only while they are made."""


def main(step: str, target: Path) -> None:
    """Write the library that ends with `step` to `target`."""
    steps = schema._migrations
    del steps[[each.name for each in steps].index(step) + 1 :]
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        MUSIC.mkdir()
        try:
            with Library.open(home, model=_small_model(home / "model.safetensors")) as library:
                _fill(library)
        finally:
            shutil.rmtree(MUSIC)
        with closing(sqlite3.connect(home / "library.db")) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA journal_mode = DELETE")
        shutil.copyfile(home / "library.db", target)


def _fill(library: Library) -> None:
    """Three tracks heard, one that failed, one missing; a playlist of both kinds of entries."""
    for name in ("tiny.flac", "tiny.mp3", "tiny.opus", "tiny.ogg", "truncated.flac"):
        shutil.copy(DATA / name, MUSIC)
    library.folders.add(MUSIC)
    library.refresh()
    library.analyse()
    (MUSIC / "tiny.ogg").unlink()
    library.refresh()
    tracks = {track.path.name: track.id for track in library.tracks.all()}
    library.playlists.create(
        "Evening",
        [
            PlaylistEntry(tracks["tiny.flac"]),
            PlaylistEntry(None, "/elsewhere/gone.mp3", "Somebody - Gone", 200.0),
            PlaylistEntry(tracks["tiny.ogg"]),
        ],
    )
    library.folders.ignore(["*.wav"])
    library.history.like([tracks["tiny.mp3"]], True)
    _import_history(library, tracks["tiny.flac"])


def _import_history(library: Library, track_id: int) -> None:
    """A play of a track, and one of a song that is not there."""
    from engine.types import ImportKind

    (track,) = library.tracks.of([track_id])
    scrobbles = MUSIC / "anna.csv"
    scrobbles.write_text(
        f'uts,artist,track\n1700000000,"{track.tags.artist}","{track.tags.title}"\n'
        "1700000300,Somebody,Gone\n"
    )
    library.imports.take_in(ImportKind.HISTORY, [scrobbles])


def _small_model(path: Path) -> Path:
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.embedder import Embedder
    from engine.models.weights import save

    torch.manual_seed(0)
    model = Embedder()
    plan = ExcerptPlan(seconds=2.0, count=2, sample_rate=16_000)
    front_end = model.front_end.settings.as_metadata()
    save(path, model, architecture="embedder", dimension=128, plan=plan, front_end=front_end)
    return path


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
