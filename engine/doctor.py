"""Doctor: looks over the machine, the installation and the library, and says what to do."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from engine.errors import NearfieldError
from engine.home import default_home
from engine.library import Library
from engine.library.rescue import all_backups
from engine.text import moment
from engine.types import TrackState

ROOM = 500_000_000
"""Bytes of free disk under which a library is likely to run into trouble."""
QT_LOADS = "import PySide6.QtWidgets, PySide6.QtMultimedia"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what was seen or what to do."""

    topic: str
    well: bool
    words: str


def examine(home: Path | None) -> Iterator[Finding]:
    """Look at one thing after the other; a fault in one does not keep the rest from being seen."""
    home = home or default_home()
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", _python),
        ("Sound", _sound),
        ("Network", _network),
        ("Window", _window),
        ("Disk", lambda: _disk(home)),
        ("Library", lambda: _library(home)),
        ("Backups", lambda: _backups(home)),
    ]
    for topic, check in checks:
        try:
            yield Finding(topic, True, check())
        except NearfieldError as error:
            yield Finding(topic, False, str(error))
        except Exception as error:
            yield Finding(topic, False, f"{type(error).__name__}: {error}")


def _python() -> str:
    return f"{platform.python_version()} on {platform.platform()}, {os.cpu_count()} cores"


def _sound() -> str:
    return f"PyAV {version('av')}, mutagen {version('mutagen')}"


def _network() -> str:
    from engine.analysis.model import open_model
    from engine.models.weights import shipped

    model = shipped()
    runtime = open_model(model, threads=1).runtime
    return f"{runtime}; model {model.architecture} {model.model_id}"


def _window() -> str:
    if importlib.util.find_spec("PySide6") is None:
        raise NearfieldError("PySide6 is not installed", "Only the command line can be used.")
    result = subprocess.run([sys.executable, "-c", QT_LOADS], capture_output=True, text=True)
    if result.returncode:
        last = result.stderr.strip().splitlines()[-1]
        raise NearfieldError("Qt cannot be loaded", f"{last}. `make setup` names what is missing.")
    return f"PySide6 {version('PySide6-Essentials')}"


def _disk(home: Path) -> str:
    there = next(path for path in (home, *home.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < ROOM:
        raise NearfieldError("The disk is nearly full", f"{free // 1_000_000} MB are free.")
    if not os.access(there, os.W_OK):
        raise NearfieldError("The library's folder cannot be written", str(there))
    return f"{free // 1_000_000_000} GB free at {home}"


def _library(home: Path) -> str:
    if not (home / "library.db").exists():
        return "none yet"
    with Library.open(home) as library:
        library.check()
        status = library.status()
    gone = [str(folder.path) for folder in status.folders if not folder.mounted]
    if gone:
        raise NearfieldError("Folders are not there", ", ".join(gone))
    failed = status.states.get(TrackState.FAILED, 0)
    return f"{status.total} tracks in {len(status.folders)} folders, {failed} of them failed"


def _backups(home: Path) -> str:
    kept = all_backups(home)
    return f"{len(kept)}, the newest of {moment(kept[-1].taken)}" if kept else "none yet"
