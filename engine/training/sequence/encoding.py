"""Playlists as numbers on disk: read once, however many files, and gone through many times.

A folder keeps the tracks of all playlists one behind the other (`entries.i32`, 4 bytes each, read
by memory map), the titles and, once each, the tracks with their artists. So memory holds what
differs, a name for each track, and not what repeats.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.training.plays.reading import Reading
from engine.training.sequence.listed import Listed
from engine.training.sequence.sources import playlist_files, read_playlists
from engine.training.watch import Watch
from engine.whole_file import whole_file

Numbers = NDArray[np.int64]
ENTRIES, ENDS, TITLES, TRACKS = "entries.i32", "ends.i64", "titles.jsonl", "tracks.jsonl"
_DESCRIPTION = "encoded.json"
_FORM = 1
"""Of these files; others are made anew."""
_HELD = 1 << 16
"""Numbers that are held before they are written."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Playlists (n,) of tracks, each track a number from 0 on."""

    folder: Path
    name: str
    entries: NDArray[np.int32]
    """The tracks of all playlists (entries,)."""
    starts: Numbers
    """Where each playlist begins in them, and where the last one ends (n + 1,)."""
    tracks: tuple[str, ...]
    artists: tuple[str, ...]
    """Of each track; empty where it is not known."""
    told: tuple[str, ...]
    """What was left out in reading, in lines for people."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Use what `encode` has written."""
        said = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        named = [json.loads(line) for line in _lines(folder / TRACKS)]
        return cls(
            folder,
            said["name"],
            np.memmap(folder / ENTRIES, np.int32, "r"),
            np.concatenate([[0], np.fromfile(folder / ENDS, np.int64)]),
            tuple(track for track, _ in named),
            tuple(artist for _, artist in named),
            tuple(said["told"]),
        )

    def of(self, playlist: int) -> Numbers:
        """The tracks of one playlist, each once, in the order in which they come."""
        tracks = self.entries[self.starts[playlist] : self.starts[playlist + 1]]
        return np.array(list(dict.fromkeys(tracks.tolist())), np.int64)

    def gathered(self, playlists: Numbers) -> tuple[Numbers, Numbers]:
        """The tracks of several playlists one behind the other, and for each the playlist's place.

        Both (entries of these playlists,).
        """
        lengths = self.starts[playlists + 1] - self.starts[playlists]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(self.starts[playlists] - before, lengths) + np.arange(lengths.sum())
        return self.entries[places].astype(np.int64), np.repeat(np.arange(len(playlists)), lengths)

    def titles(self) -> Iterator[str]:
        """The title of each playlist, read from the disk."""
        return map(json.loads, _lines(self.folder / TITLES))


def encode(paths: Sequence[Path], folder: Path, watch: Watch | None = None) -> Encoded:
    """Read playlists (see `playlist_files`) into `folder`, unless just these are there already.

    Raises PlaysError, Cancelled, NearfieldError if there is no playlist.
    """
    watch = watch or Watch()
    files = [file for path in paths for file in playlist_files(path)]
    wanted = {"form": _FORM, "files": [_stamp(file) for file in files]}
    description = folder / _DESCRIPTION
    if description.exists():
        said = json.loads(description.read_text(encoding="utf-8"))
        if {name: said.get(name) for name in wanted} == wanted:
            return Encoded.open(folder)
    folder.mkdir(parents=True, exist_ok=True)
    description.unlink(missing_ok=True)
    reading = Reading(watch)
    with ExitStack() as files_of_folder:
        writing = _Writing(folder, files_of_folder)
        for done, file in enumerate(files):
            watch.step("Reading playlists", done, len(files))
            for listed in read_playlists(file, reading):
                writing.add(listed)
        writing.flush()
    if not writing.playlists:
        raise NearfieldError("There is nothing to learn from", "; ".join(reading.told()) + ".")
    name = ", ".join(path.absolute().name for path in paths)
    said = {**wanted, "name": name, "told": reading.told()}
    with whole_file(description) as unfinished:
        unfinished.write_text(json.dumps(said), encoding="utf-8")
    return Encoded.open(folder)


class _Writing:
    """Numbers the tracks as they come, and writes everything to the files of a folder."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        def made(name: str) -> IO[bytes]:
            return files.enter_context((folder / name).open("wb"))

        self._entries, self._ends = made(ENTRIES), made(ENDS)
        self._titles, self._tracks = made(TITLES), made(TRACKS)
        self._held: tuple[array[int], array[int]] = array("i"), array("q")
        self._numbers: dict[str, int] = {}
        self._end = 0
        self.playlists = 0

    def add(self, listed: Listed) -> None:
        """Take in a playlist."""
        entries, ends = self._held
        for track, artist in zip(listed.tracks, listed.artists, strict=True):
            entries.append(self._number(track, artist))
        self._end += len(listed.tracks)
        ends.append(self._end)
        self._titles.write(_line(listed.title))
        self.playlists += 1
        if len(entries) >= _HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        for held, file in zip(self._held, (self._entries, self._ends), strict=True):
            held.tofile(file)
            del held[:]

    def _number(self, track: str, artist: str) -> int:
        number = self._numbers.get(track)
        if number is None:
            number = self._numbers[track] = len(self._numbers)
            self._tracks.write(_line([track, artist]))
        return number


def _stamp(file: Path) -> list[str | int]:
    """Another file, or one that was written anew, has another one."""
    known = file.stat()
    return [str(file.absolute()), known.st_size, known.st_mtime_ns]


def _line(value: Any) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
