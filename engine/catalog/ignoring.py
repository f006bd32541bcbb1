"""What scans leave alone: the user's patterns, and folders that hold a file that asks for it.

Patterns are those of `.gitignore`, relative to each music folder; the library's settings keep them
and the walk asks them of every folder and of every file that is new to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from engine.errors import NearfieldError

MARKS = frozenset({".nomusic", ".nomedia"})
"""Names of files that leave the folder they lie in alone, with all below it."""


class Rules:
    """The patterns in force; `key` is another one for other patterns."""

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self._spec = GitIgnoreSpec.from_lines(patterns)
        self.key = blake2b("\n".join(patterns).encode(errors="surrogatepass")).digest()

    def __bool__(self) -> bool:
        return len(self._spec) > 0

    def match(self, relative: str) -> bool:
        """Whether a pattern names this file or, with a '/' at its end, this folder."""
        return bool(self) and self._spec.match_file(relative)


def usable(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns without empty ones; raises NearfieldError for one that cannot be used."""
    wanted = tuple(pattern for pattern in patterns if pattern.strip())
    for pattern in wanted:
        if not (pattern.startswith("#") or _means_something(pattern)):
            raise NearfieldError(
                "This pattern cannot be used",
                f"{pattern!r} names no files. Patterns are written as in .gitignore:"
                " '*.wav', 'Podcasts/', '/Downloads/*.mp3'.",
            )
    return wanted


def steps(relative: str) -> Iterator[str]:
    """The folders on the way to a path, each with a '/' behind it, and the path itself."""
    place = relative.find("/") + 1
    while 0 < place < len(relative):
        yield relative[:place]
        place = relative.find("/", place) + 1
    yield relative


def _means_something(pattern: str) -> bool:
    try:
        (compiled,) = GitIgnoreSpec.from_lines([pattern]).patterns
    except (GitIgnorePatternError, re.error, ValueError):
        return False
    return compiled.include is not None
