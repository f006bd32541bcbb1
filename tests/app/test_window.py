"""The window as a whole: how it opens, what it remembers, what it lets nothing block."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

from app.widgets.notice import Notice, Tone, notice_of
from engine.errors import NearfieldError
from engine.types import PlaylistLength
from tests.app.conftest import Desk, OpenDesk
from tests.app.fake_library.library import FakeLibrary


def test_it_opens_shows_the_library_and_starts_the_background(desk: Desk) -> None:
    assert len(desk.titles()) == 60
    desk.qtbot.waitUntil(lambda: desk.library.calls == ["start"])


def test_it_is_left_as_it_is_found(open_desk: OpenDesk, library: FakeLibrary) -> None:
    desk = open_desk(library)
    desk.window.resize(880, 570)
    desk.window.splitter.setSizes([180, 320, 300])
    desk.window.length.pick(PlaylistLength(minutes=75))
    desk.window.transport.volume.setValue(250)
    sizes = desk.window.splitter.sizes()
    desk.close()
    assert library.closed
    again = open_desk(library)
    assert again.window.size().toTuple() == (880, 570)
    assert again.window.splitter.sizes() == sizes
    assert again.window.length.length == PlaylistLength(minutes=75)
    assert again.window.player.volume == 0.25


def test_settings_that_are_garbage_are_as_if_never_kept(
    open_desk: OpenDesk, library: FakeLibrary
) -> None:
    garbage = "[player]\nvolume=loud\n[playlist]\nminutes=x\ntracks=-3\n[window]\ngeometry=7\n"
    (library.home / "window.ini").write_text(garbage)
    desk = open_desk(library)
    assert desk.window.player.volume == 0.8
    assert desk.window.length.length == PlaylistLength(tracks=1)


def test_a_folder_dropped_on_it_is_added(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    folder.mkdir()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder)), QUrl.fromLocalFile(__file__)])
    event = QDropEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(event)
    desk.settle()
    assert [f.path for f in desk.library.folders_kept][1:] == [folder]


def test_a_message_stays_while_it_is_trouble(desk: Desk) -> None:
    desk.session.tell(Notice("The disk is full", "Make room and try again.", Tone.TROUBLE))
    bar = desk.window.messages
    assert bar.isVisible()
    assert bar.title.text() == "The disk is full"
    assert not bar.fading
    desk.session.tell(Notice("Exported 3 tracks"))
    assert bar.fading


def test_an_error_of_the_environment_is_told_in_its_own_words() -> None:
    notice = notice_of(NearfieldError("The disk is full", "Make room."))
    assert (notice.title, notice.message) == ("The disk is full", "Make room.")


def test_an_error_in_the_background_is_shown(desk: Desk) -> None:
    desk.library.tell(NearfieldError("The disk is full", "Make room."))
    desk.settle()
    assert desk.window.messages.title.text() == "The disk is full"


def test_a_bug_is_logged_with_its_traceback_and_told(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("vectors of different lengths")

    monkeypatch.setattr(desk.library.recommender, "similar", broken)
    with caplog.at_level(logging.ERROR):
        desk.window.library.table.select(1)
        desk.settle()
    assert desk.window.messages.title.text() == "Something went wrong inside Nearfield"
    (record,) = caplog.records
    assert record.exc_info
    assert isinstance(record.exc_info[1], ValueError)


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.window.show_library()
    controls: list[QAbstractButton | QLineEdit | QAbstractItemView] = [
        *desk.window.findChildren(QAbstractButton),
        *desk.window.findChildren(QLineEdit),
        *desk.window.findChildren(QAbstractItemView),
    ]
    nameless = [
        control
        for control in controls
        if control.isVisibleTo(desk.window)
        and not control.objectName().startswith("qt_")
        and not control.accessibleName()
        and not getattr(control, "text", str)()
        and type(control).__module__.startswith("app.")
    ]
    assert nameless == []


def test_closing_saves_what_was_just_edited(open_desk: OpenDesk, library: FakeLibrary) -> None:
    desk = open_desk(library)
    desk.window.playlists.create("Mine", [1, 2, 3])
    desk.settle()
    model = desk.window.playlist.model
    assert model
    model.remove([0])
    desk.close()
    assert library.shelf[1].track_ids == (2, 3)


def test_the_window_lives_without_torch(tmp_path: Path) -> None:
    """Not even while the analysis runs: that has a process of its own."""
    music = tmp_path / "music"
    music.mkdir()
    shutil.copy(Path(__file__).parents[1] / "data" / "tiny.flac", music)
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import app.application
from app.session import Session
from app.settings import Settings
from app.tasks import Tasks
from app.widgets.theme import Theme
from app.window import Window
theme = Theme.load()
application = app.application.make_application(theme)
session = Session(Tasks())
window = Window(session, Settings(Path(sys.argv[1])), theme)
window.show()
from engine.library import Library
from engine.types import TrackState
def look(refreshed):
    states = refreshed.listing.states
    if states and not states.get(TrackState.WAITING):
        application.quit()
session.listed.connect(look)
session.opened.connect(lambda: session.add_folders([Path(sys.argv[2])]))
session.refused.connect(lambda error: (print(error), application.quit()))
session.open(lambda: Library.open(Path(sys.argv[1])))
application.exec()
print(sum(session.listing.states.values()))
session.close()
needless = {"torch", "torchaudio", "scipy", "matplotlib", "networkx", "PySide6.QtMultimedia"}
print(sorted(needless & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "home"), str(music)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stdout.splitlines()[-2:] == ["1", "[]"], done.stdout + done.stderr
