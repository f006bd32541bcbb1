"""The window on the real library, with real files."""

from __future__ import annotations

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.application import opener
from app.session import Session
from app.settings import Settings
from app.tasks import Tasks
from app.widgets.theme import Theme
from app.window import Window
from engine.library import LINES, Library
from engine.types import Origin, TrackState
from tests.app.fake_sound import FakeSound

DATA = Path(__file__).parents[1] / "data"


def write_wave(path: Path, pitch: float, seed: int) -> None:
    """Three seconds of a tone in some noise: no two of them alike."""
    noise = np.random.default_rng(seed).normal(0, 0.1, 48_000)
    tone = np.sin(2 * np.pi * pitch * np.arange(48_000) / 16_000) * 0.3
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(((noise + tone) * 20_000).astype("<i2").tobytes())


@pytest.mark.usefixtures("untrained")
def test_from_a_folder_to_a_saved_radio(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    music, home = tmp_path / "music", tmp_path / "home"
    music.mkdir()
    for octave, name in enumerate(("Low", "Middle", "High"), 1):
        write_wave(music / f"{name}.wav", pitch=200.0 * 2**octave, seed=octave)
    shutil.copy(DATA / "mislabelled.mp3", music)

    session = Session(Tasks())
    window = Window(session, Settings(home), theme, FakeSound)
    qtbot.addWidget(window)
    window.show()
    session.open(lambda: Library.open(home))
    qtbot.waitUntil(lambda: window.library.choose_folder.isVisible())
    session.add_folders([music])

    def heard() -> bool:
        states = session.listing.states
        return states.get(TrackState.READY) == 3 and states.get(TrackState.FAILED) == 1

    qtbot.waitUntil(heard, timeout=60_000)
    seed = next(track for track in session.listing.rows if track.state is TrackState.READY)
    window.library.table.select(seed.id)
    qtbot.waitUntil(lambda: window.similar.neighbours.rowCount() > 0)
    window.similar.card.radio_button.click()
    qtbot.waitUntil(lambda: window.playlist.model is not None)
    assert window.playlist.model
    assert window.playlist.model.entries[0].track_id == seed.id
    assert window.player.track == seed

    (music / "Middle.wav").unlink()
    qtbot.waitUntil(lambda: session.listing.states.get(TrackState.MISSING) == 1, timeout=15_000)
    window.close()
    assert session.close()
    with Library.open(home) as library:
        (playlist,) = library.playlists.all()
        assert playlist.track_ids[0] == seed.id


@pytest.mark.usefixtures("untrained")
def test_a_like_and_the_track_that_played_last_are_kept(
    qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music, home = tmp_path / "music", tmp_path / "home"
    music.mkdir()
    write_wave(music / "Low.wav", pitch=200.0, seed=1)
    with Library.open(home) as library:
        library.folders.add(music)
        library.refresh()
    session, sound, now = Session(Tasks()), FakeSound(), [0.0]
    monkeypatch.setattr("app.playback.listening.monotonic", lambda: now[0])
    window = Window(session, Settings(home), theme, lambda: sound)
    qtbot.addWidget(window)
    window.show()
    session.open(lambda: Library.open(home), background=False)
    qtbot.waitUntil(lambda: session.ready and window.idle)
    window.library.play_from(session.listing.rows[0])
    now[0] = 2.0
    sound.moved.emit(2.0)
    window.transport.heart.click()
    window.close()
    assert session.close()
    with Library.open(home) as again:
        (track,) = again.tracks.all()
        (play,) = again.history.plays()
    assert track.liked
    assert (track.plays, track.last_played) == (1, play.started)
    assert (play.heard, play.origin, play.finished) == (2.0, Origin.LIBRARY, False)


@pytest.mark.usefixtures("untrained")
def test_a_start_from_kept_lines_shows_the_truth_and_goes_on_from_there(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    music, home = tmp_path / "music", tmp_path / "home"
    music.mkdir()
    for octave, name in enumerate(("Low", "Middle"), 1):
        write_wave(music / f"{name}.wav", pitch=200.0 * 2**octave, seed=octave)
    with Library.open(home) as library:
        library.claim()
        library.folders.add(music)
        library.refresh()
    kept = (home / LINES).read_bytes()

    session = Session(Tasks())
    window = Window(session, Settings(home), theme, FakeSound)
    qtbot.addWidget(window)
    window.show()
    session.open(opener(home), background=False)
    qtbot.waitUntil(lambda: session.ready and window.idle)
    assert [track.tags.title for track in session.listing.rows] == ["Low", "Middle"]
    window.track_actions.like([session.listing.rows[0]], liked=True)
    write_wave(music / "Deep.wav", pitch=100.0, seed=9)
    session.ask(lambda library: library.refresh())
    qtbot.waitUntil(lambda: session.listing.total == 3 and window.idle)
    window.library.search.setText("dee")
    qtbot.waitUntil(lambda: len(session.listing.rows) == 1 and window.idle)
    window.close()
    assert session.close()
    assert (home / LINES).read_bytes() != kept, "kept anew when the window was closed"

    (home / LINES).write_bytes(kept)  # as if it had been killed before it could
    with Library.open(home) as library:
        found = [(track.tags.title, track.liked) for track in library.tracks.lines().by_id()]
    assert sorted(found) == [("Deep", False), ("Low", True), ("Middle", False)]
