"""The lines on disk: a cache of what the store says of all tracks, that can be deleted at any time.

It is used only while the store is of the very revision that it was made from; then the window has
100,000 tracks in a tenth of the time that asking, folding and sorting them takes. What is torn or
damaged is found by the checksums of the archive that it is (NumPy's `.npz`, with nothing packed).
"""

from __future__ import annotations

import json
import logging
import unicodedata
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.lines.columns import FACTS, Lines
from engine.lines.names import Names
from engine.whole_file import whole_file

log = logging.getLogger(__name__)

FORMAT: Final = 1
"""Another one whenever the same store would come to other lines."""

BETWEEN: Final = b"\0"
"""What stands between the rests of two tracks: neither a path holds it nor JSON."""


class Source(Protocol):
    """Where the lines come from."""

    def lines(self, model_id: str) -> Lines:
        """All tracks, with their state under a model."""

    def revision(self) -> str:
        """What no other state of the tracks is called by, in this library or any."""


class CachedLines:
    """All lines of a store, from a file if that is what they are."""

    def __init__(self, path: Path, source: Source) -> None:
        self._path, self._source = path, source
        self._refused = False

    def lines(self, model_id: str) -> Lines:
        """All tracks on the shelf, as they are now."""
        key = self._key(model_id)
        try:
            return self._read(key)
        except Exception as error:  # a damaged archive makes NumPy raise nearly anything
            log.info("The kept lines are not used: %s", error)
            self._refused = True
        return self._source.lines(model_id).on_shelf()

    def save(self, model_id: str) -> None:
        """Keep the lines for the next start, unless those that are kept are still true.

        If something is written meanwhile, nothing is kept: it could be part of them, or not.
        """
        key = self._key(model_id)
        if not self._refused and self._kept() == key:
            return
        lines = self._source.lines(model_id).on_shelf()
        if self._key(model_id) != key:
            return
        try:
            self._write(lines, key)
            self._refused = False
        except OSError as error:
            log.warning("The lines cannot be kept: %s", error)

    def _key(self, model_id: str) -> str:
        made_by = f"{FORMAT}.{unicodedata.unidata_version}"  # by which names are folded
        return f"{made_by}/{self._source.revision()}/{model_id}"

    def _kept(self) -> str:
        """From what the file was made; empty if it is none."""
        try:
            with self._path.open("rb") as file, np.load(file) as kept:
                return _text(kept["key"])
        except Exception:  # as above
            return ""

    def _read(self, key: str) -> Lines:
        with self._path.open("rb") as file, np.load(file) as kept:
            if _text(kept["key"]) != key:
                raise ValueError("the library is not what it was")
            facts = kept["facts"]
            rest = kept["rest"].tobytes().split(BETWEEN) if len(facts) else []
            words = json.loads(_text(kept["words"]))
            names = Names(words["names"], kept["folded"].tobytes(), kept["ranks"])
        if facts.dtype != FACTS or len(rest) != len(facts):
            raise ValueError("it is of another format")
        return Lines(facts, rest, names, dict(words["roots"]))

    def _write(self, lines: Lines, key: str) -> None:
        words = json.dumps({"names": lines.names.texts, "roots": list(lines.roots.items())})
        with whole_file(self._path) as unfinished, unfinished.open("wb") as file:
            np.savez(
                file,
                key=_letters(key.encode()),
                facts=lines.facts,
                rest=_letters(BETWEEN.join(lines.rest)),
                words=_letters(words.encode()),
                folded=_letters(lines.names.folded),
                ranks=lines.names.ranks,
            )


def _letters(text: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(text, np.uint8)


def _text(letters: NDArray[Any]) -> str:
    return letters.tobytes().decode()
