"""Without a display: the window's job done in the terminal, and the window as a picture.

`nearfield FOLDER...` then reads the folders, listens to what is new, prints what sounds like one
of the tracks, writes a radio from it as a playlist file, and saves a picture of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.screenshot import Scene, render
from app.widgets.phrases import counted, percent
from engine import terminal
from engine.errors import NearfieldError
from engine.library import Library
from engine.types import (
    Neighbour,
    PlaylistEntry,
    PlaylistLength,
    Track,
    TrackState,
)

OUTPUT: Final = Path("nearfield-out")
"""Where the playlist and the picture go, under the current directory."""

LENGTH: Final = PlaylistLength(tracks=25)


def run(home: Path, folders: Sequence[Path]) -> int:
    """Do the whole job; returns the exit code."""
    print("No display here: doing the window's job in the terminal.", flush=True)
    return terminal.run(lambda: _open(home, folders), as_json=False)


def _open(home: Path, folders: Sequence[Path]) -> None:
    with Library.open(home) as library:
        library.claim()
        _work(library, folders)


def _work(library: Library, folders: Sequence[Path]) -> None:
    for folder in folders:
        library.folders.add(folder)
    if not library.folders.all():
        raise NearfieldError("No music folder yet", "Name one: nearfield ~/Music")
    with terminal.progress_bar("Looking through the folders") as progress:
        library.refresh(progress)
    with terminal.progress_bar("Listening") as progress:
        library.analyse(progress)
    tracks = library.tracks.all()
    _report(tracks)
    seed = choose_seed(tracks, folders)
    _print_neighbours(seed, library.recommender.similar(seed.id))
    _write_playlist(library, seed)
    picture = render(library, Scene(seed.id), OUTPUT / "window.png")
    print(f"Window:    {picture.resolve()}")
    print(f"Library:   {library.home.resolve()}")


def choose_seed(tracks: Sequence[Track], folders: Sequence[Path]) -> Track:
    """The first track, by path, that was heard and lies in one of the folders just named."""
    ready = [track for track in tracks if track.state is TrackState.READY]
    inside = [t for t in ready if any(_holds(folder, t.path) for folder in folders)]
    if not ready:
        title = "No music could be listened to" if tracks else "No music was found"
        raise NearfieldError(title, "Nearfield needs a folder with audio files.")
    return min(inside or ready, key=lambda track: track.path)


def _holds(folder: Path, path: Path) -> bool:
    return path.expanduser().absolute().is_relative_to(folder.expanduser().absolute())


def _report(tracks: Sequence[Track]) -> None:
    ready = sum(track.state is TrackState.READY for track in tracks)
    print(f"{counted(len(tracks), 'track')}, {ready:,} of them listened to.")
    for track in tracks:
        if track.state is TrackState.FAILED:
            print(f"Failed: {terminal.printable(str(track.path))}: {track.reason}")


def _print_neighbours(seed: Track, neighbours: Sequence[Neighbour]) -> None:
    print(f"\nWhat sounds like {terminal.track_name(seed)}:")
    for neighbour in neighbours:
        reasons = f"  ({', '.join(neighbour.reasons)})" if neighbour.reasons else ""
        print(
            f"{percent(neighbour.similarity):>6}  {terminal.track_name(neighbour.track)}{reasons}"
        )
    print()


def _write_playlist(library: Library, seed: Track) -> None:
    OUTPUT.mkdir(exist_ok=True)
    entries = [PlaylistEntry(track.id) for track in library.recommender.radio(seed.id, LENGTH)]
    path = library.playlists.export(entries, OUTPUT / "radio.m3u8")
    print(f"Playlist:  {path.resolve()} ({counted(len(entries), 'track')})")
