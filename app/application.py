"""Application: the QApplication with its window, from the first paint to the last save.

The window is up before the library is: opening, claiming and adding folders happen off the UI
thread, and whatever goes wrong with them is said in the window's place.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLoggingCategory, QSocketNotifier
from PySide6.QtWidgets import QApplication

from app.garbage import collect_seldom
from app.rescue import offer_rescue, refuse
from app.session import Session
from app.settings import Settings
from app.tasks import Tasks
from app.widgets.theme import Theme
from app.window import Window
from engine.errors import BUG, DONE, REFUSED, LibraryDamaged, NearfieldError

if TYPE_CHECKING:
    from engine.library import Library

log = logging.getLogger(__name__)


QUIET: Final = (
    "qt.multimedia.*=false\ndefault.debug=false\ndefault.info=false\ndefault.warning=false"
)
"""What Qt and FFmpeg remark on platforms and files is of no use to whoever started us from a
terminal. Filtered by rules, not by a handler of ours: that would run Python in decoding threads."""

TURN: Final = 0.001
"""Seconds a thread runs Python before another one that waits gets its turn. Qt gives the
interpreter up many times while it paints, and each time may wait for every busy thread."""

PATIENCE: Final = 15.0
"""Seconds the library may take to close."""


def run(home: Path, folders: Sequence[Path]) -> int:
    """Open the window on the library in `home`; returns the exit code."""
    theme = Theme.load()
    application = make_application(theme)
    session = Session(Tasks())
    window = Window(session, Settings(home), theme)
    release = quit_on_interrupt(application)
    code = DONE

    def refused(error: Exception) -> None:
        nonlocal code
        code = REFUSED if isinstance(error, NearfieldError) else BUG
        if isinstance(error, LibraryDamaged):
            offer_rescue(error, window, lambda backup: session.open(mender(home, backup)))
        else:
            refuse(error, window)

    def opened() -> None:
        nonlocal code
        code = DONE
        session.add_folders(folders)

    session.refused.connect(refused)
    session.opened.connect(opened)
    report_bugs(session)
    window.closed.connect(application.quit)
    window.show()
    session.open(opener(home))
    application.exec()
    if not session.close(PATIENCE):
        log.warning("The library did not close within %d seconds", PATIENCE)
    release()
    return code


def make_application(theme: Theme) -> QApplication:
    """The one QApplication of this process, dressed in a theme."""
    sys.setswitchinterval(TURN)
    collect_seldom()
    QLoggingCategory.setFilterRules(QUIET)
    QApplication.setApplicationName("Nearfield")
    QApplication.setDesktopFileName("nearfield")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    theme.apply(application)
    return application


def opener(home: Path) -> Callable[[], Library]:
    """How the library in `home` is opened, by the one process that may."""

    def open_library() -> Library:
        from engine.library import Library

        library = Library.open(home)
        library.claim()
        return library

    return open_library


def mender(home: Path, backup: Path | None) -> Callable[[], Library]:
    """How the library in `home` is opened after its backup was put back, or as a new one."""

    def mend_and_open() -> Library:
        from engine.library import rescue

        if backup:
            rescue.restore(home, backup)
        else:
            rescue.start_anew(home)
        return opener(home)()

    return mend_and_open


def report_bugs(session: Session) -> None:
    """Have a bug in a slot logged and told, instead of only printed."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            session.report(error)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = report


def quit_on_interrupt(application: QApplication) -> Callable[[], None]:
    """Let Ctrl+C end the application; returns what puts the old state back.

    Python handles a signal only when it runs, and in Qt's event loop it does not: the signal's
    number is written to a socket whose other end the event loop watches.
    """
    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    before = signal.set_wakeup_fd(near.fileno(), warn_on_full_buffer=False)
    handler = signal.signal(signal.SIGINT, lambda number, frame: application.closeAllWindows())
    notifier = QSocketNotifier(far.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(lambda: far.recv(64))

    def release() -> None:
        notifier.setEnabled(False)
        signal.signal(signal.SIGINT, handler)
        signal.set_wakeup_fd(before)
        near.close()
        far.close()

    return release
