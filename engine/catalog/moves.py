"""Tell which files of a scan are known tracks that moved, by their sound and then by their names.

The scan brings the files it has just read; the store knows the tracks of the same sound, in all
folders. A track whose own file is gone continues in the file that was found. When in doubt a file
is a new track: nothing is ever merged.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from engine.catalog.identity import full_hash, identify
from engine.catalog.store import FileRecord, KnownFile, Store
from engine.catalog.walk import GONE, Stamp, Walk
from engine.types import Folder


class Moves:
    """Finds moved tracks among the files of one folder.

    `walk` is what is in it now, `known` are the files remembered of it by path.
    """

    def __init__(
        self, store: Store, folder: Folder, walk: Walk, known: Mapping[str, KnownFile]
    ) -> None:
        self._store, self._folder, self._walk, self._known = store, folder, walk, known
        self._roots = {each.id: each.path for each in store.folders()}
        self._renamed = self._former_names()
        self.sounding: dict[str, list[KnownFile]] = {}
        """Known files of the sounds asked for so far, as they were then."""

    def among(self, files: Sequence[FileRecord]) -> dict[str, int]:
        """Which of the files are tracks known from elsewhere, by relative path."""
        by_sound: defaultdict[str, list[FileRecord]] = defaultdict(list)
        for file in files:
            known = self._known.get(file.relative)
            if file.identity and not (known and known.identity == file.identity):
                by_sound[file.identity].append(file)
        moved: dict[str, int] = {}
        found = self._store.files_sounding(by_sound)
        self.sounding.update(found)
        for identity, sounding in found.items():
            if gone := [known for known in sounding if self._is_gone(known)]:
                moved |= self._match(by_sound[identity], gone)
        return moved

    def _match(self, files: Sequence[FileRecord], gone: Sequence[KnownFile]) -> dict[str, int]:
        tags = {file.relative: file.tags for file in files}
        remembered = self._store.tags([known.track_id for known in gone])
        return match_moves(
            list(tags),
            gone,
            same_tags=lambda name, known: tags[name] == remembered.get(known.track_id),
            full_hash=lambda name: full_hash(self._folder.path / name),
        )

    def _is_gone(self, known: KnownFile) -> bool:
        """Whether a track's sound is no longer at its path, as far as one can tell.

        An unplugged folder is no sign of a move; one that was taken out of the library is, and one
        that was renamed to the folder looked at.
        """
        if known.detached or known.folder_id in self._renamed:
            return True
        if self._is_unseen(known):
            return not self._walk.hides(known.relative)
        root = self._roots.get(known.folder_id)
        return root is not None and _sounds_otherwise(root, known)

    def _former_names(self) -> set[int]:
        """Music folders that are not there any more, and were what this one is now."""
        own = place_of(self._folder.path)
        return {
            folder_id
            for folder_id, place in self._store.places().items()
            if own and place == own and not os.path.lexists(self._roots[folder_id])
        }

    def _is_unseen(self, known: KnownFile) -> bool:
        """Whether this walk would have seen a file if it were there, but did not."""
        relative = known.relative
        return (
            known.folder_id == self._folder.id
            and known.directory not in self._walk.same
            and relative not in self._walk.files
            and not self._walk.leaves_alone(relative)
        )


def place_of(root: Path) -> str:
    """Which folder of the disk a path leads to, whatever it is called.

    Empty where there is none, and for a disk as a whole: another disk may come in its place.
    """
    try:
        status = root.stat()
    except OSError:
        return ""
    return "" if os.path.ismount(root) else f"{status.st_dev}:{status.st_ino}"


def stamp(file: KnownFile | FileRecord) -> Stamp:
    """The size and time by which a file was last known."""
    return Stamp(file.size, file.mtime_ns)


def match_moves(
    found: Sequence[str],
    gone: Sequence[KnownFile],
    same_tags: Callable[[str, KnownFile], bool],
    full_hash: Callable[[str], str],
) -> dict[str, int]:
    """Which of the new files `found` (relative paths, one sound) are which of the tracks `gone`.

    One file and one track belong together. Among several the longest common end of their paths
    decides ("Album/01.mp3" before "01.mp3"), then equal tags. What is left over belongs together
    only if it is one track and files that a full hash says are copies of each other.
    """
    pairs = sorted(
        ((name, track) for name in found for track in gone),
        key=lambda pair: (
            -common_end(pair[0], pair[1].relative), not same_tags(*pair), pair[1].track_id,
        ),
    )  # fmt: skip
    alone = len(pairs) == 1
    moved: dict[str, int] = {}
    for name, track in pairs:
        near = alone or common_end(name, track.relative) > 0 or same_tags(name, track)
        if near and name not in moved and track.track_id not in moved.values():
            moved[name] = track.track_id
    left = [name for name in found if name not in moved]
    lost = [track for track in gone if track.track_id not in moved.values()]
    if left and len(lost) == 1 and _are_copies(left, full_hash):
        moved[left[0]] = lost[0].track_id
    return moved


def common_end(one: str, other: str) -> int:
    """How many parts two paths share, from the file's name upwards."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _are_copies(names: Sequence[str], full_hash: Callable[[str], str]) -> bool:
    """Whether files of one sampled sound are the same to the last byte of it."""
    try:
        return len({full_hash(name) for name in names}) == 1
    except OSError:
        return False


def _sounds_otherwise(root: Path, known: KnownFile) -> bool:
    """Whether there is no file at a known path any more, or one with another sound."""
    path = root / known.relative
    try:
        return Stamp.of(path.stat()) != stamp(known) and identify(path) != known.identity
    except OSError as error:
        return error.errno in GONE and _can_be_looked_into(root)


def _can_be_looked_into(root: Path) -> bool:
    try:
        with os.scandir(root):
            return True
    except OSError:
        return False
