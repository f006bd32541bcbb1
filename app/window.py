"""The window: its parts, their places, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.analysis_bar import AnalysisBar
from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.library.view import LibraryView
from app.playback.heart_button import HeartButton
from app.playback.player import Player
from app.playback.sound import Sound, SoundOutput
from app.playback.transport import Transport
from app.playlists.requests import Requests
from app.playlists.saved import Playlists
from app.playlists.sidebar import Sidebar
from app.playlists.view import PlaylistView
from app.rediscover.view import RediscoverView
from app.session import Session
from app.settings import Settings
from app.shortcuts import add_shortcuts
from app.similar.length_picker import LengthPicker
from app.similar.view import SimilarView
from app.widgets.dragging import dragged_folders
from app.widgets.message_bar import MessageBar
from app.widgets.theme import Theme
from engine.types import Track

SIZE: Final = QSize(1360, 840)
LEAST: Final = QSize(880, 560)
WIDTHS: Final = (208, 784, 368)
"""How a window of the usual size is shared: places, page, similar."""

SHARES: Final = ((188, 260, 1), (320, 16_777_215, 5), (286, 460, 2))
"""The least and the most points of each part, and its share of what a resize brings or takes."""


class Window(QMainWindow):
    """Everything the user sees."""

    closed = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        theme: Theme,
        open_sound: Callable[[], SoundOutput] = Sound,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Nearfield")
        self.setAcceptDrops(True)
        self.session, self._settings = session, settings
        self.player = Player(session, open_sound, self)
        self.player.set_volume(settings.volume)
        self.playlists = Playlists(session, self)
        self.covers = Covers(session, self)
        self.length = LengthPicker()
        self.length.pick(settings.length)
        self.track_actions = TrackActions(
            session, self.playlists, self.player, theme, lambda: self.length.length, self
        )
        self._make_parts(theme)
        self.requests = Requests(session, self.playlists, self.track_actions, theme, self)
        self._lay_out()
        self._connect()
        add_shortcuts(self)
        self._restore()

    def _make_parts(self, theme: Theme) -> None:
        session, player, actions = self.session, self.player, self.track_actions
        self.sidebar = Sidebar(self.playlists, theme)
        self.library = LibraryView(session, player, actions, theme)
        self.playlist = PlaylistView(session, self.playlists, player, actions, self.covers, theme)
        self.rediscover = RediscoverView(
            session,
            self.playlists,
            player,
            actions,
            self.covers,
            theme,
            lambda: self.length.length,
        )
        self.similar = SimilarView(session, player, actions, self.covers, theme, self.length)
        self.messages = MessageBar(theme)
        heart = HeartButton(session, player, actions, theme)
        self.transport = Transport(player, self.covers, theme, heart)
        self.analysis = AnalysisBar(session, theme)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.library)
        self.pages.addWidget(self.playlist)
        self.pages.addWidget(self.rediscover)
        centre = QWidget()
        centre.setObjectName("centre")
        inner = QVBoxLayout(centre)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        news = QVBoxLayout()
        news.setContentsMargins(14, 10, 14, 0)
        news.addWidget(self.messages)
        inner.addLayout(news)
        inner.addWidget(self.pages, 1)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for place, part in enumerate((self.sidebar, centre, self.similar)):
            least, most, share = SHARES[place]
            part.setMinimumWidth(least)
            part.setMaximumWidth(most)
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, share)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.transport)
        column.addWidget(self.analysis)
        self.setCentralWidget(whole)
        self.setMinimumSize(LEAST)

    def _connect(self) -> None:
        table = self.library.table
        table.chosen.connect(lambda track: self.similar.choose(track, table.selected_tracks))
        table.counted.connect(self.similar.card.show_selected)
        for page in (self.playlist, self.rediscover):
            selected = page.list.selected_tracks
            page.chosen.connect(partial(self._choose, selected))
            page.counted.connect(self.similar.card.show_selected)
            page.export_wanted.connect(self.requests.export)
        self.similar.card.heard.wanted.connect(self._show_heard)
        self.library.emptied.connect(self.similar.setHidden)
        self.library.folder_wanted.connect(self.requests.choose_folder)
        self.sidebar.library_wanted.connect(self.show_library)
        self.sidebar.rediscover_wanted.connect(self.show_rediscover)
        self.sidebar.playlist_wanted.connect(self.show_playlist)
        self.sidebar.new_wanted.connect(lambda: self.playlists.create("New playlist"))
        self.sidebar.import_wanted.connect(self.requests.import_playlists)
        self.sidebar.folders_wanted.connect(self.requests.show_folders)
        self.sidebar.settings_wanted.connect(self.requests.show_settings)
        self.sidebar.learning_wanted.connect(self.requests.show_learning)
        self.sidebar.imports_wanted.connect(self.requests.show_imports)
        self.playlists.appeared.connect(self._appeared)
        self.playlists.vanished.connect(self._vanished)
        self.playlists.listed.connect(self._reopen)
        self.playlists.imported.connect(self.requests.report_import)
        self.requests.importing.renewed.connect(self._look_again)
        self.analysis.failures_wanted.connect(self.requests.show_failures)
        self.transport.track_wanted.connect(self._show_track)
        self.session.noticed.connect(self.messages.show_notice)

    def show_library(self) -> None:
        """Go to the library."""
        self.pages.setCurrentWidget(self.library)
        self.sidebar.show_library()
        self.library.table.setFocus()
        self._settings.playlist = None

    def show_rediscover(self) -> None:
        """Go to what was loved once and long not heard, as it is now."""
        self.rediscover.build()
        self.pages.setCurrentWidget(self.rediscover)
        self.sidebar.show_rediscover()
        self.rediscover.list.setFocus()
        self._settings.playlist = None

    def show_playlist(self, playlist_id: int) -> None:
        """Go to a playlist, if it is still there."""
        if model := self.playlists.model(playlist_id):
            self.playlist.show_playlist(model)
            self.pages.setCurrentWidget(self.playlist)
            self.sidebar.show_playlist(playlist_id)
            self.playlist.list.setFocus()
            self._settings.playlist = playlist_id

    @property
    def idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        return self.session.idle and self.covers.idle

    def _appeared(self, playlist_id: int, play: bool) -> None:
        self.show_playlist(playlist_id)
        if play:
            self.playlist.play(0)
        elif not self.playlist.model or not self.playlist.model.entries:
            self.playlist.title.begin()

    def _vanished(self, playlist_id: int) -> None:
        open_model = self.playlist.model
        if open_model and open_model.playlist.id == playlist_id:
            self.show_library()

    def _reopen(self) -> None:
        """Once, when the playlists are first there: go to the one that was open last."""
        self.playlists.listed.disconnect(self._reopen)
        if (last := self._settings.playlist) is not None:
            self.show_playlist(last)

    def _choose(self, selected: Callable[[], list[Track]], track: Track) -> None:
        self.similar.choose(track, selected)

    def _look_again(self) -> None:
        self.similar.look_again()
        if self.rediscover.isVisible():
            self.rediscover.build()

    def _show_track(self, track: Track) -> None:
        self.show_library()
        self.library.search.clear()
        if not self.library.table.select(track.id):
            self.similar.choose(track, lambda: [track])

    def _show_heard(self, tag: str) -> None:
        self.show_library()
        self.library.show_heard(tag)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders may be dropped anywhere."""
        if dragged_folders(event.mimeData()):
            event.setDropAction(Qt.DropAction.LinkAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the folders that were dropped."""
        self.session.add_folders(dragged_folders(event.mimeData()))
        event.accept()

    def _restore(self) -> None:
        geometry, splitter = self._settings.geometry(), self._settings.splitter()
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(SIZE.boundedTo(self.screen().availableSize()))
        if splitter is None or not self.splitter.restoreState(splitter):
            self.splitter.setSizes(WIDTHS)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left; the rest is done by whoever opened it."""
        self.player.stop()
        self.requests.learning.stop()
        self.requests.importing.stop()
        self._settings.keep_window(self.saveGeometry(), self.splitter.saveState())
        self._settings.volume = self.player.volume
        self._settings.length = self.length.length
        self._settings.save()
        event.accept()
        self.closed.emit()
