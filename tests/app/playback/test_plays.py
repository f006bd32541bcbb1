"""What the player has the library remember: how long a track sounded, how, and from where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.library.track_actions import TrackActions
from app.widgets.notice import Tone
from engine.errors import NearfieldError
from engine.types import Origin, Play, PlaylistEntry, Track
from tests.app.conftest import Desk

LENGTH = 200.0


class Clock:
    """Time that goes by when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("app.playback.listening.monotonic", clock)
    monkeypatch.setattr("app.playback.listening.time", clock)
    return clock


class Deck:
    """A window whose sound gets on with the clock, telling of it four times a second."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk, self.clock, self.position = desk, clock, 0.0
        self.player = desk.window.player
        self.player.track_changed.connect(self._begin)

    def _begin(self, _: Track | None) -> None:
        self.position = 0.0

    def play(self, *track_ids: int) -> None:
        self.player.play(track_ids)
        self.desk.sound.stretched.emit(LENGTH)

    def sound(self, seconds: float) -> None:
        """Let it sound."""
        for _ in range(round(seconds * 4)):
            self.clock.now += 0.25
            self.position += 0.25
            self.desk.sound.moved.emit(self.position)

    def seek(self, position: float) -> None:
        self.player.seek(position)
        self.desk.sound.moved.emit(self.position)  # still on its way
        self.position = position
        self.desk.sound.moved.emit(position)

    def kept(self) -> list[Play]:
        self.desk.settle()
        return self.desk.library.heard


@pytest.fixture
def deck(desk: Desk, clock: Clock) -> Deck:
    return Deck(desk, clock)


def test_a_track_that_sounds_to_its_end_is_remembered_whole(deck: Deck) -> None:
    deck.play(1, 2)
    deck.sound(LENGTH)
    deck.desk.sound.ended.emit()
    assert deck.kept() == [Play(1, 1000.0, LENGTH, Origin.LIBRARY, finished=True)]
    assert deck.player.track == deck.desk.library.kept[2]


def test_a_skipped_track_is_not_finished(deck: Deck) -> None:
    deck.play(1, 2)
    deck.sound(30)
    deck.player.next()
    assert deck.kept() == [Play(1, 1000.0, 30.0, finished=False)]


def test_a_track_skipped_while_it_fades_out_is_finished(deck: Deck) -> None:
    deck.play(1, 2)
    deck.sound(LENGTH * 0.96)
    deck.player.next()
    (play,) = deck.kept()
    assert play.finished


def test_a_track_that_hardly_began_is_not_remembered(deck: Deck) -> None:
    deck.play(1, 2, 3)
    deck.sound(4.5)
    deck.player.next()
    deck.sound(5)
    deck.player.next()
    assert [play.track_id for play in deck.kept()] == [2]


def test_a_very_short_track_counts_from_its_half(deck: Deck) -> None:
    deck.player.play([1, 2])
    deck.desk.sound.stretched.emit(4.0)
    deck.sound(4)
    deck.desk.sound.ended.emit()
    assert deck.kept() == [Play(1, 1000.0, 4.0, finished=True)]


def test_a_pause_is_not_heard(deck: Deck) -> None:
    deck.play(1)
    deck.sound(10)
    deck.player.toggle()
    deck.clock.now += 3600
    deck.player.toggle()
    deck.sound(5)
    deck.player.stop()
    assert [play.heard for play in deck.kept()] == [15.0]


def test_moving_about_while_paused_is_not_heard(deck: Deck) -> None:
    deck.play(1)
    deck.sound(10)
    deck.player.toggle()
    deck.clock.now += 60
    deck.seek(50.0)
    deck.clock.now += 60
    deck.player.toggle()
    deck.sound(5)
    deck.player.stop()
    assert [play.heard for play in deck.kept()] == [15.0]


@pytest.mark.parametrize("target", [150.0, 2.0, 16.0])
def test_a_jump_is_not_heard(deck: Deck, target: float) -> None:
    deck.play(1)
    deck.sound(15)
    deck.seek(target)
    deck.sound(10)
    deck.player.stop()
    assert [play.heard for play in deck.kept()] == [25.0]


def test_what_is_heard_twice_counts_twice(deck: Deck) -> None:
    deck.play(1)
    deck.sound(60)
    deck.player.previous()
    deck.seek(0.0)
    deck.sound(60)
    deck.player.stop()
    assert [play.heard for play in deck.kept()] == [120.0]


def test_a_sound_that_tells_unevenly_is_heard_whole(deck: Deck) -> None:
    deck.play(1)
    for late in (0.4, 0.1) * 100:
        deck.clock.now += 0.25
        deck.position += late
        deck.desk.sound.moved.emit(deck.position)
    deck.player.stop()
    assert deck.kept()[0].heard == pytest.approx(50.0, abs=1.0)


def test_a_sound_that_stands_still_is_not_heard(deck: Deck) -> None:
    deck.play(1)
    deck.sound(10)
    deck.clock.now += 300
    deck.desk.sound.moved.emit(deck.position)
    deck.sound(10)
    deck.player.stop()
    assert [play.heard for play in deck.kept()] == [20.0]


def test_a_file_that_breaks_off_was_heard_that_far(deck: Deck) -> None:
    deck.play(1, 2)
    deck.sound(40)
    deck.desk.sound.failed.emit("The file ends here.")
    assert deck.kept() == [Play(1, 1000.0, 40.0, finished=False)]


def test_a_file_that_cannot_be_played_was_not_heard(deck: Deck) -> None:
    deck.play(1)
    deck.clock.now += 60
    deck.desk.sound.failed.emit("It is no audio.")
    assert deck.kept() == []


def test_a_track_that_plays_again_is_another_play(deck: Deck) -> None:
    deck.play(1, 1)
    deck.sound(20)
    deck.player.next()
    deck.sound(30)
    deck.player.stop()
    assert deck.kept() == [Play(1, 1000.0, 20.0), Play(1, 1020.0, 30.0)]


def test_what_plays_when_the_window_is_closed_is_remembered(deck: Deck) -> None:
    deck.play(1)
    deck.sound(25)
    deck.desk.close()
    assert deck.desk.library.heard == [Play(1, 1000.0, 25.0, finished=False)]
    assert deck.desk.library.closed


def test_a_play_that_cannot_be_kept_is_told_and_the_music_goes_on(deck: Deck) -> None:
    deck.desk.library.refusal = NearfieldError("The disk is full", "Make room.")
    deck.play(1, 2)
    deck.sound(25)
    deck.player.next()
    assert deck.kept() == []
    notice = deck.desk.window.messages.notice
    assert notice
    assert (notice.title, notice.tone) == ("The disk is full", Tone.TROUBLE)
    assert deck.player.playing


def test_the_table_counts_the_play(deck: Deck) -> None:
    deck.play(1)
    deck.sound(25)
    deck.player.stop()
    deck.desk.settle()
    track = deck.desk.session.track(1)
    assert track
    assert (track.plays, track.last_played) == (1, 1000.0)


def from_the_library(desk: Desk) -> None:
    desk.window.library.play_from(desk.library.kept[1])


def from_a_playlist(desk: Desk) -> None:
    desk.window.playlists.create("Mine", [1, 2])
    desk.settle()
    desk.window.playlist.play(0)


def from_a_radio(desk: Desk) -> None:
    desk.window.track_actions.radio(desk.library.kept[1])
    desk.settle()


def from_a_radio_by_its_rows(desk: Desk) -> None:
    from_a_radio(desk)
    desk.window.playlist.play(1)


def from_the_neighbours(desk: Desk) -> None:
    desk.window.library.table.select(1)
    desk.settle()
    desk.window.similar.play_row(0)


def from_the_chosen_track(desk: Desk) -> None:
    desk.window.library.table.select(1)
    desk.settle()
    desk.window.similar.card.play.emit()


@pytest.mark.parametrize(
    ("start", "origin"),
    [
        (from_the_library, Origin.LIBRARY),
        (from_a_playlist, Origin.PLAYLIST),
        (from_a_radio, Origin.RADIO),
        (from_a_radio_by_its_rows, Origin.RADIO),
        (from_the_neighbours, Origin.SIMILAR),
        (from_the_chosen_track, Origin.SIMILAR),
    ],
)
def test_it_is_known_where_a_track_was_started(
    deck: Deck, start: Callable[[Desk], None], origin: Origin
) -> None:
    start(deck.desk)
    deck.sound(10)
    deck.player.stop()
    assert [play.origin for play in deck.kept()] == [origin]


def test_what_is_queued_keeps_where_it_came_from(deck: Deck) -> None:
    desk = deck.desk
    desk.library.shelf.clear()
    from_a_playlist(desk)
    actions: TrackActions = desk.window.track_actions
    actions.play_next([desk.library.kept[9]], Origin.SIMILAR)
    for _ in range(3):
        deck.sound(10)
        deck.player.next()
    assert [(play.track_id, play.origin) for play in deck.kept()] == [
        (1, Origin.PLAYLIST),
        (9, Origin.SIMILAR),
        (2, Origin.PLAYLIST),
    ]
    assert desk.library.shelf[1].entries == (PlaylistEntry(1), PlaylistEntry(2))
