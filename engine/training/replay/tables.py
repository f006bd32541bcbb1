"""Tables far larger than memory, read in chunks; faults are told with their line.

Only columns that are asked for are kept, whatever their order in the file. Python's own reader
takes a million rows in a few seconds, which is little beside the training that follows, and knows
the line of every row, which faster readers do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

from engine.training import text_files
from engine.training.text_files import FileError, opened, place_of

_CHUNK = 100_000


class TableError(FileError):
    """A table cannot be understood; says where."""


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
    with opened(path, TableError) as (file, raw):
        total = path.stat().st_size
        for chunk in _chunks(path, text_files.rows(path, file, TableError), names, rows):
            yield chunk
            read(raw.tell(), total)


def _chunks(
    path: Path, table: Iterator[tuple[int, list[str]]], names: Sequence[str], rows: int
) -> Iterator[Chunk]:
    _, header = next(table, (0, None))
    if header is None:
        raise TableError(path, "The file is empty.")
    pick = itemgetter(*(place_of(name, header, path, TableError) for name in names))
    width = len(header)
    kept: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in table:
        if len(row) != width:
            if not row:
                continue
            raise TableError(path, f"{len(row)} columns instead of {width}.", line)
        kept.append(pick(row))
        lines.append(line)
        if len(kept) == rows:
            yield Chunk(path, tuple(zip(*kept, strict=True)), lines)
            kept, lines = [], []
    if kept:
        yield Chunk(path, tuple(zip(*kept, strict=True)), lines)
