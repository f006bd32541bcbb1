"""What failed as a table for a spreadsheet: path, artist, title and reason of each track."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.widgets.phrases import trouble
from engine.errors import NearfieldError
from engine.types import Track
from engine.whole_file import whole_file

HEADINGS: Final = ("Path", "Artist", "Title", "Reason")

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a cell that a spreadsheet would work out begins with."""


def write_failures(tracks: Sequence[Track], path: Path) -> Path:
    """Write a CSV file, whole or not at all; raises NearfieldError."""
    try:
        # with a byte order mark: without it, spreadsheets take UTF-8 for an older encoding
        with (
            whole_file(path) as unfinished,
            unfinished.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            table = csv.writer(file)
            table.writerow(HEADINGS)
            table.writerows([harmless(cell) for cell in _cells(track)] for track in tracks)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NearfieldError("The table cannot be written", f"{path}: {reason}.") from error
    return path


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def readable(path: Path) -> str:
    """A path as text; bytes that are not UTF-8 are written as what they are: `\\xe9`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _cells(track: Track) -> tuple[str, str, str, str]:
    reason = trouble(track)
    cells = (readable(track.path), track.tags.artist, track.tags.title, reason)
    path, artist, title, reason = (_without_halves(cell) for cell in cells)
    return path, artist, title, reason


def _without_halves(text: str) -> str:
    """Text that UTF-8 can hold: names read from a path may have bytes of it as half characters."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
