"""Look at what is in a music folder now: its music files, and what could not be looked at.

Only names, sizes and times are read. A folder that holds just what it held when the library last
agreed with it is told by its signature, and none of its files is noted: looking again costs little
more than the looking. `docs/decisions/signatures.md` says why that never hides a change.

Folders are named by their path relative to the music folder, with a '/' behind it; the music
folder itself is ''.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from engine.catalog.formats import MUSIC_SUFFIXES, is_hidden
from engine.catalog.ignoring import MARKS, Rules, steps

GONE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""Errors that say a path leads nowhere; others say that one cannot tell."""

UNSURE = b""
"""The signature of a folder that has to be looked at again."""


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

    `same` are the folders that hold what they held; `files` are those of all others, and
    `signatures` by which those will be known again. `unreadable` are the folders and files that
    could not be looked at: nothing is known of what they hold. `alone` are those to be left alone,
    `links` the links to folders that were followed. A music folder that cannot be looked into at
    all holds no files.
    """

    rules: Rules = field(default_factory=Rules)
    files: dict[str, Stamp] = field(default_factory=dict)
    signatures: dict[str, bytes] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    def hides(self, relative: str) -> bool:
        """Whether a path lies where nothing could be seen."""
        return bool(self.unreadable) and not self.unreadable.isdisjoint(steps(relative))

    def leaves_alone(self, relative: str) -> bool:
        """Whether a file, or a folder, is to be left alone, be it there or not."""
        return "" in self.alone or any(
            step in self.alone or self.rules.match(step) for step in steps(relative)
        )

    def news(self, known: Mapping[str, bytes]) -> dict[str, bytes]:
        """The signatures of all folders that differ from the known ones, gone ones among them."""
        unseen = known.keys() - self.same - self.signatures.keys()
        found = {folder: self._unseen(folder) for folder in unseen if not self.hides(folder)}
        return self.signatures | {
            folder: signature for folder, signature in found.items() if signature != known[folder]
        }

    def _unseen(self, folder: str) -> bytes:
        return sign(["/"] if self.leaves_alone(folder) else [], self.rules)


def sign(lines: list[str], rules: Rules) -> bytes:
    """The signature of a folder from a line for each file in it and the rules in force."""
    text = "\n".join(sorted(lines)).encode(errors="surrogatepass")
    return blake2b(text, digest_size=16, key=rules.key).digest()


def walk(
    root: Path,
    cancelled: Callable[[], bool] = lambda: False,
    known: Mapping[str, bytes] | None = None,
    rules: Rules | None = None,
    *,
    files: bool = True,
) -> Walk:
    """Look through a folder and all below it, following links but no folder twice.

    Without `files`, only folders are looked at, which takes a fraction of the time.
    `known` are the signatures by which folders are known. Linked folders come last, so that a file
    is known by its real place if it has one in the folder. Hidden files and folders are left alone.
    """
    return _Walker(root, known or {}, rules or Rules(), files).run(cancelled)


class _Walker:
    """One walk: the folders still to look into, and what was found."""

    def __init__(self, root: Path, known: Mapping[str, bytes], rules: Rules, files: bool) -> None:
        self._root, self._known, self._rules = os.path.join(root, ""), known, rules  # noqa: PTH118
        self._suffixes = MUSIC_SUFFIXES if files else frozenset[str]()
        self._found = Walk(rules)
        self._seen = _Seen(root)
        self._folders, self._links = deque([""]), deque[str]()

    def run(self, cancelled: Callable[[], bool]) -> Walk:
        while (self._folders or self._links) and not cancelled():
            linked = not self._folders
            folder = self._links.popleft() if linked else self._folders.popleft()
            try:
                if self._seen.before(self._root + folder):
                    continue
                if linked:
                    self._found.links.add(folder)
                self._look_into(folder)
            except OSError as error:
                if folder and error.errno not in GONE:
                    self._found.unreadable.add(folder)
        return self._found

    def _look_into(self, folder: str) -> None:
        lines: list[str] = []
        inner: list[tuple[deque[str], str]] = []
        unsure = False
        with os.scandir(self._root + folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    if name in MARKS:
                        self._found.alone.add(folder)
                        return
                    continue
                music = name[name.rfind(".") :].lower() in self._suffixes
                try:
                    if entry.is_dir():
                        queue = self._links if entry.is_symlink() else self._folders
                        inner.append((queue, name))
                    elif music and entry.is_file():
                        status = entry.stat()
                        lines.append(f"{name}/{status.st_size}/{status.st_mtime_ns}")
                except OSError as error:
                    if music and error.errno not in GONE:
                        self._found.unreadable.add(folder + name)
                        unsure = True
        for queue, name in inner:
            self._queue(queue, folder, name)
        self._note(folder, lines, UNSURE if unsure else sign(lines, self._rules))

    def _queue(self, queue: deque[str], folder: str, name: str) -> None:
        inner = f"{folder}{name}/"
        if self._rules.match(inner):
            self._found.alone.add(inner)
        elif not is_hidden(name):
            queue.append(inner)

    def _note(self, folder: str, lines: list[str], signature: bytes) -> None:
        known = self._known.get(folder)
        if signature and signature == known:
            self._found.same.add(folder)
        elif lines or signature == UNSURE or known is not None:
            self._found.signatures[folder] = signature
            for line in lines:
                self._note_file(folder, *line.split("/"))

    def _note_file(self, folder: str, name: str, size: str, mtime_ns: str) -> None:
        if self._rules.match(folder + name):
            self._found.alone.add(folder + name)
        else:
            self._found.files[folder + name] = Stamp(int(size), int(mtime_ns))


class _Seen:
    """Folders already looked at, by what they are and not what they are called.

    Those above the music folder count as seen: a link up there would lead out of it.
    """

    def __init__(self, root: Path) -> None:
        self._places: set[tuple[int, int]] = set()
        for folder in root.resolve().parents:
            with suppress(OSError):
                self.before(os.fspath(folder))

    def before(self, folder: str) -> bool:
        status = os.stat(folder)  # noqa: PTH116 - asked for every folder of a walk
        place = (status.st_dev, status.st_ino)
        known = place in self._places
        self._places.add(place)
        return known
