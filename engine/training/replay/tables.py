"""Tables far larger than memory, read in chunks; faults are told with their line.

Only columns that are asked for are kept, whatever their order in the file. Python's own reader
takes a million rows in a few seconds, which is little beside the training that follows, and knows
the line of every row, which faster readers do not.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NoReturn

from engine.errors import NearfieldError

_LONGEST = 1 << 20
"""No line of a table is that long; a file without line ends is no table."""
_CHUNK = 100_000


class TableError(NearfieldError):
    """A table cannot be understood; says where."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        place = "" if line is None else f"Line {line}: "
        super().__init__(f"Cannot read {path.name!r}", place + message)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table, by column, and the line on which each ends."""

    path: Path
    columns: tuple[Sequence[str], ...]
    lines: Sequence[int]

    def refuse(self, row: int, message: str) -> NoReturn:
        """Raise TableError for a row."""
        raise TableError(self.path, message, self.lines[row])


def read_chunks(
    path: Path,
    names: Sequence[str],
    *,
    rows: int = _CHUNK,
    read: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Chunk]:
    """The named columns (two at least), so many rows at a time; raises TableError.

    `read` is told after each chunk how many bytes are read, of how many.
    """
    try:
        with path.open("rb") as file:
            total = path.stat().st_size
            for chunk in _chunks(path, file, names, rows):
                yield chunk
                read(file.tell(), total)
    except OSError as error:
        raise TableError(path, f"{error.strerror or error}.") from error


def _chunks(path: Path, file: BinaryIO, names: Sequence[str], rows: int) -> Iterator[Chunk]:
    reader = csv.reader(_text(path, file))
    try:
        header = next(reader, None)
        if header is None:
            raise TableError(path, "The file is empty.")
        pick, width = _picker(path, header, names), len(header)
        kept: list[tuple[str, ...]] = []
        lines: list[int] = []
        for row in reader:
            if len(row) != width:
                if not row:
                    continue
                message = f"{len(row)} columns instead of {width}."
                raise TableError(path, message, reader.line_num)
            kept.append(pick(row))
            lines.append(reader.line_num)
            if len(kept) == rows:
                yield Chunk(path, tuple(zip(*kept, strict=True)), lines)
                kept, lines = [], []
    except csv.Error as error:
        raise TableError(path, f"{error}.", reader.line_num) from error
    if kept:
        yield Chunk(path, tuple(zip(*kept, strict=True)), lines)


def _picker(
    path: Path, header: Sequence[str], names: Sequence[str]
) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes the named columns out of a row."""
    missing = [name for name in names if name not in header]
    if missing:
        told = ", ".join(header[:8])
        raise TableError(path, f"There is no column {missing[0]!r}, only {told:.200}.", 1)
    return itemgetter(*(header.index(name) for name in names))


def _text(path: Path, file: BinaryIO) -> Iterator[str]:
    """The lines as text, each decoded for itself so that a fault has its line."""
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
        if len(line) == _LONGEST or b"\0" in line:
            raise TableError(path, "This is not a text file.", number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            message = "This is not UTF-8; save the file as UTF-8 text."
            raise TableError(path, message, number) from error
