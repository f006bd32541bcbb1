"""The library page: the search field over the table, or a word on why there is no table."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.library.empty_state import empty_state
from app.library.listing import MARK, Order, Refreshed
from app.library.search_field import SearchField
from app.library.sorting import Column
from app.library.table import LibraryTable
from app.library.tag_completer import marked
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.session import Session
from app.widgets.buttons import label, text_button
from app.widgets.hint import Hint
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import Track


class LibraryView(QWidget):
    """All tracks, searched and sorted."""

    folder_wanted = Signal()
    emptied = Signal(bool)
    """Whether there is no track at all."""

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
        self._order = Order()
        self._focused = False
        self.table = LibraryTable(theme, self._pop_up)
        self.search = SearchField(theme)
        self._title, self._count = label("Library", "heading"), label("", "muted")
        self.choose_folder = text_button(theme, "Choose your music folder", "folder", "primary")
        self.hint = Hint(theme, self.choose_folder)
        self._lay_out()
        session.listed.connect(self._listed)
        session.folders_listed.connect(lambda _: self._explain())
        session.progressed.connect(lambda _: self._explain())
        player.track_changed.connect(lambda t: self.table.set_playing(t.id if t else None))
        self.table.played.connect(self.play_from)
        self.table.like_wanted.connect(actions.toggle_like)
        self.table.order_wanted.connect(self._sort)
        self.search.textChanged.connect(self._search)
        self.search.left.connect(self._into_table)
        self.choose_folder.clicked.connect(self.folder_wanted)
        self._explain()

    def _lay_out(self) -> None:
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(24, 18, 18, 14)
        header.setSpacing(12)
        header.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
        header.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBaseline)
        header.addStretch(1)
        header.addWidget(self.search, 2)
        listing = QWidget()
        inner = QVBoxLayout(listing)
        inner.setContentsMargins(12, 0, 4, 0)
        inner.addWidget(self.table)
        self._pages = QStackedLayout()
        self._pages.addWidget(listing)
        self._pages.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addLayout(self._pages, 1)

    def play_from(self, track: Track) -> None:
        """Play the list as it is shown, from a track on."""
        listing = self._session.listing
        self._player.play(listing.ids, listing.row_of(track.id) or 0)

    def _listed(self, refreshed: Refreshed) -> None:
        self.table.show_listing(refreshed)
        found, total = len(refreshed.listing.rows), refreshed.listing.total
        everything = counted(total, "track") if total else ""
        self._count.setText(everything if found == total else f"{found:,} of {everything}")
        self._explain()
        if found and not self._focused:
            self._focused = True
            self.table.setFocus()

    def _explain(self) -> None:
        session, listing = self._session, self._session.listing
        state = empty_state(
            session.ready,
            session.folders,
            listing.total,
            session.progress,
            self._order.query,
            len(listing.rows),
        )
        self._header.setVisible(listing.total > 0)
        self.emptied.emit(session.ready and listing.total == 0)
        self._pages.setCurrentIndex(0 if state is None else 1)
        if state:
            self.hint.show_hint(state.icon, state.title, state.text)
            self.choose_folder.setVisible(state.choose)

    def show_heard(self, tag: str) -> None:
        """Find all tracks in which a tag was heard."""
        self.search.setText(marked(tag))

    def _search(self, text: str) -> None:
        if MARK in text:
            self._session.ask(
                lambda library: library.heard_tags.names(),
                self.search.tags.offer,
                topic="tag names",
            )
        self._arrange(Order(text, self._order.column, self._order.descending))

    def _sort(self, column: Column | None, descending: bool) -> None:
        self._arrange(Order(self._order.query, column, descending))

    def _arrange(self, order: Order) -> None:
        self._order = order
        self._session.arrange(order)

    def _into_table(self) -> None:
        self.table.setFocus()
        if not self.table.selectionModel().hasSelection() and self.table.table.rowCount():
            self.table.select(self.table.table.track(0).id)

    def _pop_up(self, tracks: list[Track], position: QPoint) -> None:
        play = (lambda: self.play_from(tracks[0])) if len(tracks) == 1 else None
        self._actions.pop_up(tracks, position, self.table, play)
