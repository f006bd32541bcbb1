"""Rows of label files: text and tables whose faults are told with their line.

Every reader of labels goes through here, so that a broken file of any form is refused in the same
words and with a place to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.training.text_files import FileError, opened, place_of, rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


class LabelsError(FileError):
    """A file of labels cannot be understood; says where."""

    what = "the labels in "


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, by column, and the line of the file on which it ends."""

    line: int
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, none of them empty."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, path: Path, delimiter: str) -> Self:
        """Read a table with a header; raises LabelsError."""
        rows = list(read_rows(path, delimiter))
        if not rows:
            raise LabelsError(path, "The file is empty.")
        return cls(path, tuple(rows[0].fields), tuple(rows[1:]))

    def column(self, name: str) -> int:
        """Where the column of this name stands; raises LabelsError if there is none."""
        return place_of(name, self.header, self.path, LabelsError)

    def of_equal_length(self) -> tuple[Row, ...]:
        """The rows, each as long as the header; raises LabelsError at the first that is not."""
        for row in self.rows:
            if len(row.fields) != len(self.header):
                message = f"{len(row.fields)} columns instead of {len(self.header)}."
                raise LabelsError(self.path, message, row.line)
        return self.rows


def read_text(path: Path) -> str:
    """The whole file; raises LabelsError if it cannot be read or is not UTF-8."""
    with opened(path, LabelsError) as (file, _):
        content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LabelsError(path, "This is not UTF-8; save the file as UTF-8 text.", line) from error


def read_rows(path: Path, delimiter: str) -> Iterator[Row]:
    """The rows that are not empty, fields without the blanks around them; raises LabelsError."""
    with opened(path, LabelsError) as (file, _):
        for line, fields in rows(path, file, LabelsError, delimiter=delimiter, strict=True):
            stripped = [field.strip() for field in fields]
            if any(stripped):
                yield Row(line, stripped)


def read_list(path: Path) -> list[str]:
    """One value a line, as in the published split lists; raises LabelsError."""
    values = [line.strip() for line in read_text(path).splitlines()]
    while values and not values[-1]:
        values.pop()
    for number, value in enumerate(values, 1):
        if not value:
            raise LabelsError(path, "The line is empty.", number)
    return values


def read_matrix(path: Path, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """An .npy file of zeros and ones of this shape; never a pickle. Raises LabelsError."""
    try:
        matrix = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise LabelsError(path, f"This is not a plain .npy array ({error}).") from error
    if not isinstance(matrix, np.ndarray) or matrix.shape != shape:
        found = getattr(matrix, "shape", "an archive")
        raise LabelsError(path, f"The array is {found}, not {shape} as its lists ask for.")
    if matrix.dtype.kind not in "biuf" or not np.isin(matrix, (0, 1)).all():
        raise LabelsError(path, "The array holds more than zeros and ones.")
    return matrix.astype(np.bool_)
