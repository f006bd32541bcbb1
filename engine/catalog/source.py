"""Small reads at given places of a file, for finding and sampling its sound.

A buffered file would read 8 KB around every place; this reads what it is asked for, and a little
more only where a header is looked at.
"""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

WINDOW = 320
"""Bytes of a header read at once: an Ogg page's header and all of the usual trailing tags."""


class Source:
    """An open file of `size` bytes; raises OSError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._file = FileIO(path)
        self.size = os.fstat(self._file.fileno()).st_size
        self._window, self._window_start = b"", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def peek(self, offset: int, length: int) -> bytes:
        """The bytes of a header, from what the last peek saw if they lie there."""
        end = offset + length
        if not self._window_start <= offset <= end <= self._window_start + len(self._window):
            self._window = self.read(offset, max(length, WINDOW))
            self._window_start = offset
        start = offset - self._window_start
        return self._window[start : start + length]

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer only at the end of the file."""
        if offset >= self.size:  # where a broken header may point, a seek can fail
            return b""
        self._file.seek(offset)
        pieces: list[bytes] = []
        while length > 0 and (piece := self._file.read(length)):
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)
