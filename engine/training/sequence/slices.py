"""Slices of the Million Playlist Dataset: `mpd.slice.0-999.json` and 999 more, some 33 GB of JSON.

A slice is one object with `info` and a list of 1,000 `playlists`. It is parsed playlist by playlist
from a window of its text, so that memory does not grow with the slice, however it is indented.
Source: Chen, Lamere, Schedl and Zamani, "RecSys Challenge 2018: automatic music playlist
continuation", 2018.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from engine.training.plays.reading import PlaysError, Reading
from engine.training.sequence.listed import Listed, listed_of
from engine.training.text_files import opened

PIECE = 1 << 20
"""Bytes that are read at a time."""
LARGEST = 64 << 20
"""Characters of the largest playlist; what is longer is none."""
_LIST = re.compile(r'"playlists"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def read_slice(path: Path, reading: Reading) -> Iterator[Listed]:
    """The playlists of a slice, also of a packed one.

    What cannot be used as a playlist is refused with the line on which it begins. Raises PlaysError
    with the line if the file is no such JSON: what follows a broken one cannot be found.
    """
    reading.begin(path)
    with opened(path, PlaysError) as (file, _):
        window = _Window(path, file)
        window.enter_list()
        count = 0
        while (found := window.next_value()) is not None:
            line, value = found
            count += 1
            try:
                yield listed_of(value)
            except ValueError as error:
                reading.refuse(line, str(error))
        reading.lines += count
        reading.judge(count)


class _Window:
    """A part of the file's text that moves over it."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._place = "", 0
        self._line = 1
        """Of the text's first character."""

    def enter_list(self) -> None:
        """Go to the first playlist."""
        while (found := _LIST.search(self._text)) is None:
            if len(self._text) > LARGEST or not self._more():
                message = "There is no list of 'playlists' in it." if self._text else "It is empty."
                raise PlaysError(self._path, message)
        self._place = found.end()

    def next_value(self) -> tuple[int, object] | None:
        """The next value of the list and the line on which it begins; None after the last."""
        self._skip()
        if self._text[self._place] == "]":
            return None
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                line = self._line_at(getattr(error, "pos", self._place))
                if len(self._text) - self._place > LARGEST or not self._more():
                    raise PlaysError(self._path, "This is not whole JSON.", line) from error
            else:
                line = self._line_at(self._place)
                self._place = end
                return line, value

    def _skip(self) -> None:
        """Go to what comes next, over blanks and commas."""
        while True:
            found = _BETWEEN.match(self._text, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._text):
                return
            if not self._more():
                message = "The file ends in the middle of the list."
                raise PlaysError(self._path, message, self._line_at(self._place))

    def _more(self) -> bool:
        """Let go of what has been read and take in as much again as is left; False at the end."""
        self._line = self._line_at(self._place)
        self._text, self._place = self._text[self._place :], 0
        data = self._file.read(max(PIECE, len(self._text)))
        try:
            self._text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            before = self._text.count("\n") + error.object.count(b"\n", 0, error.start)
            raise PlaysError(self._path, "This is not UTF-8.", self._line + before) from error
        return bool(data)

    def _line_at(self, place: int) -> int:
        return self._line + self._text.count("\n", 0, place)
