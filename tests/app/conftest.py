"""The window on a library in memory, as the tests of the app want it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.dialogs.failures import FailuresDialog
from app.session import Session
from app.settings import Settings
from app.tasks import Tasks
from app.widgets.theme import Theme
from app.window import Window
from engine.models.weights import ModelFile
from engine.types import TrackState
from tests.app.fake_library.invented import make_tracks
from tests.app.fake_library.library import FakeLibrary
from tests.app.fake_sound import FakeSound
from tests.engine.conftest import small_model

__all__ = ["small_model"]


@dataclass
class Desk:
    """An open window, what is behind it and what it plays with."""

    window: Window
    library: FakeLibrary
    sound: FakeSound
    qtbot: QtBot

    @property
    def session(self) -> Session:
        return self.window.session

    def settle(self) -> None:
        """Wait until everything asked for is on the screen, broadcasts included."""
        self.qtbot.waitUntil(lambda: self.window.idle)

    def titles(self) -> list[str]:
        """What the library table lists, from the top."""
        table = self.window.library.table.table
        return [table.track(row).tags.title for row in range(table.rowCount())]

    def close(self) -> None:
        """Close the window and what is behind it, as the program does."""
        self.window.close()
        assert self.session.close(), "something still blocked when the window was closed"


@pytest.fixture
def untrained(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries that are opened listen with a small untrained model."""
    monkeypatch.setattr("engine.library.library.shipped", lambda: ModelFile.read(small_model))


OpenDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    theme = Theme.load()
    theme.apply(qapp)
    return theme


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path, make_tracks(60, tmp_path / "music"))


@pytest.fixture
def open_desk(qtbot: QtBot, theme: Theme) -> Iterator[OpenDesk]:
    """Opens windows; closes those that the test left open."""
    desks: list[Desk] = []

    def open_(library: FakeLibrary) -> Desk:
        sound = FakeSound()
        session = Session(Tasks())
        window = Window(session, Settings(library.home), theme, lambda: sound)
        qtbot.addWidget(window)
        window.show()
        session.open(lambda: library)
        desk = Desk(window, library, sound, qtbot)
        desks.append(desk)
        qtbot.waitUntil(lambda: session.ready)
        desk.settle()
        return desk

    yield open_
    for desk in desks:
        if not desk.library.closed:
            desk.close()


@pytest.fixture
def desk(open_desk: OpenDesk, library: FakeLibrary) -> Desk:
    """A window on sixty tracks."""
    return open_desk(library)


@pytest.fixture
def failures(desk: Desk) -> FailuresDialog:
    """The dialog on three tracks that failed, as the analysis bar opens it."""
    kept = desk.library.kept
    desk.library.change(*(replace(kept[n], state=TrackState.FAILED) for n in (1, 2, 3)))
    desk.settle()
    desk.window.analysis.failures.click()
    desk.settle()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, FailuresDialog)
    return dialog
