"""The page of what was loved once and long not heard: it builds itself each time it is opened.

It is no saved playlist, so it cannot be edited: it is played, exported, or saved as one.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.playlists.model import PlaylistModel
from app.playlists.page import PlaylistPage
from app.playlists.saved import Playlists
from app.session import Session
from app.tasks import Lane
from app.widgets.buttons import icon_button, label
from app.widgets.elided_label import ElidedLabel
from app.widgets.theme import Theme
from engine.errors import NearfieldError
from engine.types import Origin, Playlist, PlaylistEntry, PlaylistLength, Track

NAME = "Rediscover"
WHY = "Loved once, not heard for two months"
UNSAVED = 0
"""The id of a playlist that the library does not have."""


class RediscoverView(PlaylistPage):
    """Tracks to be found again, in the order in which they are likely to be enjoyed."""

    model: PlaylistModel

    def __init__(
        self,
        session: Session,
        playlists: Playlists,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        length: Callable[[], PlaylistLength],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(NAME, session, player, actions, covers, theme, parent)
        self._session, self._playlists, self._length = session, playlists, length
        self.save_button = icon_button(theme, "plus", "Save it as a playlist")
        self.again_button = icon_button(
            theme, "retry", "Build it again, as long as is set for radio"
        )
        self.save_button.clicked.connect(self._save)
        self.again_button.clicked.connect(self.build)
        self._lay_out(_title(), (self.save_button, self.again_button))
        self._show_model(PlaylistModel(Playlist(UNSAVED, NAME), session.track, self))

    @property
    def _origin(self) -> Origin:
        return Origin.REDISCOVER

    def build(self) -> None:
        """Build it from what the library knows now."""
        length = self._length()
        self._session.ask(
            lambda library: library.recommender.rediscover(length),
            self._show,
            failed=self._failed,
            lane=Lane.LONG,
            topic="rediscover",
        )

    def _show(self, tracks: list[Track]) -> None:
        entries = tuple(PlaylistEntry(track.id) for track in tracks)
        self.model.take(Playlist(UNSAVED, NAME, entries))
        self._recount()

    def _recount(self) -> None:
        super()._recount()
        self.save_button.setEnabled(bool(self.model.entries))

    def _failed(self, error: Exception) -> None:
        """Say in the list's place what is missing."""
        self._show([])
        if not isinstance(error, NearfieldError):
            self._session.report(error)
            return
        self.hint.show_hint("rediscover", error.title, error.message)

    def _save(self) -> None:
        self._playlists.create(NAME, self.model.playlist.track_ids, built=True)


def _title() -> QWidget:
    """Its name, and what it holds."""
    title = QWidget()
    lines = QVBoxLayout(title)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(2)
    lines.addWidget(label(NAME, "heading"))
    why = ElidedLabel("muted")
    why.setText(WHY)
    lines.addWidget(why)
    return title
