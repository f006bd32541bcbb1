"""Tell which new files are copies of files that were listened to, to the last byte of their sound.

What was heard in the one then counts for the other, which is a track of its own all the same. The
sampled identity finds the candidates, a hash of the whole sound settles it: a vector that was
taken over is never looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from engine.catalog.identity import full_hash
from engine.catalog.store import FileRecord, KnownFile, Store
from engine.catalog.walk import Stamp

Sounding = Mapping[str, Sequence[KnownFile]]
"""Known files by the identity of their sound."""


def heard_copies(
    store: Store, root: Path, files: Sequence[FileRecord], sounding: Sounding
) -> dict[str, int]:
    """The listened-to track whose sound a file has, by the file's path relative to `root`."""
    if not any(file.identity in sounding for file in files):
        return {}
    alike = [known for file in files for known in sounding.get(file.identity, ())]
    heard = store.embeddings.heard_at_all([known.track_id for known in alike])
    roots = {folder.id: folder.path for folder in store.folders()}
    copies: dict[str, int] = {}
    for file in files:
        originals = {
            known.track_id: roots[known.folder_id] / known.relative
            for known in sounding.get(file.identity, ())
            if known.track_id in heard and known.folder_id in roots and _is_there(known, roots)
        }
        with suppress(OSError):
            if originals and (found := _same_sound(root / file.relative, originals)):
                copies[file.relative] = found
    return copies


def _is_there(known: KnownFile, roots: Mapping[int, Path]) -> bool:
    """Whether a known file is where it was, as it was when it was listened to."""
    with suppress(OSError):
        status = (roots[known.folder_id] / known.relative).stat()
        return Stamp.of(status) == Stamp(known.size, known.mtime_ns)
    return False


def _same_sound(path: Path, originals: Mapping[int, Path]) -> int | None:
    sound = full_hash(path)
    found = (track_id for track_id, original in originals.items() if full_hash(original) == sound)
    return next(found, None)
