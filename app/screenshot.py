"""Screenshots of the real window, on a screen or without one.

`render` draws the window on an open library, with a track chosen and its neighbours shown; the
headless run uses it, and `python -m app.screenshot` makes the pictures in docs/screenshots.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.window import Window
    from engine.library import Library

PATIENCE: Final = 20.0
"""Seconds until what is on the screen by then has to do."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows: a chosen track, perhaps playing, perhaps the radio started from it.

    Or what there is to rediscover; or, instead of the window, its settings or imports, or how the
    last import went.
    """

    track_id: int | None = None
    playing: bool = False
    radio: bool = False
    rediscover: bool = False
    settings: bool = False
    imports: bool = False
    report: bool = False
    mix: bool = False
    width: int = 1280
    height: int = 800

    @property
    def is_of_a_dialog(self) -> bool:
        """Whether it shows that instead of the window."""
        return self.settings or self.imports or self.report


def render(library: Library, scene: Scene, path: Path) -> Path:
    """Write a PNG of the window on this library; the library stays open. Not for a UI thread."""
    if sys.platform.startswith("linux") and not _on_a_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from app.application import make_application
    from app.session import Session
    from app.settings import Settings
    from app.tasks import Tasks
    from app.widgets.theme import Theme
    from app.window import Window

    theme = Theme.load()
    make_application(theme)
    session = Session(Tasks())
    with TemporaryDirectory() as folder:
        window = Window(session, Settings(Path(folder)), theme)
        window.resize(scene.width, scene.height)
        window.show()
        session.open(lambda: library, background=False)
        _wait(lambda: session.ready and window.idle)
        _set(window, scene)
        path.parent.mkdir(parents=True, exist_ok=True)
        dialog = QApplication.activeModalWidget() if scene.is_of_a_dialog else None
        (dialog or window).grab().save(str(path))
        window.player.stop()
        session.close(library=False)
        window.deleteLater()
    return path


def _set(window: Window, scene: Scene) -> None:
    """Bring about what the picture is to show."""
    track = None if scene.track_id is None else window.session.track(scene.track_id)
    if track:
        window.library.table.select(track.id)
        _wait(lambda: window.idle)
        if scene.radio:
            window.playlists.radio(track, window.length.length)
            _wait(lambda: window.idle and window.playlist.isVisible())
        elif scene.playing:
            window.library.play_from(track)
        if window.player.playing:
            _wait(lambda: window.player.position > 1 or not window.player.playing)
    if scene.rediscover:
        window.show_rediscover()
        _wait(lambda: window.idle)
        rows = window.rediscover.list
        rows.setCurrentIndex(rows.model().index(0, 0))
        rows.clicked.emit(rows.currentIndex())
    if scene.mix:
        window.similar.head.mix_button.setChecked(True)
    if scene.settings:
        window.requests.show_settings()
    if scene.imports or scene.report:
        window.requests.show_imports()
        _wait(lambda: window.idle)
    if scene.report and window.requests.importing.sources:
        window.requests.importing.imported.emit(window.requests.importing.sources[-1])
    _wait(lambda: window.idle)
    _wait(lambda: False, 0.3)


def _wait(done: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the window live until something is so."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop
    from PySide6.QtWidgets import QApplication

    left = QDeadlineTimer(int(patience * 1000))
    while not left.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if done():
            return


def _on_a_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m app.screenshot [--library HOME] [--track WORDS] OUT.png`."""
    from engine.errors import NearfieldError
    from engine.library import Library

    parser = argparse.ArgumentParser(prog="python -m app.screenshot", description=render.__doc__)
    parser.add_argument("--library", type=Path, metavar="HOME", help="the library to show")
    parser.add_argument("--track", default="", metavar="WORDS", help="the track to choose")
    parser.add_argument("--play", action="store_true", help="play the track")
    parser.add_argument("--radio", action="store_true", help="start a radio, which is saved")
    parser.add_argument("--rediscover", action="store_true", help="show what to rediscover")
    parser.add_argument("--settings", action="store_true", help="show the settings")
    parser.add_argument("--imports", action="store_true", help="show what was imported")
    parser.add_argument("--report", action="store_true", help="show how the last import went")
    parser.add_argument("--mix", action="store_true", help="show what counts how much")
    parser.add_argument("--size", default="1280x800", metavar="WxH")
    parser.add_argument("path", type=Path, metavar="OUT.png")
    chosen = parser.parse_args(arguments)
    width, height = map(int, chosen.size.split("x"))
    try:
        with Library.open(chosen.library) as library:
            found = library.tracks.find(chosen.track, 1) if chosen.track else []
            track_id = found[0].id if found else None
            scene = Scene(
                track_id,
                chosen.play,
                chosen.radio,
                chosen.rediscover,
                chosen.settings,
                chosen.imports,
                chosen.report,
                chosen.mix,
                width,
                height,
            )
            print(render(library, scene, chosen.path))
    except NearfieldError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
