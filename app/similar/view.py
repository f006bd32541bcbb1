"""The similar view: click a track anywhere, see here what in the library goes with it.

The question goes to `library.recommender` off the UI thread; if another track is chosen before the
answer is there, the answer is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.session import Session
from app.similar.length_picker import LengthPicker
from app.similar.list_head import ListHead
from app.similar.neighbour_delegate import NeighbourDelegate
from app.similar.neighbour_view import NeighbourView
from app.similar.neighbours import NeighbourList
from app.similar.part_picker import Part, within
from app.similar.seed_card import SeedCard
from app.tasks import Lane
from app.widgets.hint import Hint
from app.widgets.theme import Theme
from engine.types import Change, HeardTag, Neighbour, Origin, Track, TrackState

if TYPE_CHECKING:  # the engine is imported by whoever opens it, once the window is up
    from engine.library import Library

COUNT: Final = 20
LEAST_LIST: Final = 150
"""Points of height that the neighbours need to be of use: two of them, and a bit of the next."""


class SimilarView(QFrame):
    """The chosen track and its neighbours."""

    def __init__(
        self,
        session: Session,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        length: LengthPicker,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("similar")
        self._session, self._player, self._actions = session, player, actions
        self.seed: Track | None = None
        self._selected: Callable[[], list[Track]] = list
        self._trail: list[int] = []
        self.neighbours = NeighbourList(self)
        self.card = SeedCard(theme, covers, length)
        delegate = NeighbourDelegate(theme, covers, self)
        self.list = NeighbourView(delegate, self._pop_up)
        self.list.setModel(self.neighbours)
        self.hint = Hint(theme)
        self.head = ListHead(session, theme)
        self._lay_out()
        covers.arrived.connect(lambda _: self.list.viewport().update())
        session.changed.connect(self._changed)
        player.track_changed.connect(lambda t: self.list.set_playing(t.id if t else None))
        self.list.played.connect(self.play_row)
        self.list.like_wanted.connect(actions.toggle_like)
        self.card.play.connect(self._play_seed)
        self.card.back.connect(self._go_back)
        self.card.radio.connect(self._start_radio)
        self.card.more_like.connect(self._more_like_these)
        self.head.changed.connect(self._look_elsewhere)
        self.head.opened.connect(self._share_height)
        actions.similar_wanted.connect(self.follow)

    def _lay_out(self) -> None:
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.card)
        column.addWidget(self.head)
        column.addLayout(self._pages, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.seed = None
        self._share_height()
        self.head.hide()
        self._say(
            "similar", "What sounds like it?", "Click a track to see what in your library does."
        )

    def choose(self, track: Track, selected: Callable[[], list[Track]]) -> None:
        """Show the neighbours of a track; `selected` gives what *more like these* works on."""
        self._selected = selected
        if self.seed is None or self.seed.id != track.id:
            self._trail.clear()
            self._show(track)

    def follow(self, track: Track) -> None:
        """Go on to a neighbour, with a way back."""
        if self.seed and self.seed.id != track.id:
            self._trail.append(self.seed.id)
        self._show_alone(track)

    def _go_back(self) -> None:
        while self._trail:
            if track := self._session.track(self._trail.pop()):
                self._show_alone(track)
                return

    def _show_alone(self, track: Track) -> None:
        self._selected = lambda: [track]
        self.card.show_selected(1)
        self._show(track)

    def _show(self, track: Track) -> None:
        self.seed = track
        self.card.back_button.setVisible(bool(self._trail))
        self.card.show_track(track)
        self.head.setVisible(track.state.playable)
        self._share_height()
        if track.state is TrackState.READY:
            self._ask_tags(track)
        else:
            self.card.heard.show_tags(())
            self._explain(track)
        if track.state.playable:
            self._ask(track)

    def _share_height(self) -> None:
        """Show the card, unless the sliders leave no room in a low window for it and a list."""
        needed = self.card.sizeHint().height() + self.head.sizeHint().height() + LEAST_LIST
        opened = self.head.mix.isVisibleTo(self)
        self.card.setVisible(self.seed is not None and not (opened and needed > self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for other things now."""
        super().resizeEvent(event)
        self._share_height()

    def look_again(self) -> None:
        """Signals may have something else to say."""
        self.head.mix.refresh()
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        if self.seed and self.seed.state.playable:
            self._ask(self.seed)

    def _ask(self, track: Track) -> None:
        part = self.head.part.part

        def neighbours(library: Library) -> list[Neighbour] | None:
            heard = library.heard_tags.of(track.id) if part is Part.HEARD else ()
            where = within(track, part, heard)
            return None if where is None else library.recommender.similar(track.id, COUNT, where)

        self._session.ask(
            neighbours,
            lambda found: self._answered(track, found),
            lane=Lane.NEIGHBOURS,
            topic="similar",
        )

    def _ask_tags(self, track: Track) -> None:
        def told(tags: Sequence[HeardTag]) -> None:
            if self.seed and self.seed.id == track.id:
                self.card.heard.show_tags(tags)

        self._session.ask(lambda library: library.heard_tags.of(track.id), told, topic="heard")

    def _answered(self, track: Track, found: list[Neighbour] | None) -> None:
        """Show what was found; None where the track is in no such part."""
        if self.seed is None or self.seed.id != track.id:
            return
        if track.state is TrackState.WAITING:  # playlists may know it, before it was heard
            self.card.let_build(bool(found))
        self.neighbours.show(found or ())
        self.list.scrollToTop()
        self._pages.setCurrentWidget(self.list)
        if not found and self.head.part.part is not Part.WHOLE:
            self._say("listen", *self._nothing_within(known=found is not None))
        elif not found and track.state is TrackState.WAITING:
            self._explain(track)
        elif not found:
            self._say(
                "listen",
                "Nothing to compare it with yet",
                "Its neighbours appear as more of your music has been listened to.",
            )

    def _nothing_within(self, known: bool) -> tuple[str, str]:
        name = self.head.part.part.value.removeprefix("Same ")
        if not known:
            return f"No {name} to go by", f"This track does not say of which {name} it is."
        return f"Nothing else in the same {name}", "Look in the whole library instead."

    def _explain(self, track: Track) -> None:
        self.neighbours.show([])
        match track.state:
            case TrackState.WAITING:
                self._say(
                    "listen",
                    "Not listened to yet",
                    "What sounds like it appears here as soon as Nearfield has heard it.",
                )
            case TrackState.FAILED:
                self._say("warning", "Could not be listened to", track.reason)
            case TrackState.MISSING:
                self._say(
                    "unplugged",
                    "The file is not there",
                    "It comes back by itself when its folder does.",
                )

    def _say(self, icon: str, title: str, text: str) -> None:
        self.hint.show_hint(icon, title, text)
        self._pages.setCurrentWidget(self.hint)

    def play_row(self, row: int) -> None:
        """Play the neighbours from one of them on."""
        self._player.play([t.id for t in self.neighbours.tracks()], row, Origin.SIMILAR)

    def _play_seed(self) -> None:
        if self.seed:
            neighbours = [track.id for track in self.neighbours.tracks()]
            self._player.play([self.seed.id, *neighbours], origin=Origin.SIMILAR)

    def _start_radio(self) -> None:
        if self.seed:
            self._actions.radio(self.seed)

    def _more_like_these(self) -> None:
        if self.seed:
            self._actions.more_like(self._selected() or [self.seed])

    def _pop_up(self, tracks: list[Track], position: QPoint) -> None:
        row = self.list.selected_rows()[0]
        play = (lambda: self.play_row(row)) if len(tracks) == 1 else None
        self._actions.pop_up(tracks, position, self.list, play, origin=Origin.SIMILAR)

    def _changed(self, change: Change) -> None:
        self.neighbours.refresh(self._session, change.tracks)
        self.head.mix.refresh()
        if self.seed is None:
            return
        track = self._session.track(self.seed.id)
        if track is None:
            self.clear()
        elif not _only_used(self.seed, track):
            self._show(track)
        elif self.seed.state.playable and (change.mix or self._may_gain(change)):
            self._ask(self.seed)

    def _may_gain(self, change: Change) -> bool:
        """Whether there is room for tracks just heard, or a neighbour has gone."""
        shown = {track.id for track in self.neighbours.tracks()}
        return bool(change.removed & shown or (change.tracks and len(shown) < COUNT))


def _only_used(before: Track, after: Track) -> bool:
    """Whether a track was liked or played at most, which changes nothing of its neighbours."""
    return after == replace(
        before, liked=after.liked, plays=after.plays, last_played=after.last_played
    )
