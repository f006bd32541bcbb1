"""Playlists: the saved ones, their models, and everything that makes a new one.

Every edit is saved at once, in the background; the library's broadcast brings the list up to date
and into the models, except while an edit of theirs is still on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoGroup

from app.playlists.model import PlaylistModel
from app.session import Session
from app.tasks import Lane
from app.widgets.notice import Notice, Offer, Tone
from app.widgets.phrases import counted
from engine.types import (
    Change,
    ImportedPlaylist,
    Playlist,
    PlaylistEntry,
    PlaylistLength,
    Track,
)

if TYPE_CHECKING:
    from engine.library import Library


CONTINUED_BY: Final = PlaylistLength(tracks=10)
"""How much longer a playlist gets each time it is continued."""


class Playlists(QObject):
    """The shelf of saved playlists."""

    listed = Signal(object)
    """All playlists, in the library's order."""
    appeared = Signal(int, bool)
    """A playlist that was just made, to be opened, and whether it should play."""
    imported = Signal(object)
    """An `ImportedPlaylist` some of whose entries were not found."""
    vanished = Signal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.saved: list[Playlist] = []
        self.radios: set[int] = set()
        """The playlists that were started as radios since the window was opened."""
        self.undo = QUndoGroup(self)
        self._session = session
        self._models: dict[int, PlaylistModel] = {}
        self._saving: set[int] = set()
        session.opened.connect(self._load)
        session.changed.connect(self._changed)

    def model(self, playlist_id: int) -> PlaylistModel | None:
        """The playlist as it is shown and edited; None if there is no such playlist."""
        if playlist_id not in self._models:
            saved = next((p for p in self.saved if p.id == playlist_id), None)
            if saved is None:
                return None
            self._adopt(saved)
        return self._models[playlist_id]

    def create(
        self,
        name: str,
        track_ids: Iterable[int] = (),
        *,
        play: bool = False,
        built: bool = False,
    ) -> None:
        """Save a new playlist and have it opened; `built` from recommendations, or the user's."""
        entries = [PlaylistEntry(track_id) for track_id in track_ids]
        self._session.ask(
            lambda library: library.playlists.create(name, entries, built=built),
            lambda playlist: self._appear(playlist, play),
        )

    def radio(self, track: Track, length: PlaylistLength) -> None:
        """Make and play a playlist that starts at a track and wanders among what is near."""
        self._build(
            f"Radio · {track.tags.title}",
            lambda library: library.recommender.radio(track.id, length),
            play=True,
        )

    def more_like(self, tracks: Sequence[Track], length: PlaylistLength) -> None:
        """Make a playlist of what sounds like these together."""
        ids = [track.id for track in tracks]
        rest = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        self._build(
            f"Like {tracks[0].tags.title}{rest}",
            lambda library: library.recommender.more_like(ids, length),
            play=False,
        )

    def continue_(self, model: PlaylistModel) -> None:
        """Put some tracks at the end of a playlist that go on from it."""
        playlist_id = model.playlist.id

        def add(tracks: list[Track]) -> None:
            if tracks:
                self.add(playlist_id, [track.id for track in tracks])
            else:
                self._nothing_to_build_from()

        self._session.ask(
            lambda library: library.recommender.continued(playlist_id, CONTINUED_BY),
            add,
            lane=Lane.LONG,
            topic="build",
        )

    def import_file(self, path: Path) -> None:
        """Save a playlist file as a playlist, and say what was not found."""
        self._session.ask(
            lambda library: library.playlists.take_in(path), self._import_done, lane=Lane.LONG
        )

    def _build(self, name: str, question: Callable[[Library], list[Track]], *, play: bool) -> None:
        def save(tracks: list[Track]) -> None:
            if tracks:
                self.create(name, [track.id for track in tracks], play=play, built=True)
            else:
                self._nothing_to_build_from()

        self._session.ask(question, save, lane=Lane.LONG, topic="build")

    def _nothing_to_build_from(self) -> None:
        text = "Nearfield has to listen to some tracks first."
        self._session.tell(Notice("Nothing to build it from yet", text, Tone.TROUBLE))

    def _appear(self, playlist: Playlist, play: bool) -> None:
        if play:
            self.radios.add(playlist.id)
        self._adopt(playlist)
        self._keep([*(p for p in self.saved if p.id != playlist.id), playlist])
        self.appeared.emit(playlist.id, play)

    def _import_done(self, imported: ImportedPlaylist) -> None:
        self._appear(imported.playlist, False)
        found = len(imported.playlist.entries) - len(imported.missing)
        self._session.tell(Notice(f"Imported {counted(found, 'track')}"))
        if imported.missing:
            self.imported.emit(imported)

    def delete(self, playlist_id: int) -> None:
        """Delete a playlist, and offer to bring it back."""
        model = self.model(playlist_id)
        if model is None:
            return
        gone = model.playlist
        bring_back = Offer("Undo", lambda: self._restore(gone))
        self._session.ask(
            lambda library: library.playlists.delete(playlist_id),
            lambda _: self._session.tell(Notice(f"“{gone.name}” was deleted", offer=bring_back)),
        )
        self._drop(playlist_id)

    def add(self, playlist_id: int, track_ids: Sequence[int], row: int | None = None) -> None:
        """Put tracks into a saved playlist, at its end unless told otherwise, and say so."""
        if model := self.model(playlist_id):
            model.add(track_ids, row)
            added = counted(len(track_ids), "track")
            self._session.tell(
                Notice(
                    f"Added {added} to “{model.playlist.name}”",
                    offer=Offer("Undo", model.undo.undo),
                )
            )

    def export(self, model: PlaylistModel, path: Path, *, relative: bool) -> None:
        """Write a playlist file."""
        entries = model.entries
        self._session.ask(
            lambda library: library.playlists.export(entries, path, relative=relative),
            lambda written: self._session.tell(
                Notice(f"Exported {counted(len(entries), 'track')}", str(written))
            ),
            lane=Lane.LONG,
        )

    def _restore(self, playlist: Playlist) -> None:
        self._session.ask(
            lambda library: library.playlists.create(
                playlist.name, playlist.entries, built=playlist.built
            ),
            lambda back: self._appear(back, False),
        )

    def _adopt(self, playlist: Playlist) -> None:
        model = PlaylistModel(playlist, self._session.track, self)
        model.edited.connect(self._save)
        self._models[playlist.id] = model
        self.undo.addStack(model.undo)

    def _drop(self, playlist_id: int) -> None:
        self._keep([p for p in self.saved if p.id != playlist_id])
        if model := self._models.pop(playlist_id, None):
            self.undo.removeStack(model.undo)
            self.vanished.emit(playlist_id)

    def _save(self, model: PlaylistModel) -> None:
        playlist = model.playlist
        self._saving.add(playlist.id)
        self._keep([playlist if p.id == playlist.id else p for p in self.saved])

        def failed(error: Exception) -> None:
            self._saving.discard(playlist.id)
            self._session.report(error)

        self._session.ask(
            lambda library: library.playlists.change(
                playlist.id, name=playlist.name, entries=playlist.entries
            ),
            lambda _: self._saving.discard(playlist.id),
            failed=failed,
            topic=("save", playlist.id),
        )

    def _load(self) -> None:
        self._session.ask(lambda library: library.playlists.all(), self._refresh, topic="playlists")

    def _changed(self, change: Change) -> None:
        if change.playlists:
            self._load()

    def _refresh(self, playlists: list[Playlist]) -> None:
        edited = {i: self._models[i].playlist for i in self._saving if i in self._models}
        self._keep([edited.get(p.id, p) for p in playlists])
        for playlist in playlists:
            if playlist.id in self._models and playlist.id not in self._saving:
                self._models[playlist.id].take(playlist)
        for playlist_id in self._models.keys() - {p.id for p in playlists}:
            self._drop(playlist_id)

    def _keep(self, playlists: list[Playlist]) -> None:
        self.saved = playlists
        self.listed.emit(self.saved)
