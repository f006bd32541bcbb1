"""Reading files of lines: what each bad line lacks is counted, and the first are told.

Published play counts have bad lines in them, so one of them ends nothing; a file that is mostly bad
is another kind of file, and that is said as soon as it shows. Nothing is ever held but one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from engine.training.text_files import FileError, NoTextError, lines_of, opened, text_of
from engine.training.watch import Watch

_SHOWN = 5
_ENOUGH = 100
"""Bad lines after which it is asked whether they are the most."""
_OFTEN = 10_000
_MUCH = 1 << 20
"""Lines, or bytes of the file as it lies on disk, between two reports."""


class PlaysError(FileError):
    """A file of plays or playlists cannot be understood; says where."""


class Reading:
    """The reading of one or several files: their lines, and which of them were left out."""

    def __init__(self, watch: Watch | None = None, shown: int = _SHOWN) -> None:
        """Tell `watch` how far it is, and keep the first `shown` lines that are left out."""
        self._watch, self._shown = watch or Watch(), shown
        self._path = Path()
        self._bad = 0
        self.lines = 0
        self.line = 0
        """The number of the line that was read last."""
        self.left_out: Counter[str] = Counter()
        self.examples: list[str] = []
        """The first lines that were left out, and why."""

    def read(self, path: Path) -> Iterator[tuple[int, str]]:
        """The lines of a file with their numbers, from 1; empty ones are passed over.

        A file that ends in `.gz` is unpacked on the way. Raises PlaysError if the file is empty,
        cannot be read, or most of its lines are bad; Cancelled.
        """
        self.begin(path)
        number = 0
        with opened(path, PlaysError) as (file, raw):
            size, told = path.stat().st_size, 0
            for number, line in enumerate(lines_of(file), 1):
                if number % _OFTEN == 1 or raw.tell() - told > _MUCH:
                    told = raw.tell()
                    self._watch.step(f"Reading {path.name}", told, size)
                self.lines += 1
                self.line = number
                text = self._text(number, line)
                if text:
                    yield number, text
                if self._bad >= _ENOUGH:
                    self.judge(number)
        if not number:
            raise PlaysError(path, "The file is empty.")
        self.judge(number)

    def begin(self, path: Path) -> None:
        """Whatever is refused from here on is of this file."""
        self._path, self._bad = path, 0

    def refuse(self, number: int, reason: str) -> None:
        """Leave out a line of the file that is being read."""
        self._bad += 1
        self.left_out[reason] += 1
        if len(self.examples) < self._shown:
            self.examples.append(f"{self._path.name}, line {number}: {reason}")

    def told(self) -> list[str]:
        """What was left out, in lines for people; none if nothing was."""
        if not self.left_out:
            return []
        told = [f"left out: {self.left_out.total():,} of {self.lines:,} lines"]
        told += [f"  {count:,}: {reason}" for reason, count in self.left_out.most_common()]
        return [*told, *(f"  such as {example}" for example in self.examples)]

    def _text(self, number: int, line: bytes) -> str:
        """A line as text; an empty one if it is none."""
        try:
            text = text_of(line, number).rstrip("\r\n")
        except NoTextError as error:
            self.refuse(number, str(error))
            return ""
        return text if text.strip() else ""

    def judge(self, lines: int) -> None:
        """Raise PlaysError if most of so many lines of the file were left out."""
        if 2 * self._bad > lines:
            told = f"{self._bad} of the first {lines} lines cannot be used: "
            raise PlaysError(self._path, told + "; ".join(self.examples[:_SHOWN]) + ".")
