"""The last.fm tags of the Million Song Dataset, in both published forms.

`lastfm_tags.db`: SQLite with the tables `tids` (track ids), `tags` (tag names) and `tid_tag` (rows
of the two, and how well the tag fits, 0 to 100). `lastfm_train/A/B/C/TRABC….json` and
`lastfm_test/…`: one object a track, `tags` being pairs of name and fit. Source: the Last.fm
dataset, millionsongdataset.com/lastfm.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from engine.training.tagging.rows import LabelsError, read_text

DATABASE = "lastfm_tags.db"
_FOLDERS = ("lastfm_train", "lastfm_test")
_FIT = 50
"""A tag counts if it fits better than this, as in K. Choi's split."""


def has_lastfm(folder: Path) -> bool:
    """Whether the tags are here, in one form or the other."""
    return (folder / DATABASE).is_file() or any((folder / name).is_dir() for name in _FOLDERS)


def read_lastfm(
    folder: Path, ids: Collection[str], tags: Collection[str]
) -> Mapping[str, frozenset[str]]:
    """Which of `tags` fit each of the tracks `ids`; raises LabelsError."""
    if (folder / DATABASE).is_file():
        pairs = _from_database(folder / DATABASE, tags)
    else:
        pairs = _from_objects(folder, ids)
    wanted, known = frozenset(ids), frozenset(tags)
    found: dict[str, set[str]] = {}
    for track, tag in pairs:
        if track in wanted and tag in known:
            found.setdefault(track, set()).add(tag)
    return {track: frozenset(theirs) for track, theirs in found.items()}


def _from_database(path: Path, tags: Collection[str]) -> Iterator[tuple[str, str]]:
    marks = ", ".join("?" * len(tags))
    question = (
        "SELECT tids.tid, tags.tag FROM tid_tag"
        " JOIN tags ON tags.rowid = tid_tag.tag JOIN tids ON tids.rowid = tid_tag.tid"
        f" WHERE tid_tag.val > ? AND tags.tag IN ({marks})"
    )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            yield from database.execute(question, (_FIT, *tags))
    except sqlite3.Error as error:
        raise LabelsError(path, f"This is not the published database ({error}).") from error


def _from_objects(folder: Path, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of track and tag from the tracks' own files; a track without one has no tags."""
    for track in ids:
        below = Path(*track[2:5], f"{track}.json")
        path = next((p for name in _FOLDERS if (p := folder / name / below).is_file()), None)
        if path is None:
            continue
        try:
            pairs = [(str(tag), float(fit)) for tag, fit in json.loads(read_text(path))["tags"]]
        except (ValueError, KeyError, TypeError) as error:
            raise LabelsError(path, f"This is not a track of the data set ({error!r}).") from error
        yield from ((track, tag) for tag, fit in pairs if fit > _FIT)
