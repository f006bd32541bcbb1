"""Bring the store in line with a music folder on disk.

Names, sizes and times of all files are compared with what the store remembers; only files that are
new or changed are opened, for their tags and the identity of their sound. They are stored in
batches, so that a library fills while it is scanned and a scan that ends early loses little.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.catalog.identity import full_hash, identify
from engine.catalog.moves import match_moves
from engine.catalog.store import FileRecord, KnownFile, Store
from engine.catalog.tags import read_tags, tags_by_name
from engine.catalog.walk import GONE, Stamp, Walk, walk
from engine.types import Activity, Change, Folder, Progress, Tags

BATCH = 200
BATCH_SECONDS = 1.0
"""A batch ends with so many files, or after so long on a slow disk."""

REPORT_EVERY = 20
"""Files between two reports of progress."""


def scan(
    store: Store,
    folder: Folder,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    changed: Callable[[Change], None] | None = None,
) -> Change:
    """Make the store agree with what `folder` holds now; returns all that changed.

    `changed` hears of each batch as it is stored. A folder that is not there, or cannot be looked
    into, is no error: its tracks go missing until it is back. Nothing is ever deleted.
    """
    return _Scan(
        store,
        folder,
        progress or (lambda _: None),
        cancelled or (lambda: False),
        changed or (lambda _: None),
    ).run()


@dataclass(frozen=True, slots=True)
class _Read:
    """A file of the folder as it was just read."""

    relative: str
    stamp: Stamp
    identity: str
    tags: Tags
    problem: str = ""


class _Scan:
    """One scan of one folder, from looking to the last batch."""

    def __init__(
        self,
        store: Store,
        folder: Folder,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
        changed: Callable[[Change], None],
    ) -> None:
        self._store, self._folder, self._root = store, folder, folder.path
        self._progress, self._cancelled, self._changed = progress, cancelled, changed
        self._known: dict[str, KnownFile] = {}
        self._walk = Walk()
        self._roots = {known.id: known.path for known in store.folders()}
        self._placed: set[int] = set()
        """Tracks whose file this scan has found."""
        self._failures = 0

    def run(self) -> Change:
        self._progress(Progress(Activity.SCANNING))
        self._walk = walk(self._root, self._cancelled)
        if self._cancelled():
            return Change()
        self._known = self._store.known_files(self._folder.id)
        due = self._due()
        change = Change()
        for batch in self._batches(due):
            change |= self._take_in(batch)
        return change if self._cancelled() else change | self._miss()

    def _due(self) -> list[str]:
        """Files to open: unknown paths first, for a changed file's old sound may be at one."""
        due = [name for name, stamp in self._walk.files.items() if self._is_due(name, stamp)]
        return sorted(due, key=lambda name: (name in self._known, name))

    def _is_due(self, relative: str, stamp: Stamp) -> bool:
        known = self._known.get(relative)
        return known is None or known.missing or bool(known.problem) or _stamp(known) != stamp

    def _batches(self, due: Sequence[str]) -> Iterator[list[_Read]]:
        batch: list[_Read] = []
        began = time.monotonic()
        for done, relative in enumerate(due):
            if self._cancelled():
                break
            if done % REPORT_EVERY == 0:
                self._report(done, len(due))
            if read := self._read(relative):
                batch.append(read)
            if len(batch) >= BATCH or time.monotonic() - began > BATCH_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
        yield batch
        self._report(len(due), len(due))

    def _report(self, done: int, total: int) -> None:
        self._progress(Progress(Activity.SCANNING, done, total, self._failures))

    def _read(self, relative: str) -> _Read | None:
        """Open a file for its tags and sound; None if it is gone by now."""
        path, stamp = self._root / relative, self._walk.files[relative]
        try:
            tags, identity = read_tags(path, self._root), identify(path)
        except OSError as error:
            if error.errno in GONE:
                return None
            return self._problem(relative, _reason(error))
        if stamp.size == 0:
            return self._problem(relative, "The file is empty.")
        return _Read(relative, stamp, identity, tags)

    def _problem(self, relative: str, reason: str) -> _Read:
        """A file that cannot be read keeps what is known of it from better days."""
        self._failures += 1
        known = self._known.get(relative)
        tracks = self._store.tracks("", [known.track_id]) if known else []
        tags = tracks[0].tags if tracks else tags_by_name(self._root / relative, self._root)
        identity = known.identity if known else ""
        return _Read(relative, self._walk.files[relative], identity, tags, reason)

    def _take_in(self, batch: Sequence[_Read]) -> Change:
        moved = self._moved(batch)
        records = []
        for read in batch:
            track_id = moved.get(read.relative) or self._resident(read, set(moved.values()))
            if not self._is_old_news(read):
                records.append(_record(read, track_id))
        if not records:
            return Change()
        ids = self._store.save_files(self._folder.id, records)
        self._placed.update(ids)
        change = Change(tracks=frozenset(ids))
        self._changed(change)
        return change

    def _resident(self, read: _Read, leaving: set[int]) -> int | None:
        """The track at a file's path, if it is not known by now to be elsewhere."""
        known = self._known.get(read.relative)
        if known is None or known.track_id in leaving or known.track_id in self._placed:
            return None
        return known.track_id

    def _is_old_news(self, read: _Read) -> bool:
        known = self._known.get(read.relative)
        return bool(
            known
            and read.problem
            and (known.problem, _stamp(known), known.missing) == (read.problem, read.stamp, False)
        )

    def _moved(self, batch: Sequence[_Read]) -> dict[str, int]:
        """Which files of a batch are known tracks found at a new path, by relative path."""
        by_sound: defaultdict[str, list[_Read]] = defaultdict(list)
        for read in batch:
            known = self._known.get(read.relative)
            if read.identity and not (known and known.identity == read.identity):
                by_sound[read.identity].append(read)
        moved: dict[str, int] = {}
        for identity, reads in by_sound.items():
            gone = [known for known in self._store.files_sounding(identity) if self._is_gone(known)]
            if gone:
                moved |= self._match(reads, gone)
        return moved

    def _match(self, reads: Sequence[_Read], gone: Sequence[KnownFile]) -> dict[str, int]:
        tags = {read.relative: read.tags for read in reads}
        ids = [known.track_id for known in gone]
        remembered = {track.id: track.tags for track in self._store.tracks("", ids)}
        return match_moves(
            list(tags),
            gone,
            same_tags=lambda name, known: tags[name] == remembered.get(known.track_id),
            full_hash=lambda name: full_hash(self._root / name),
        )

    def _is_gone(self, known: KnownFile) -> bool:
        """Whether a track's sound is no longer at its path, as far as one can tell.

        An unplugged folder is no sign of a move; one that was taken out of the library is.
        """
        if known.track_id in self._placed:
            return False
        if known.detached:
            return True
        if known.folder_id == self._folder.id and known.relative not in self._walk.files:
            return not self._walk.hides(known.relative)
        root = self._roots.get(known.folder_id)
        if root is None:  # added since this scan began
            return False
        try:
            path = root / known.relative
            return Stamp.of(path.stat()) != _stamp(known) and identify(path) != known.identity
        except OSError as error:
            return error.errno in GONE and _can_be_looked_into(root)

    def _miss(self) -> Change:
        """Mark what is not there any more; where nothing could be seen, nothing is said."""
        gone = frozenset(
            known.track_id
            for relative, known in self._known.items()
            if not known.missing
            and known.track_id not in self._placed
            and relative not in self._walk.files
            and not self._walk.hides(relative)
        )
        change = Change(tracks=gone)
        if gone:
            self._store.mark_missing(gone)
            self._changed(change)
        return change


def _stamp(known: KnownFile) -> Stamp:
    return Stamp(known.size, known.mtime_ns)


def _record(read: _Read, track_id: int | None) -> FileRecord:
    return FileRecord(
        relative=read.relative,
        size=read.stamp.size,
        mtime_ns=read.stamp.mtime_ns,
        identity=read.identity,
        tags=read.tags,
        problem=read.problem,
        track_id=track_id,
    )


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "No permission to read this file."
    return f"This file cannot be read: {error.strerror or error}."


def _can_be_looked_into(root: Path) -> bool:
    try:
        with os.scandir(root):
            return True
    except OSError:
        return False
