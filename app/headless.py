"""Without a display: the window's job done in the terminal, and the window as a picture.

`nearfield FOLDER...` then reads the folders, listens to what is new, prints what sounds like one
of the tracks, writes a radio from it as a playlist file, and saves a picture of the window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from app.phrases import counted, percent
from app.screenshot import Scene, render
from engine.errors import NearfieldError
from engine.library import Library
from engine.types import (
    Neighbour,
    PlaylistEntry,
    PlaylistLength,
    Progress,
    Track,
    TrackState,
)

log = logging.getLogger(__name__)

DONE, REFUSED, BUG = 0, 1, 2

OUTPUT: Final = Path("nearfield-out")
"""Where the playlist and the picture go, under the current directory."""

LENGTH: Final = PlaylistLength(tracks=25)


def run(home: Path, folders: Sequence[Path]) -> int:
    """Do the whole job; returns the exit code."""
    print("No display here: doing the window's job in the terminal.", flush=True)
    try:
        with Library.open(home) as library:
            library.claim()
            _work(library, folders)
    except NearfieldError as error:
        print(f"{error.title}. {error.message}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept.", file=sys.stderr)
        return REFUSED
    except Exception:
        log.exception("A bug in Nearfield; please report it with these lines")
        return BUG
    return DONE


def _work(library: Library, folders: Sequence[Path]) -> None:
    for folder in folders:
        if not any(_holds(known.path, folder) for known in library.folders()):
            library.add_folder(folder)
    if not library.folders():
        raise NearfieldError("No music folder yet", "Name one: nearfield ~/Music")
    with _progress("Looking through the folders") as progress:
        library.refresh(progress)
    with _progress("Listening") as progress:
        library.analyse(progress)
    tracks = library.tracks()
    _report(tracks)
    seed = choose_seed(tracks, folders)
    _print_neighbours(seed, library.similar(seed.id))
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
            print(f"Failed: {printable(track.path)}: {track.reason}")


def _print_neighbours(seed: Track, neighbours: Sequence[Neighbour]) -> None:
    print(f"\nWhat sounds like {name(seed)}:")
    for neighbour in neighbours:
        reasons = f"  ({', '.join(neighbour.reasons)})" if neighbour.reasons else ""
        print(f"{percent(neighbour.similarity):>6}  {name(neighbour.track)}{reasons}")
    print()


def _write_playlist(library: Library, seed: Track) -> None:
    OUTPUT.mkdir(exist_ok=True)
    title = f"Radio - {name(seed)}"
    entries = [PlaylistEntry(track.id) for track in library.radio(seed.id, LENGTH)]
    path = library.export_playlist(title, entries, OUTPUT / "radio.m3u8")
    print(f"Playlist:  {path.resolve()} ({counted(len(entries), 'track')})")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal; elsewhere one line when it is done."""
    console = Console()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, rate="")

        def show(now: Progress) -> None:
            rate = f"{now.rate:.1f} tracks/s" if now.rate else ""
            bar.update(task, completed=now.done, total=now.total or None, rate=rate)

        yield show
    if not console.is_terminal:
        print(f"{title}: done.", flush=True)


def name(track: Track) -> str:
    """Artist and title, as a terminal can print them."""
    return printable(" – ".join(filter(None, (track.tags.artist, track.tags.title))))


def printable(text: str | Path) -> str:
    """Without the bytes of a file name that are no characters."""
    return str(text).encode("utf-8", "replace").decode()
