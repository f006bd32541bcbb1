"""The importer: reads files from elsewhere, keeps what they tell, and says how it went.

A file is read to its end before anything of it is kept, and then it is kept whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

from engine.catalog.database_errors import explained
from engine.catalog.import_draft import Draft, Drafted
from engine.catalog.song_matches import Means, Song
from engine.catalog.store import Store
from engine.errors import Cancelled, NearfieldError, SeveralListeners
from engine.importing.reading import (
    digest_of,
    files_of,
    read_history,
    read_listeners,
    read_lists,
)
from engine.training.plays.reading import Reading
from engine.training.watch import Watch
from engine.types import ImportKind, ImportReport, ImportSource

MISSING = 50
"""Songs that were not found, of which the report tells: those that occur most."""
EXAMPLES = 100
"""Lines that could not be used, of which it tells."""

_READ = {
    ImportKind.HISTORY: read_history,
    ImportKind.LISTENERS: read_listeners,
    ImportKind.PLAYLISTS: read_lists,
}


class Importer:
    """Brings sources into `store`; `settle` then looks which of their songs are tracks."""

    def __init__(self, store: Store, settle: Callable[[Callable[[], bool]], None]) -> None:
        self._store, self._settle = store, settle

    def take_in(
        self, kind: ImportKind, paths: Sequence[Path], listener: str, watch: Watch
    ) -> ImportSource:
        """Import files or folders as one source; files that were imported change nothing.

        `listener` says whose plays a history is, where the files name several. Raises PlaysError,
        SeveralListeners, Cancelled, NearfieldError if nothing in them can be used.
        """
        imports = self._store.imports
        try:
            digest = digest_of(files_of(kind, paths), watch)
            if known := imports.find(kind, digest, listener):
                return replace(known, known=True)
            reading = Reading(watch, EXAMPLES)
            with explained(Path(gettempdir())), Draft(imports.known_songs()) as draft:
                _READ[kind](paths, draft, reading, watch)
                if kind is ImportKind.HISTORY:
                    listener = _chosen(draft, listener)
                    draft.choose(listener)
                report = _report(draft, reading)
                _refuse_useless(report, reading)
                drafted = Drafted(kind, _name(paths), digest, listener, draft)
                source = imports.add(drafted, report, watch.heed)
        except Cancelled as error:
            raise Cancelled("The import was stopped", "Nothing of it was kept.") from error
        watch.told("Looking for the songs in the library", 0, 0)
        self._settle(watch.cancelled)
        return next(each for each in imports.sources() if each.id == source)


def _chosen(draft: Draft, listener: str) -> str:
    """Whose plays the history is; raises SeveralListeners, NearfieldError."""
    listeners = draft.listeners()
    if listener and listeners and listener not in listeners:
        some = ", ".join(listeners[:5]) + (" …" if len(listeners) > 5 else "")
        raise NearfieldError(f"Nobody in it is called {listener!r}", f"It tells of {some}.")
    if len(listeners) > 1 and not listener:
        raise SeveralListeners(listeners)
    return listener or "".join(listeners)


def _refuse_useless(report: ImportReport, reading: Reading) -> None:
    """Raise NearfieldError if nothing was told, or nothing of it would be kept."""
    if not report.entries:
        raise NearfieldError("There is nothing to import", _why(reading))
    if report.lists and not report.lists_kept:
        raise NearfieldError(
            "Nothing of it goes with your library",
            f"It has {report.songs_found:,} of the {report.songs:,} songs, and two of them stand in"
            f" none of the {report.lists:,} lists. Try again when there is more music in it.",
        )


def _report(draft: Draft, reading: Reading) -> ImportReport:
    by, (songs, found) = draft.entries_by(), draft.counts()
    return ImportReport(
        entries=sum(by.values()),
        by_id=by[Means.ID],
        by_name=by[Means.NAME],
        by_artist=by[Means.ARTIST],
        songs=songs,
        songs_found=found,
        lists=draft.lists,
        lists_kept=draft.lists_kept,
        lines=reading.lines,
        left_out=tuple(reading.left_out.most_common()),
        examples=tuple(reading.examples),
        missing=tuple((_told(song), count) for song, count in draft.missing(MISSING)),
    )


def _told(song: Song) -> str:
    return " – ".join(filter(None, (song.artist, song.title))) or song.recording_id or "?"


def _why(reading: Reading) -> str:
    return " ".join(f"{line}." for line in reading.examples[:3]) or "The files tell of nothing."


def _name(paths: Sequence[Path]) -> str:
    first = paths[0].absolute().name
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"
