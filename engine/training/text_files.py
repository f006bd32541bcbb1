"""Text files of others: opened plain or packed, decoded line by line, faults told with their line.

Whoever reads a form of file gives its own error (`Fault`), and all forms are refused in the same
words. A line that is no text refuses the file (`rows`), or it is one bad line among many good ones
(`text_of`).
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, ClassVar, cast

from engine.errors import NearfieldError

LONGEST = 1 << 20
"""Bytes of a line; a longer one is no line of a text file."""


class FileError(NearfieldError):
    """A file cannot be understood; says where."""

    what: ClassVar[str] = ""
    """What it should hold, where that is not plain: "the labels in "."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        place = "" if line is None else f"Line {line}: "
        super().__init__(f"Cannot read {self.what}{path.name!r}", place + message)


Fault = type[FileError]


class NoTextError(ValueError):
    """A line that is no text: `str()` says so of the line, `of_file` of the file that it is in."""

    def __init__(self, reason: str, of_file: str = "This is not a text file.") -> None:
        super().__init__(reason)
        self.of_file = of_file


@contextmanager
def opened(path: Path, fault: Fault) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file unpacked if it ends in `.gz`, and as it lies on disk; raises `fault`."""
    try:
        with path.open("rb") as raw:
            if path.suffix == ".gz":
                with gzip.open(raw) as unpacked:
                    yield cast(IO[bytes], unpacked), raw
            else:
                yield raw, raw
    except (EOFError, zlib.error) as error:
        raise fault(path, f"The packed file is damaged: {error}.") from error
    except OSError as error:
        raise fault(path, f"{error.strerror or error}.") from error


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """Lines, of which one that is too long comes cut short, and is still too long."""
    while line := file.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = file.readline(LONGEST + 1)


def text_of(line: bytes, number: int) -> str:
    """A line, of which the first may begin with a mark, as text; raises NoTextError."""
    if len(line) > LONGEST:
        raise NoTextError("the line is longer than 1 MiB")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        of_file = "This is not UTF-8; save the file as UTF-8 text."
        raise NoTextError("the line is not UTF-8", of_file) from error
    if "\0" in text:
        raise NoTextError("the line is not text")
    return text


def rows(
    path: Path, file: IO[bytes], fault: Fault, *, delimiter: str = ",", strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, with the number of the line on which each ends; raises `fault`.

    Those of empty lines are empty. Unless it is `strict`, what follows a closing quotation mark
    belongs to the field.
    """
    reader = csv.reader(_texts(path, file, fault), delimiter=delimiter, strict=strict)
    try:
        for fields in reader:
            yield reader.line_num, fields
    except csv.Error as error:
        raise fault(path, f"{error}.", reader.line_num) from error


def place_of(name: str, header: Sequence[str], path: Path, fault: Fault, line: int = 1) -> int:
    """Where the column of this name stands; raises `fault` if there is none."""
    if name not in header:
        told = ", ".join(header[:8])
        raise fault(path, f"There is no column {name!r}, only {told:.200}.", line)
    return header.index(name)


def _texts(path: Path, file: IO[bytes], fault: Fault) -> Iterator[str]:
    for number, line in enumerate(lines_of(file), 1):
        try:
            text = text_of(line, number)
        except NoTextError as error:
            raise fault(path, error.of_file, number) from error
        if "\r" in text.rstrip(
            "\r\n"
        ):  # the line ends of an old Mac, on which Python's reader stumbles
            yield from io.StringIO(text, newline="")
        else:
            yield text
