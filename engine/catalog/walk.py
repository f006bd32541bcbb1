"""Look at what is in a music folder now: its music files, and what could not be looked at.

Only names, sizes and times are read, so looking again costs little; the scan compares the result
with what the store remembers.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine.catalog.formats import is_hidden, is_music

GONE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""Errors that say a path leads nowhere; others say that one cannot tell."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that a file changed."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """The stamp in what `stat` says of a file."""
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(slots=True)
class Walk:
    """Music files by path relative to the folder, '/' between the parts.

    `unreadable` are the relative paths of folders and files that could not be looked at: nothing
    is known of what they hold. `links` are links to folders that were followed. A music folder
    that cannot be looked into at all holds no files.
    """

    files: dict[str, Stamp] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    def hides(self, relative: str) -> bool:
        """Whether a path lies where nothing could be seen."""
        parts = relative.split("/")
        return bool(self.unreadable) and any(
            "/".join(parts[:count]) in self.unreadable for count in range(1, len(parts) + 1)
        )


def walk(root: Path, cancelled: Callable[[], bool] = lambda: False) -> Walk:
    """Look through a folder and all below it, following links but no folder twice.

    Linked folders come last, so that a file is known by its real place if it has one in the
    folder. Hidden files and folders are left alone.
    """
    seen = _Seen(root)
    found = Walk()
    folders, links = deque([""]), deque[str]()
    while (folders or links) and not cancelled():
        linked = not folders
        folder = links.popleft() if linked else folders.popleft()
        try:
            if seen.before(root / folder):
                continue
            if linked:
                found.links.add(folder)
            for entry in _entries(root / folder):
                relative = f"{folder}/{entry.name}" if folder else entry.name
                if _is_folder(entry):
                    (links if entry.is_symlink() else folders).append(relative)
                elif is_music(entry.name):
                    _note(entry, relative, found)
        except OSError as error:
            if folder and error.errno not in GONE:
                found.unreadable.add(folder)
    return found


class _Seen:
    """Folders already looked at, by what they are and not what they are called.

    Those above the music folder count as seen: a link up there would lead out of it.
    """

    def __init__(self, root: Path) -> None:
        self._places: set[tuple[int, int]] = set()
        for folder in root.resolve().parents:
            with suppress(OSError):
                self.before(folder)

    def before(self, folder: Path) -> bool:
        status = folder.stat()
        place = (status.st_dev, status.st_ino)
        known = place in self._places
        self._places.add(place)
        return known


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in entries if not is_hidden(entry.name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry leads to a folder; a link that leads nowhere does not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _note(entry: os.DirEntry[str], relative: str, found: Walk) -> None:
    try:
        if entry.is_file():
            found.files[relative] = Stamp.of(entry.stat())
    except OSError as error:
        if error.errno not in GONE:
            found.unreadable.add(relative)
