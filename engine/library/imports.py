"""Imports: histories, other people's listening and playlists that were brought from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.catalog.store import Store
from engine.library.news import Listener, never, unheard
from engine.types import Change, ImportKind, ImportSource


class Imports:
    """All methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        gained: Callable[[frozenset[int]], None],
        taken_in: Callable[[], None],
        tell: Listener,
    ) -> None:
        """`gained` is told of tracks (ids) that have new plays, `taken_in` of an import."""
        self._store, self._tell = store, tell
        self._gained, self._taken_in = gained, taken_in

    def all(self) -> list[ImportSource]:
        """What was imported, in that order."""
        return self._store.imports.sources()

    def take_in(
        self,
        kind: ImportKind,
        paths: Sequence[Path],
        listener: str = "",
        told: Callable[[str, int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportSource:
        """Import a history, other people's listening or playlists; the same files count once.

        `told` hears what is being done, how much of it is done, of how much. Raises NearfieldError;
        SeveralListeners if it does not say which of a history's `listener`s is the user; Cancelled.
        """
        from engine.importing.importer import Importer
        from engine.training.watch import Watch

        watch = Watch(told or unheard, cancelled or never)
        source = Importer(self._store, self.settle).take_in(kind, paths, listener, watch)
        self._taken_in()
        return source

    def forget(self, source_id: int) -> None:
        """Take out what was imported, with all it brought; raises NotFound."""
        self._tell(Change(tracks=self._store.imports.remove(source_id)))

    def settle(self, cancelled: Callable[[], bool]) -> None:
        """Look whether new tracks are songs that were imported."""
        if played := self._store.imports.settle(cancelled):
            self._gained(played)
