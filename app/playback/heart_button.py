"""The heart of the player bar: whether the playing track is liked, and the way to change that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.session import Session
from app.widgets.theme import Theme
from engine.types import Change, Track


class HeartButton(QToolButton):
    """Filled while the playing track is liked; away while nothing plays."""

    def __init__(
        self,
        session: Session,
        player: Player,
        actions: TrackActions,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._actions = session, player, actions
        self._theme = theme
        self.setIconSize(QSize(20, 20))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._toggle)
        player.track_changed.connect(self._show)
        session.changed.connect(self._changed)
        self._show(player.track)

    def _show(self, track: Track | None) -> None:
        # The player has the track as it was when it began.
        liked = track is not None and self._session.catalogue.liked(track)
        name = "Unlike" if liked else "Like"
        self.setIcon(self._theme.icon(*(("heart-full", "accent") if liked else ("heart", "muted"))))
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setVisible(track is not None)

    def _changed(self, change: Change) -> None:
        if self._player.track and self._player.track.id in change.tracks:
            self._show(self._player.track)

    def _toggle(self) -> None:
        if track := self._player.track:
            self._actions.toggle_like([track])
