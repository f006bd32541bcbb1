"""What can be done with tracks, wherever they are listed: the context menu and its deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.file_manager import show_in_file_manager
from app.playback.player import Player
from app.playlists.saved import Playlists
from app.session import Session
from app.widgets.notice import Notice, Offer
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import Origin, PlaylistLength, Track, TrackState

if TYPE_CHECKING:
    from engine.library import Library


class TrackActions(QObject):
    """Builds menus for tracks; knows whom to ask for each deed."""

    similar_wanted = Signal(object)
    """A track whose neighbours should be shown."""

    def __init__(
        self,
        session: Session,
        playlists: Playlists,
        player: Player,
        theme: Theme,
        length: Callable[[], PlaylistLength],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._playlists, self._player = session, playlists, player
        self._theme, self._length = theme, length

    def play(self, tracks: Sequence[Track], origin: Origin = Origin.LIBRARY) -> None:
        """Play these, from the first."""
        self._player.play([track.id for track in tracks], origin=origin)

    def play_next(self, tracks: Sequence[Track], origin: Origin = Origin.LIBRARY) -> None:
        """Let these come after the track that plays."""
        self._player.play_next([track.id for track in tracks], origin)

    def radio(self, track: Track) -> None:
        """Start a radio from a track."""
        self._playlists.radio(track, self._length())

    def more_like(self, tracks: Sequence[Track]) -> None:
        """Make a playlist of what sounds like these."""
        self._playlists.more_like(tracks, self._length())

    def retry(self, tracks: Sequence[Track]) -> None:
        """Listen again to what failed."""
        ids = [track.id for track in tracks]
        self._session.ask(lambda library: library.retry(ids))

    def like(self, tracks: Sequence[Track], liked: bool) -> None:
        """Like these tracks, or no longer; of several it is said, with a way back."""
        ids = [track.id for track in tracks]

        def keep(library: Library) -> list[int]:
            changing = [track.id for track in library.tracks.of(ids) if track.liked is not liked]
            if changing:
                library.history.like(changing, liked)
            return changing

        self._session.ask(keep, lambda changed: self._tell_liked(changed, liked))

    def toggle_like(self, tracks: Sequence[Track]) -> None:
        """Like these tracks; if all of them are liked, no longer."""
        self.like(tracks, not self._all_liked(tracks))

    def _tell_liked(self, ids: Sequence[int], liked: bool) -> None:
        if len(ids) > 1:
            what = f"{counted(len(ids), 'track')} {'liked' if liked else 'no longer liked'}"
            back = Offer("Undo", lambda: self._session.ask(_liking(ids, not liked)))
            self._session.tell(Notice(what, offer=back))

    def _all_liked(self, tracks: Sequence[Track]) -> bool:
        """Whether they are now: a list may have been made before they changed."""
        return all(map(self._session.catalogue.liked, tracks))

    def menu(
        self,
        tracks: list[Track],
        parent: QWidget,
        play: Callable[[], None] | None = None,
        extra: Sequence[QAction] = (),
        origin: Origin = Origin.LIBRARY,
    ) -> QMenu:
        """What can be done with these tracks; `play` starts them in the list they are shown in."""
        menu = QMenu(parent)
        first, several = tracks[0], len(tracks) > 1
        ready = [track for track in tracks if track.state is TrackState.READY]
        self._add(menu, "play", "Play", play or (lambda: self.play(tracks, origin))).setShortcut(
            QKeySequence("Return")
        )
        self._add(menu, "queue", "Play next", lambda: self.play_next(tracks, origin))
        menu.addMenu(self._playlist_menu(tracks, menu))
        icon, like = ("heart-full", "Unlike") if self._all_liked(tracks) else ("heart", "Like")
        self._add(menu, icon, like, lambda: self.toggle_like(tracks)).setShortcut(QKeySequence("L"))
        menu.addSeparator()
        self._add(menu, "similar", "Show what sounds like this", lambda: self._show(first), ready)
        self._add(menu, "radio", "Start radio", lambda: self.radio(first), ready)
        these = f"More like these {len(tracks)}" if several else "More like this"
        self._add(menu, "listen", these, lambda: self.more_like(tracks), ready)
        menu.addSeparator()
        failed = [track for track in tracks if track.state is TrackState.FAILED]
        if failed:
            again = f"Listen again to {counted(len(failed), 'track')}"
            self._add(menu, "retry", again, lambda: self.retry(failed))
        self._add(menu, "folder", "Show in file manager", lambda: self._reveal(first))
        self._add(menu, "search", "Find copies", lambda: self._find_copies(first))
        menu.addActions(list(extra))
        return menu

    def pop_up(
        self,
        tracks: list[Track],
        position: QPoint,
        parent: QWidget,
        play: Callable[[], None] | None = None,
        extra: Sequence[QAction] = (),
        origin: Origin = Origin.LIBRARY,
    ) -> None:
        """Show the menu at a place on the screen."""
        menu = self.menu(tracks, parent, play, extra, origin)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(position)

    def _playlist_menu(self, tracks: Sequence[Track], parent: QWidget) -> QMenu:
        menu = QMenu("Add to playlist", parent)
        menu.setIcon(self._theme.icon("playlist"))
        ids = [track.id for track in tracks]
        self._add(menu, "plus", "New playlist", lambda: self._new_playlist(tracks))
        menu.addSeparator()
        for playlist in self._playlists.saved:
            menu.addAction(playlist.name, _adding(self._playlists, playlist.id, ids))
        return menu

    def _new_playlist(self, tracks: Sequence[Track]) -> None:
        self._playlists.create("New playlist", [track.id for track in tracks])

    def _show(self, track: Track) -> None:
        self.similar_wanted.emit(track)

    def _reveal(self, track: Track) -> None:
        show_in_file_manager(track.path)

    def _find_copies(self, track: Track) -> None:
        """Say where else the same sound lies."""
        self._session.ask(
            lambda library: library.tracks.copies(track.id),
            lambda copies: self._session.tell(_copies_found(track, copies)),
        )

    def _add(
        self,
        menu: QMenu,
        icon: str,
        text: str,
        deed: Callable[[], None],
        needs: Sequence[Track] | None = None,
    ) -> QAction:
        """`needs` greys the action where there is nothing for it to work on."""
        drawing = self._theme.icon(icon) if icon else QIcon()
        action = menu.addAction(drawing, text, lambda: deed())
        action.setEnabled(needs is None or bool(needs))
        return action


def _liking(ids: Sequence[int], liked: bool) -> Callable[[Library], None]:
    return lambda library: library.history.like(ids, liked)


def _copies_found(track: Track, copies: Sequence[Track]) -> Notice:
    if not copies:
        return Notice(f"No other file holds “{track.tags.title}”")
    title = f"“{track.tags.title}” is there {len(copies) + 1} times"
    return Notice(title, "\n".join(str(copy.path) for copy in copies))


def _adding(playlists: Playlists, playlist_id: int, ids: list[int]) -> Callable[[], None]:
    return lambda: playlists.add(playlist_id, ids)
