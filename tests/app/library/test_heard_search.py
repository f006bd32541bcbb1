"""Searching by what was heard: words that begin with #."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.types import HeardTag, TagGroup, Tags
from tests.app.conftest import Desk
from tests.app.library.test_view import click_row

PIANO = HeardTag("piano", TagGroup.INSTRUMENTS, 0.8)
PUNK = HeardTag("punk", TagGroup.GENRES, 0.6)
VOICE = HeardTag("female voice", TagGroup.VOICES, 0.7)


@pytest.fixture
def heard(desk: Desk) -> Desk:
    """The first three tracks were heard."""
    desk.library.told = {1: (PIANO,), 2: (PIANO, VOICE), 3: (PUNK,)}
    return desk


def found(desk: Desk, query: str) -> set[int]:
    desk.window.library.search.setText(query)
    desk.settle()
    return set(desk.window.session.listing.ids)


def test_a_marked_word_finds_what_was_heard(heard: Desk) -> None:
    assert found(heard, "#piano") == {1, 2}
    assert found(heard, "#Female-Voice") == {2}
    assert found(heard, "#piano #female-voice") == {2}
    assert len(found(heard, "")) == 60


def test_it_finds_as_you_type_it(heard: Desk) -> None:
    assert found(heard, "#") == {1, 2, 3}
    assert found(heard, "#p") == {1, 2, 3}
    assert found(heard, "#pi") == {1, 2}
    assert found(heard, "#pianoforte") == set()


def test_marked_and_plain_words_must_both_be_met(heard: Desk) -> None:
    word = heard.library.kept[1].tags.title.split()[-1]
    assert found(heard, f"{word} #piano") == {1}
    assert found(heard, f"#punk {word}") == set()


def test_a_song_may_be_called_by_a_number(heard: Desk) -> None:
    heard.library.change(replace(heard.library.kept[5], tags=Tags(title="#9 Dream")))
    heard.library.told[6] = (HeardTag("90s", TagGroup.ERAS, 0.5),)
    heard.settle()
    assert found(heard, "#9") == {6}  # until more is typed
    assert found(heard, "#9 dream") == {5}
    assert found(heard, "#90s") == {6}


def test_without_any_tags_a_mark_is_punctuation(desk: Desk) -> None:
    assert found(desk, "#") == set()
    title = desk.library.kept[7].tags.title
    assert 7 in found(desk, f"#{title}")


def test_what_is_heard_meanwhile_joins_what_was_found(heard: Desk) -> None:
    assert found(heard, "#punk") == {3}
    heard.library.told[9] = (PUNK,)
    heard.library.change(heard.library.kept[9])
    heard.settle()
    assert set(heard.window.session.listing.ids) == {3, 9}


@pytest.mark.qt_log_ignore("This plugin does not support")  # what pops up is raised
def test_the_tags_there_are_complete_a_word(heard: Desk) -> None:
    search = heard.window.library.search
    search.setFocus()
    QTest.keyClicks(search, "night #")
    heard.settle()
    completer = search.completer()
    assert completer is not None
    model, popup = completer.completionModel(), completer.popup()
    offered = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert offered == ["#female-voice", "#piano", "#punk"]
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClicks(popup, "f")
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert search.text() == "night #female-voice"


def test_a_click_on_what_was_heard_finds_the_others(heard: Desk) -> None:
    assert found(heard, "#female-voice") == {2}
    click_row(heard, 0)
    heard.settle()
    chips = heard.window.similar.card.heard.chips
    assert [chip.text() for chip in chips] == ["piano", "female voice"]
    chips[0].click()
    heard.settle()
    assert heard.window.library.search.text() == "#piano"
    assert set(heard.window.session.listing.ids) == {1, 2}
