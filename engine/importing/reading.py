"""Reading what is to be imported into a draft, entry by entry."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from engine.catalog.import_draft import Draft
from engine.catalog.tag_text import clean
from engine.importing.songs import names_beside, read_names, song_of, songs_of
from engine.training.plays.play import Play
from engine.training.plays.reading import PlaysError, Reading
from engine.training.plays.sources import play_files, read_plays
from engine.training.sequence.sources import playlist_files, read_playlists
from engine.training.text_files import opened
from engine.training.watch import Watch
from engine.types import ImportKind

_OFTEN = 500
"""Entries or lists between two looks at whether to go on."""
_BLOCK = 1 << 24
_SOON = 86_400.0
"""Seconds by which another clock may be ahead."""


def files_of(kind: ImportKind, paths: Sequence[Path]) -> list[Path]:
    """All files that are read; raises PlaysError for a path that names none."""
    of = playlist_files if kind is ImportKind.PLAYLISTS else play_files
    return [file for path in paths for file in of(path)]


def digest_of(files: Sequence[Path], watch: Watch) -> bytes:
    """The same for the same contents, whatever the files are called and in whichever order.

    Raises PlaysError for a file that cannot be read, Cancelled.
    """
    digests = []
    for number, file in enumerate(files):
        digest = hashlib.blake2b(digest_size=16)
        with opened(file, PlaysError) as (_, raw):
            while block := raw.read(_BLOCK):
                watch.step("Looking through the files", number, len(files))
                digest.update(block)
        digests.append(digest.digest())
    return hashlib.blake2b(b"".join(sorted(digests)), digest_size=16).digest()


def read_history(paths: Sequence[Path], draft: Draft, reading: Reading, watch: Watch) -> None:
    """Take in plays whose times are told; raises PlaysError, Cancelled."""
    latest = time.time() + _SOON
    for play in _plays(paths, reading, watch):
        if play.time is None:
            reading.refuse(reading.line, "the line does not say when it was played")
        elif play.time > latest:
            reading.refuse(reading.line, "the time is yet to come")
        elif play.count > 1:
            reading.refuse(reading.line, "the line tells of several plays, but of one time only")
        else:
            draft.add_play(clean(play.user), song_of(play.item), play.time)


def read_listeners(paths: Sequence[Path], draft: Draft, reading: Reading, watch: Watch) -> None:
    """Take in who plays what; raises PlaysError, Cancelled."""
    for play in _plays(paths, reading, watch):
        draft.add_plays(play.user, song_of(play.item), play.count)
    for done in draft.gather_listeners():
        if done % _OFTEN == 1:
            watch.step("Gathering the listeners", done, len(draft.listeners()))


def read_lists(paths: Sequence[Path], draft: Draft, reading: Reading, watch: Watch) -> None:
    """Take in playlists; raises PlaysError, Cancelled."""
    files = files_of(ImportKind.PLAYLISTS, paths)
    for table in dict.fromkeys(map(names_beside, files)):
        for track in read_names(table, reading) if table else ():
            draft.name(*track)
    for number, file in enumerate(files):
        if len(files) > 1:
            watch.step("Reading playlists", number, len(files))
        for listed in _heeding(read_playlists(file, reading), watch):
            draft.add_list(songs_of(listed, draft.named), clean(listed.title))


def _plays(paths: Sequence[Path], reading: Reading, watch: Watch) -> Iterator[Play]:
    for path in paths:
        yield from _heeding(read_plays(path, reading), watch)


Each = TypeVar("Each")


def _heeding(entries: Iterable[Each], watch: Watch) -> Iterator[Each]:
    """The same entries one by one, as long as nobody stops it."""
    for number, entry in enumerate(entries):
        if number % _OFTEN == 0:
            watch.heed()
        yield entry
