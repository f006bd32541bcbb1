"""Walk the parts of container formats: RIFF and AIFF chunks, MP4 atoms, ASF objects.

Each walk yields (name, offset of the content, length of the content), clipped to the file, and
stops at the first part that makes no sense.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from engine.catalog.source import Source

MOST_PARTS = 4096
"""A fragmented MP4 has a part for every few seconds; more parts than this are not looked at."""

Part = tuple[bytes, int, int]


def iff_chunks(source: Source, start: int, end: int, byte_order: str) -> Iterator[Part]:
    """The chunks between two offsets; `byte_order` is "<" in RIFF and ">" in AIFF."""
    for _ in range(MOST_PARTS):
        head = source.peek(start, 8)
        if len(head) < 8 or start + 8 > end:
            return
        name, size = head[:4], struct.unpack(byte_order + "I", head[4:])[0]
        yield name, start + 8, min(size, end - start - 8)
        start += 8 + size + size % 2


def mp4_atoms(source: Source, start: int, end: int) -> Iterator[Part]:
    """The atoms between two offsets; a size of 1 is followed by a 64-bit one, 0 means the rest."""
    for _ in range(MOST_PARTS):
        head = source.peek(start, 16)
        if len(head) < 8 or start + 8 > end:
            return
        size, skip = struct.unpack(">I", head[:4])[0], 8
        if size == 1 and len(head) == 16:
            size, skip = struct.unpack(">Q", head[8:])[0], 16
        size = size or end - start
        if size < skip:
            return
        yield head[4:8], start + skip, min(size, end - start) - skip
        start += size


def asf_objects(source: Source, start: int, end: int) -> Iterator[Part]:
    """The top-level objects between two offsets, named by their 16-byte GUID."""
    for _ in range(MOST_PARTS):
        head = source.peek(start, 24)
        size = struct.unpack("<Q", head[16:])[0] if len(head) == 24 else 0
        if size < 24:
            return
        yield head[:16], start + 24, min(size, end - start) - 24
        start += size
