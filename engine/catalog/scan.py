"""Bring the store in line with a music folder on disk.

Names, sizes and times of all files are compared with what the store remembers; only files that are
new or changed are opened, for their tags and the identity of their sound. They are stored in
batches, so that a library fills while it is scanned and a scan that ends early loses little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.catalog.identity import identify
from engine.catalog.moves import Moves, stamp
from engine.catalog.store import FileRecord, KnownFile, Store
from engine.catalog.tags import read_tags, tags_by_name
from engine.catalog.walk import GONE, Walk, walk
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
        self._walk = Walk()
        self._known: dict[str, KnownFile] = {}
        self._placed: set[int] = set()
        """Tracks whose file this scan has found."""
        self._replaced: list[FileRecord] = []
        """Files with another sound than the track at their path; it may yet be found elsewhere."""
        self._failures = 0

    def run(self) -> Change:
        self._progress(Progress(Activity.SCANNING))
        self._walk = walk(self._root, self._cancelled)
        if self._cancelled():
            return Change()
        self._known = self._store.known_files(self._folder.id)
        moves = Moves(self._store, self._folder, self._walk, self._known)
        due = sorted(filter(self._is_due, self._walk.files))
        change = self._bring_back([name for name in due if self._is_back(name)])
        for batch in self._batches([name for name in due if not self._is_back(name)]):
            change |= self._take_in(batch, moves.among(batch))
        if self._cancelled():
            return change
        return change | self._save(list(map(self._settled, self._replaced))) | self._miss()

    def _is_due(self, relative: str) -> bool:
        """Whether a file is to be looked into."""
        known = self._known.get(relative)
        if known is None or known.missing or known.problem:
            return True
        return stamp(known) != self._walk.files[relative]

    def _is_back(self, relative: str) -> bool:
        """Whether a missing file is there again just as it was: it need not be read again."""
        known = self._known.get(relative)
        if known is None or not known.missing or known.problem:
            return False
        return stamp(known) == self._walk.files[relative]

    def _bring_back(self, names: Sequence[str]) -> Change:
        found = [self._known[name] for name in names]
        tags = self._remembered([known.track_id for known in found])
        return self._save(
            [
                self._record(known.relative, known.identity, tags[known.track_id])
                for known in found
                if known.track_id in tags
            ]
        )

    def _batches(self, due: Sequence[str]) -> Iterator[list[FileRecord]]:
        """The files read, some at a time; those that are gone by now are left out."""
        batch: list[FileRecord] = []
        began = time.monotonic()
        for done, relative in enumerate(due):
            if self._cancelled():
                break
            if done % REPORT_EVERY == 0:
                self._report(done, len(due))
            if file := self._read(relative):
                batch.append(file)
            if len(batch) >= BATCH or time.monotonic() - began > BATCH_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
        else:
            self._report(len(due), len(due))
        yield batch

    def _report(self, done: int, total: int) -> None:
        self._progress(Progress(Activity.SCANNING, done, total, self._failures))

    def _read(self, relative: str) -> FileRecord | None:
        """Open a file for its tags and sound; None if it is gone by now."""
        path = self._root / relative
        try:
            tags, identity = read_tags(path, self._root), identify(path)
        except OSError as error:
            return None if error.errno in GONE else self._problem(relative, _reason(error))
        if self._walk.files[relative].size == 0:
            return self._problem(relative, "The file is empty.")
        return self._record(relative, identity, tags)

    def _problem(self, relative: str, reason: str) -> FileRecord:
        """A file that cannot be read keeps what is known of it from better days."""
        self._failures += 1
        tags, identity = tags_by_name(self._root / relative, self._root), ""
        if known := self._known.get(relative):
            tags = self._remembered([known.track_id]).get(known.track_id, tags)
            identity = known.identity
        return self._record(relative, identity, tags, reason)

    def _record(self, relative: str, identity: str, tags: Tags, problem: str = "") -> FileRecord:
        known, found = self._known.get(relative), self._walk.files[relative]
        track_id = known.track_id if known else None
        return FileRecord(relative, found.size, found.mtime_ns, identity, tags, problem, track_id)

    def _remembered(self, track_ids: Sequence[int]) -> dict[int, Tags]:
        return {track.id: track.tags for track in self._store.tracks("", track_ids)}

    def _take_in(self, batch: Sequence[FileRecord], moved: dict[str, int]) -> Change:
        """Store a batch, but for those files that wait for the end."""
        records: list[FileRecord] = []
        for file in batch:
            known = self._known.get(file.relative)
            if file.relative in moved:
                records.append(replace(file, track_id=moved[file.relative]))
            elif known and known.identity != file.identity:
                self._replaced.append(file)
            elif not self._is_old_news(file):
                records.append(self._settled(file))
        return self._save(records)

    def _settled(self, file: FileRecord) -> FileRecord:
        """A file as the track at its path, unless that one has been found elsewhere."""
        return replace(file, track_id=None) if file.track_id in self._placed else file

    def _is_old_news(self, file: FileRecord) -> bool:
        """Whether a file has the problem it is known for."""
        known = self._known.get(file.relative)
        if known is None or known.missing or not file.problem:
            return False
        return (known.problem, stamp(known)) == (file.problem, stamp(file))

    def _save(self, records: Sequence[FileRecord]) -> Change:
        if not records:
            return Change()
        ids = self._store.save_files(self._folder.id, records)
        self._placed.update(ids)
        change = Change(tracks=frozenset(ids))
        self._changed(change)
        return change

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


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "No permission to read this file."
    return f"This file cannot be read: {error.strerror or error}."
