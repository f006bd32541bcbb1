"""The seal of a folder of files: their checksums and some notes, written last.

A folder without a seal was never finished; one whose files do not match it is damaged. hnswlib
would follow links of a damaged graph to anywhere, and end the program.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.whole_file import whole_file

NAME: Final = "seal.json"
FORMAT: Final = 1
CHUNK: Final = 1 << 22

Checksums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Seal:
    """What a folder holds: a CRC-32 for each file's name, and whatever its writer noted."""

    checksums: Checksums
    notes: dict[str, Any]

    def put_on(self, folder: Path) -> None:
        """Declare the folder finished."""
        value = {"format": FORMAT, "checksums": self.checksums, "notes": self.notes}
        with whole_file(folder / NAME) as unfinished:
            unfinished.write_text(json.dumps(value), encoding="utf-8")

    @classmethod
    def of(cls, folder: Path) -> Seal:
        """The seal on a folder; raises OSError, or ValueError for one that is none."""
        value = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise ValueError("it is of another format")
        return cls(value["checksums"], value["notes"])

    def check(self, path: Path) -> None:
        """Raise ValueError if a file is not what was sealed."""
        if checksum(path) != self.checksums.get(path.name):
            raise ValueError(f"{path.name} is damaged")


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found = zlib.crc32(chunk, found)
    return found
