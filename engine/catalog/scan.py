"""Bring the store in line with a music folder on disk.

Names, sizes and times of all files are compared with what the store remembers, folder by folder;
only files that are new or changed are opened, for their tags and the identity of their sound. They
are stored in batches, so that a library fills while it is scanned and a scan that ends early loses
little.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from engine.catalog.copies import heard_copies
from engine.catalog.ignoring import Rules
from engine.catalog.moves import Moves, place_of, stamp
from engine.catalog.reading import Reading, read_all
from engine.catalog.store import FileRecord, KnownFile, Store, directory_of
from engine.catalog.tags import tags_by_name
from engine.catalog.walk import UNSURE, Walk, walk
from engine.types import Activity, Change, Folder, Progress, Tags

BATCH = 200
BATCH_SECONDS = 1.0
"""A batch ends with so many files, or after so long on a slow disk."""

SETTLED = 500
"""Folders whose signatures are stored together."""

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
        known = self._store.signatures(self._folder.id)
        rules = Rules(self._store.settings.ignored())
        self._walk = walk(self._root, self._cancelled, known, rules)
        if self._cancelled():
            return Change()
        self._remember_place()
        news = self._walk.news(known)
        self._known = self._store.known_files(self._folder.id, news)
        self._moves = Moves(self._store, self._folder, self._walk, self._known)
        due = sorted(filter(self._is_due, self._walk.files))
        change = self._bring_back([name for name in due if self._is_back(name)])
        for batch in self._batches([name for name in due if not self._is_back(name)]):
            change |= self._take_in(batch, self._moves.among(batch))
        if self._cancelled():
            return change
        change |= self._save(list(map(self._settled, self._replaced))) | self._let_go()
        self._settle(news)
        return change

    def _remember_place(self) -> None:
        place = place_of(self._root)
        if place and place != self._store.places().get(self._folder.id):
            self._store.keep_place(self._folder.id, place)

    def _is_due(self, relative: str) -> bool:
        """Whether a file is to be looked into."""
        known = self._known.get(relative)
        if known is None or known.missing or known.ignored or known.problem:
            return True
        return stamp(known) != self._walk.files[relative]

    def _is_back(self, relative: str) -> bool:
        """Whether a missing or hidden file is there just as it was: it need not be read again."""
        known = self._known.get(relative)
        if known is None or known.problem or not (known.missing or known.ignored):
            return False
        return stamp(known) == self._walk.files[relative]

    def _bring_back(self, names: Sequence[str]) -> Change:
        ids = frozenset(self._known[name].track_id for name in names)
        self._placed.update(ids)
        return self._tell(self._store.mark_back, Change(tracks=ids), ids)

    def _batches(self, due: Sequence[str]) -> Iterator[list[FileRecord]]:
        """The files read, some at a time; those that are gone by now are left out."""
        batch: list[FileRecord] = []
        began = time.monotonic()
        for done, reading in enumerate(read_all(self._root, due, self._cancelled)):
            if done % REPORT_EVERY == 0:
                self._report(done, len(due))
            if file := self._file(reading):
                batch.append(file)
            if len(batch) >= BATCH or time.monotonic() - began > BATCH_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
        if not self._cancelled():
            self._report(len(due), len(due))
        yield batch

    def _report(self, done: int, total: int) -> None:
        self._progress(Progress(Activity.SCANNING, done, total, self._failures))

    def _file(self, reading: Reading) -> FileRecord | None:
        """What was read of a file as it is stored; None if it is gone by now."""
        if reading.tags is None:
            return self._problem(reading.relative, reading.reason) if reading.reason else None
        if self._walk.files[reading.relative].size == 0:
            return self._problem(reading.relative, "The file is empty.")
        return self._record(reading.relative, reading.identity, reading.tags)

    def _problem(self, relative: str, reason: str) -> FileRecord:
        """A file that cannot be read keeps what is known of it from better days."""
        self._failures += 1
        tags, identity = tags_by_name(self._root / relative, self._root), ""
        if known := self._known.get(relative):
            tags = self._store.tags([known.track_id]).get(known.track_id, tags)
            identity = known.identity
        return self._record(relative, identity, tags, reason)

    def _record(self, relative: str, identity: str, tags: Tags, problem: str = "") -> FileRecord:
        known, found = self._known.get(relative), self._walk.files[relative]
        track_id = known.track_id if known else None
        return FileRecord(relative, found.size, found.mtime_ns, identity, tags, problem, track_id)

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
        if known is None or known.missing or known.ignored or not file.problem:
            return False
        return (known.problem, stamp(known)) == (file.problem, stamp(file))

    def _save(self, records: Sequence[FileRecord]) -> Change:
        if not records:
            return Change()
        heard = heard_copies(self._store, self._root, records, self._moves.sounding)
        with self._store.atomic():
            ids = self._store.save_files(self._folder.id, records)
            pairs = zip(records, ids, strict=True)
            self._store.embeddings.share(
                (heard[file.relative], track_id)
                for file, track_id in pairs
                if heard.get(file.relative)
            )
        self._placed.update(ids)
        change = Change(tracks=frozenset(ids))
        self._changed(change)
        return change

    def _let_go(self) -> Change:
        """Mark what is not there any more; where nothing could be seen, nothing is said."""
        unseen = [
            known
            for relative, known in self._known.items()
            if known.track_id not in self._placed
            and relative not in self._walk.files
            and not self._walk.hides(relative)
        ]
        alone = {each.track_id for each in unseen if self._walk.leaves_alone(each.relative)}
        hidden = frozenset(
            each.track_id for each in unseen if each.track_id in alone and not each.ignored
        )
        gone = frozenset(
            each.track_id
            for each in unseen
            if each.track_id not in alone and (each.ignored or not each.missing)
        )
        return self._tell(self._store.mark_ignored, Change(removed=hidden), hidden) | self._tell(
            self._store.mark_missing, Change(tracks=gone), gone
        )

    def _tell(
        self, mark: Callable[[frozenset[int]], None], change: Change, ids: frozenset[int]
    ) -> Change:
        if ids:
            mark(ids)
            self._changed(change)
        return change

    def _settle(self, signatures: Mapping[str, bytes]) -> None:
        """Know those folders again of which the store now holds just what was seen."""
        names = defaultdict[str, set[str]](set)
        for relative in self._walk.files:
            names[directory_of(relative)].add(relative)
        folders = (folder for folder, signature in signatures.items() if signature != UNSURE)
        while some := list(islice(folders, SETTLED)):
            with self._store.atomic():
                known = defaultdict[str, dict[str, KnownFile]](dict)
                for relative, file in self._store.known_files(self._folder.id, some).items():
                    known[file.directory][relative] = file
                settled = {
                    folder: signatures[folder] if known[folder] else None
                    for folder in some
                    if names[folder] <= known[folder].keys()
                    and all(map(self._agrees, known[folder].values()))
                }
                self._store.keep_signatures(self._folder.id, settled)

    def _agrees(self, known: KnownFile) -> bool:
        """Whether the store says of a file what was seen of it."""
        if known.ignored:
            return self._walk.leaves_alone(known.relative)
        if known.missing:
            return known.relative not in self._walk.files
        return not known.problem and self._walk.files.get(known.relative) == stamp(known)
