"""The player, with a sound that makes none."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.playback.player import Player
from app.widgets.notice import Tone
from engine.types import TrackState
from tests.app.conftest import Desk


def play(desk: Desk, *track_ids: int, start: int = 0) -> Player:
    desk.window.player.play(track_ids, start)
    return desk.window.player


def test_it_plays_the_file_of_the_track(desk: Desk) -> None:
    player = play(desk, 1, 2, 3, start=1)
    assert player.track == desk.library.kept[2]
    assert desk.sound.loaded == [desk.library.kept[2].path]
    assert player.playing


def test_it_goes_on_by_itself(desk: Desk) -> None:
    player = play(desk, 1, 2)
    desk.sound.ended.emit()
    assert player.track == desk.library.kept[2]
    desk.sound.ended.emit()
    assert player.track is None
    assert not player.playing


def test_space_pauses_and_goes_on(desk: Desk) -> None:
    player = play(desk, 1)
    QTest.keyClick(desk.window, Qt.Key.Key_Space)
    assert not player.playing
    assert not desk.sound.playing
    QTest.keyClick(desk.window, Qt.Key.Key_Space)
    assert player.playing


def test_space_types_a_space_while_searching(desk: Desk) -> None:
    player = play(desk, 1)
    QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = desk.window.library.search
    QTest.keyClicks(search, "a b")
    assert search.text() == "a b"
    assert player.playing


def test_a_file_that_fails_is_said_and_skipped(desk: Desk) -> None:
    player = play(desk, 1, 2)
    desk.sound.failed.emit("It is no audio.")
    assert player.track == desk.library.kept[2]
    notice = desk.window.messages.notice
    assert notice
    assert notice.tone is Tone.TROUBLE
    assert desk.library.kept[1].tags.title in notice.title
    assert notice.message == "It is no audio."


def test_a_missing_file_is_not_even_tried(desk: Desk) -> None:
    desk.library.change(replace(desk.library.kept[1], state=TrackState.MISSING))
    desk.settle()
    player = play(desk, 1, 2)
    assert player.track == desk.library.kept[2]
    assert desk.sound.loaded == [desk.library.kept[2].path]


def test_it_does_not_try_a_whole_unplugged_disk(desk: Desk) -> None:
    missing = [replace(t, state=TrackState.MISSING) for t in desk.library.kept.values()]
    desk.library.change(*missing)
    desk.settle()
    player = play(desk, *range(1, 61))
    assert player.track is None
    assert len(player.queue.upcoming) == 55


def test_previous_is_first_the_beginning_and_then_the_track_before(desk: Desk) -> None:
    player = play(desk, 1, 2, start=1)
    desk.sound.moved.emit(20.0)
    player.previous()
    assert desk.sound.sought == [0.0]
    desk.sound.moved.emit(0.5)
    player.previous()
    assert player.track == desk.library.kept[1]


def test_play_next_waits_its_turn(desk: Desk) -> None:
    player = play(desk, 1, 2)
    player.play_next([9])
    desk.sound.ended.emit()
    assert player.track == desk.library.kept[9]


def test_play_next_into_silence_plays(desk: Desk) -> None:
    desk.window.player.play_next([9])
    assert desk.window.player.track == desk.library.kept[9]


def test_the_transport_follows(desk: Desk) -> None:
    transport = desk.window.transport
    assert not transport.play.isEnabled()
    play(desk, 1, 2)
    desk.sound.stretched.emit(200.0)
    desk.sound.moved.emit(50.0)
    assert transport.seek.share == 0.25
    assert transport.play.accessibleName() == "Pause"
    transport.next.click()
    assert desk.window.player.track == desk.library.kept[2]
    assert not transport.next.isEnabled()


def test_a_click_on_the_line_seeks(desk: Desk) -> None:
    play(desk, 1)
    desk.sound.stretched.emit(200.0)
    seek = desk.window.transport.seek
    QTest.mouseClick(seek, Qt.MouseButton.LeftButton, pos=seek.rect().center())
    assert len(desk.sound.sought) == 1
    assert 95 < desk.sound.sought[0] < 105


def test_the_playing_track_is_marked_in_the_lists(desk: Desk) -> None:
    play(desk, 5)
    assert desk.window.library.table.delegate.playing_id == 5


def test_a_machine_without_multimedia_says_so(desk: Desk) -> None:
    def broken() -> None:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    player = Player(desk.session, broken)  # type: ignore[arg-type]
    player.play([1])
    notice = desk.window.messages.notice
    assert notice
    assert "libpulse" in notice.message
    assert player.track is None
