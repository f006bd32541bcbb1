"""Know a track by its sound: a short text that stays the same wherever its tags and name go.

An identity is the kind of stream, its length in bytes and a hash of a few blocks of it. It costs a
handful of small reads; `docs/decisions/identity.md` says why it is made this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from engine.catalog.sound_region import Region, find_region
from engine.catalog.source import Source

BLOCK = 1536
BLOCKS = 4
"""Blocks of BLOCK bytes that are looked at: the first, the last, and between them."""

_PIECE = 1 << 20
_PAGE = re.compile(b"OggS")
_PAGE_FIELDS = (14, 26)
"""Of an Ogg page's header: serial number, page number and checksum, which retagging rewrites."""


def identify(path: Path) -> str:
    """The identity of a file's sound, empty where there is none; raises OSError if unreadable."""
    with Source(path) as source:
        region = find_region(source)
        return _identity(source, region, _samples(region.length)) if region.length else ""


def full_hash(path: Path) -> str:
    """Like `identify`, but from every byte of the sound: for settling ties, not for scanning."""
    with Source(path) as source:
        region = find_region(source)
        starts = range(0, region.length, _PIECE)
        return _identity(source, region, [(start, _PIECE) for start in starts])


def _identity(source: Source, region: Region, pieces: list[tuple[int, int]]) -> str:
    digest = blake2b(region.seal, digest_size=16)
    for offset, length in pieces:
        for part in _bytes(source, region, offset, length):
            digest.update(part)
    return f"{region.kind}:{region.length}:{digest.hexdigest()}"


def _samples(length: int) -> list[tuple[int, int]]:
    """The (offset, length) of the blocks to look at; all of a sound that is no longer than they."""
    if length <= BLOCK * BLOCKS:
        return [(0, length)]
    return [((length - BLOCK) * i // (BLOCKS - 1), BLOCK) for i in range(BLOCKS)]


def _bytes(source: Source, region: Region, offset: int, length: int) -> Iterator[bytes]:
    """A stretch of the sound, from however many parts of the file it lies in."""
    for start, size in region.spans:
        if length > 0 and offset < size:
            count = min(length, size - offset)
            if region.kind == "ogg":
                yield _paged(source, start, offset, count)
            else:
                yield source.read(start + offset, count)
            offset, length = offset + count, length - count
        offset = max(0, offset - size)


def _paged(source: Source, start: int, offset: int, length: int) -> bytes:
    """A stretch of the Ogg pages from `start`, with the fields that change when tags do blanked.

    A page's header may have begun before the stretch, so the reading does.
    """
    before = min(offset, _PAGE_FIELDS[1])
    data = bytearray(source.read(start + offset - before, before + length))
    for page in _PAGE.finditer(bytes(data)):
        first, last = (page.start() + field for field in _PAGE_FIELDS)
        data[first:last] = bytes(len(data[first:last]))
    return bytes(data[before:])
