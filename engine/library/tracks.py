"""The tracks of a library: all of them, some of them, those that a word or a path finds."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from engine.catalog.store import Store
from engine.errors import NearfieldError, NotFound
from engine.lines.cache import CachedLines
from engine.lines.columns import Lines
from engine.text import plain
from engine.types import Track

log = logging.getLogger(__name__)


class Tracks:
    """Read from the store, in the state that the model that serves has them in."""

    def __init__(self, store: Store, lines: Path) -> None:
        """`lines` is the file from which the next start has them."""
        self._store, self._lines = store, CachedLines(lines, store)

    def all(self) -> list[Track]:
        """Every track."""
        return self._store.tracks(self._store.embeddings.serving())

    def of(self, ids: Iterable[int]) -> list[Track]:
        """The tracks of these ids, in their order; unknown ids are left out."""
        return self._store.tracks(self._store.embeddings.serving(), list(ids))

    def one(self, track_id: int) -> Track:
        """The track of this id; raises NotFound."""
        if tracks := self.of([track_id]):
            return tracks[0]
        raise NotFound("That track is no longer in the library")

    def lines(self, ids: Iterable[int] | None = None) -> Lines:
        """All tracks at a glance, as on a shelf, or those of `ids`: for lists of them.

        Many times as fast as `all`, and faster still where nothing changed since the last close.
        """
        serving = self._store.embeddings.serving()
        if ids is None:
            return self._lines.lines(serving)
        return self._store.lines(serving, list(ids))

    def keep_lines(self) -> None:
        """Keep the lines for the next start, if that can be done."""
        try:
            self._lines.save(self._store.embeddings.serving())
        except NearfieldError as error:
            log.warning("The lines cannot be kept: %s", error)

    def find(self, query: str, limit: int = 50) -> list[Track]:
        """Tracks that a path names, else those whose artist, album and title hold every word."""
        path = os.path.abspath(query)  # noqa: PTH100 - links stay as the library knows them
        tracks = self.all()
        at_path = [track for track in tracks if os.fspath(track.path) == path]
        if at_path or not (words := plain(query).split()):
            return at_path
        found = (track for track in tracks if all(word in _words(track) for word in words))
        return [track for track, _ in zip(found, range(limit), strict=False)]

    def copies(self, track_id: int) -> list[Track]:
        """The other tracks of the same sound, by their path, whatever their state."""
        identity = self.one(track_id).identity
        alike = self._store.files_sounding([identity]).get(identity, [])
        copies = self.of(known.track_id for known in alike if known.track_id != track_id)
        return sorted(copies, key=lambda track: track.path)

    def picture(self, track_id: int) -> bytes | None:
        """The track's cover as an encoded image: embedded, else `cover.*`/`folder.*` beside it."""
        from engine.catalog.pictures import read_picture

        tracks = self.of([track_id])
        return read_picture(tracks[0].path) if tracks else None


def _words(track: Track) -> str:
    return plain(f"{track.tags.artist} {track.tags.album} {track.tags.title}")
