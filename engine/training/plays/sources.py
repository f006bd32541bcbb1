"""Sources of plays: which reader a file or folder is for, told by its names and its first line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.training.plays.hetrec import ARTISTS, PLAYS, is_hetrec, read_hetrec
from engine.training.plays.lastfm_360k import is_lastfm_360k, read_lastfm_360k
from engine.training.plays.listenbrainz import files_of, is_listenbrainz, read_listenbrainz
from engine.training.plays.play import Play
from engine.training.plays.reading import PlaysError, Reading
from engine.training.plays.tables import read_table


def read_plays(path: Path, reading: Reading) -> Iterator[Play]:
    """The plays in a file or folder of any known form, one by one as they stand there.

    HetRec's folder or `user_artists.dat`, Last.fm 360K's TSV, ListenBrainz's exports and dumps,
    scrobbles and other tables; each also packed as `.gz`. Raises PlaysError.
    """
    _refuse_unknown(path)
    if is_hetrec(path):
        return read_hetrec(path, reading)
    if is_listenbrainz(path):
        return read_listenbrainz(path, reading)
    if is_lastfm_360k(path, _first_line(path)):
        return read_lastfm_360k(path, reading)
    return read_table(path, reading)


def play_files(path: Path) -> list[Path]:
    """The files that `read_plays` reads there; raises PlaysError."""
    _refuse_unknown(path)
    if is_hetrec(path):
        folder = path if path.is_dir() else path.parent
        return [file for file in (folder / PLAYS, folder / ARTISTS) if file.is_file()]
    return files_of(path) or [path]


def _refuse_unknown(path: Path) -> None:
    """Raise PlaysError for what is no file, and no folder of plays."""
    if not path.exists():
        raise PlaysError(path, "There is no such file or folder.")
    if path.is_dir() and not (is_hetrec(path) or is_listenbrainz(path)):
        message = "The folder holds neither HetRec's user_artists.dat nor listens of ListenBrainz."
        raise PlaysError(path, message)


def _first_line(path: Path) -> str:
    """The first line that can be read; empty if none can."""
    return next((line for _, line in Reading().read(path)), "")
