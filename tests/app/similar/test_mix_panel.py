"""The mix: what counts how much, as it is seen and set."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.similar.mix_panel import MixPanel
from app.similar.neighbour_delegate import HEIGHT
from engine.types import Signal, Weights
from tests.app.conftest import Desk
from tests.app.fake_library.hearing import FITTED
from tests.app.library.test_view import click_row


def opened(desk: Desk) -> MixPanel:
    click_row(desk, 0)
    desk.settle()
    QTest.mouseClick(desk.window.similar.head.mix_button, Qt.MouseButton.LeftButton)
    desk.settle()
    return desk.window.similar.head.mix


def rested(desk: Desk, panel: MixPanel) -> None:
    desk.qtbot.waitUntil(lambda: not panel._rest.isActive())
    desk.settle()


def test_it_is_hidden_until_it_is_wanted(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    assert not desk.window.similar.head.mix.isVisible()
    panel = opened(desk)
    assert panel.isVisible()
    QTest.mouseClick(desk.window.similar.head.mix_button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()


def test_it_shows_what_counts_and_what_is_silent(desk: Desk) -> None:
    panel = opened(desk)
    values = {signal: slider.value() for signal, slider in panel.sliders.items()}
    assert values[Signal.SOUND] == 100, "the largest weight fills its slider"
    assert values[Signal.TAGS] == values[Signal.PLAYLISTS] == 50
    assert panel.shares[Signal.SOUND].text() == "50 %"
    silent = panel.sliders[Signal.LISTENERS]
    assert not silent.isEnabled()
    assert "Nobody's listening" in silent.toolTip()
    assert panel.shares[Signal.LISTENERS].text() == "–"
    assert panel.note.text() == "As Nearfield came."
    assert not panel.back.isEnabled()


def test_a_moved_slider_counts_at_once_and_is_kept(desk: Desk) -> None:
    panel = opened(desk)
    asked = len(desk.library.calls)
    panel.sliders[Signal.PLAYLISTS].setValue(0)
    rested(desk, panel)
    assert desk.library.weights == Weights(sound=1.0, tags=0.5, playlists=0)
    seed = desk.window.similar.seed
    assert seed
    assert desk.library.calls[asked:] == [f"similar {seed.id}"], "the list was asked for anew"
    assert panel.note.text() == "As you set it."


def test_back_to_what_was_fitted(desk: Desk) -> None:
    desk.library.weights = Weights(sound=0.0, likes=1.0)
    panel = opened(desk)
    assert panel.sliders[Signal.SOUND].value() == 0
    QTest.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    rested(desk, panel)
    assert desk.library.weights is None
    assert panel.sliders[Signal.SOUND].value() == 100
    assert panel.weights.tags == FITTED.tags / FITTED.sound
    assert not panel.back.isEnabled()


def test_the_shares_make_a_whole(desk: Desk) -> None:
    desk.library.weights = Weights(sound=1.0, tags=1.0, playlists=1.0)
    panel = opened(desk)
    shares = [panel.shares[signal].text() for signal in (Signal.SOUND, Signal.TAGS)]
    assert [*shares, panel.shares[Signal.PLAYLISTS].text()] == ["34 %", "33 %", "33 %"]


def test_in_a_low_window_the_card_makes_way_for_it(desk: Desk) -> None:
    desk.window.resize(desk.window.minimumSize())
    click_row(desk, 0)
    desk.settle()
    card, mix_button = desk.window.similar.card, desk.window.similar.head.mix_button
    assert card.isVisible()
    panel = opened(desk)
    assert not card.isVisible()
    desk.qtbot.waitUntil(lambda: panel.height() >= panel.sizeHint().height())
    assert desk.window.similar.list.height() >= 2 * HEIGHT
    desk.window.resize(1200, 900)
    assert card.isVisible()
    desk.window.resize(desk.window.minimumSize())
    assert not card.isVisible()
    QTest.mouseClick(mix_button, Qt.MouseButton.LeftButton)
    assert card.isVisible()


def test_when_nothing_counts_the_sound_does(desk: Desk) -> None:
    panel = opened(desk)
    for slider in panel.sliders.values():
        slider.setValue(0)
    rested(desk, panel)
    assert "the sound alone" in panel.note.text()


def test_a_row_says_which_signals_brought_it(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    row = desk.window.similar.neighbours.index(0)
    assert "sound 75 %, playlists 25 %" in row.data(Qt.ItemDataRole.ToolTipRole)
