"""Bounds on what a tag can make mutagen do, which reads in the app's own process.

Mutagen believes what a tag says. A few megabytes can make it copy for hours (each ID3 frame copies
all that follow it; equal pictures are compared with each other), inflate to gigabytes, or nest
chapters until copies of copies fill the memory. `Frugal` bounds what it reads, the rest bounds what
it does with that. Whatever goes beyond raises `TooMuch`: such a tag is not read at all.
docs/decisions/limits-per-file.md gives the reasons and what remains.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from mutagen._vorbis import VComment
from mutagen.id3 import APIC, RVA2, UFID, Frames, Frames_2_2, TextFrame, _frames, _tags

MOST_BYTES = 64 << 20
"""Read of one file for its tags, pictures included."""
MOST_READS = 100_000
"""Reads of one file for its tags; an MP4 in fragments, the hungriest, takes some 10,000 an hour."""
MOST_FRAMES = 1_000
"""Frames of an ID3 tag; chapters of long podcasts need some hundreds."""
MOST_COMMENTS = 10_000
"""Texts of a Vorbis comment."""
MOST_TEXT = 1 << 20
"""Bytes of all texts of an ID3 tag together; mutagen takes a second for so much UTF-16."""
MOST_TEXTS = 4_000
"""Texts of an ID3 tag, descriptions among them."""
MOST_COPIED = 4 << 30
"""Bytes that mutagen copies, all of the rest of an ID3 tag for each frame: a second or two."""
MOST_INFLATED = 1 << 16
"""Bytes that a compressed ID3 frame may grow to; next to no tagger compresses."""

_CONTAINED = 1 << 12
"""Reads up to this many bytes are not worth asking how much is left."""
_USED = (TextFrame, UFID, RVA2, APIC)
"""The kinds of ID3 frames that anything here looks at; the others stay undecoded."""


class TooMuch(Exception):  # noqa: N818
    """A tag that goes beyond the bounds."""


class Frugal:
    """An open file for mutagen, which ends its reading when it has read enough."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file, self._bytes, self._reads = file, 0, 0
        self._size = os.fstat(file.fileno()).st_size
        self.name, self.seek, self.tell = file.name, file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """Like a file's; a size beyond the end, which would be set aside first, is cut down."""
        if not 0 <= size <= _CONTAINED:
            left = max(0, self._size - self._file.tell())
            size = left if size < 0 else min(size, left)
        self._bytes += size
        self._reads += 1
        if self._bytes > MOST_BYTES or self._reads > MOST_READS:
            raise TooMuch("A tag too large to be read")
        return self._file.read(size)


def _frame_places(
    data: bytes, version: tuple[int, ...], syncsafe: bool
) -> Iterator[tuple[bytes, int, int]]:
    """The name of each frame of an ID3 tag, and where its content begins and ends."""
    at, head = 0, 6 if version < (2, 3, 0) else 10
    number = slice(3, 6) if head == 6 else slice(4, 8)
    while len(frame := data[at : at + head]) == head and frame[: number.start].strip(b"\0"):
        size = int.from_bytes(frame[number], "big")
        if syncsafe:
            size = sum((size >> 8 * n & 0x7F) << 7 * n for n in range(4))
        end = min(at + head + size, len(data))
        yield frame[: number.start], at + head, end
        at += head + size


def _check_frames(id3: Any, data: bytes, frames: dict[str, type]) -> None:
    """Raise TooMuch for an ID3 tag beyond the bounds; a small one cannot be."""
    if len(data) <= MOST_FRAMES:
        return
    if id3.version < (2, 4, 0) and id3.f_unsynch:
        data = data.replace(b"\xff\x00", b"\xff")
    is_new = id3.version >= (2, 4, 0)
    # Some wrote plain numbers where 2.4 wants syncsafe ones, and mutagen tries both.
    for syncsafe in (False, True) if is_new else (False,):
        found = _frame_places(data, id3.version, syncsafe)
        if sum(1 for _ in islice(found, MOST_FRAMES + 1)) > MOST_FRAMES:
            raise TooMuch("Too many frames in an ID3 tag")
    syncsafe = is_new and _tags.determine_bpi(data, frames) is not int
    places = list(_frame_places(data, id3.version, syncsafe))
    if sum(len(data) - start for _, start, _ in places) > MOST_COPIED:
        raise TooMuch("Too many frames in a large ID3 tag")
    texts = [data[start:end] for name, start, end in places if name.startswith(b"T")]
    if sum(map(len, texts)) > MOST_TEXT or sum(map(_count, texts)) > MOST_TEXTS:
        raise TooMuch("Too much text in an ID3 tag")


def _count(content: bytes) -> int:
    """About how many texts the content of a text frame holds: its first byte is the encoding."""
    between = b"\0\0" if content[:1] in (b"\1", b"\2") else b"\0"
    return content[1:].rstrip(b"\0").count(between) + 1


def _used_among(frames: dict[str, type]) -> dict[str, type]:
    return {name: kind for name, kind in frames.items() if issubclass(kind, _USED)}


_KEPT = {id(frames): _used_among(frames) for frames in (Frames, Frames_2_2)}
"""What is used of mutagen's own tables, which nearly every tag is read with."""


def _read_frames(id3: Any, data: bytes, frames: dict[str, type]) -> Any:
    """Mutagen's reader of the frames in `data`, for a tag within the bounds."""
    used = _KEPT.get(id(frames)) or _used_among(frames)
    _check_frames(id3, data, used)
    return _mutagens_read_frames(id3, data, used)


class _BoundedZlib:
    """What mutagen's frames use of zlib, with an end to it."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        inflate = zlib.decompressobj()
        inflated = inflate.decompress(data, MOST_INFLATED)
        if inflate.unconsumed_tail:
            raise TooMuch("A frame that inflates too much")
        if not inflate.eof:
            raise zlib.error("incomplete")
        return inflated


def _load_comments(self: VComment, fileobj: Any, *args: Any, **kwargs: Any) -> None:
    """Mutagen's reader of a Vorbis comment, for one within the bounds."""
    start = fileobj.tell()
    fileobj.seek(int.from_bytes(fileobj.read(4), "little"), os.SEEK_CUR)
    count = int.from_bytes(fileobj.read(4), "little")
    fileobj.seek(start)
    if count > MOST_COMMENTS:
        raise TooMuch("Too many texts in a Vorbis comment")
    _mutagens_load_comments(self, fileobj, *args, **kwargs)


# Mutagen offers no bounds of its own, and no way to hand it any for all formats that hold ID3.
_mutagens_read_frames: Any = _tags.read_frames
_mutagens_load_comments: Any = VComment.load
for holder, name, bounded in (
    (_tags, "read_frames", _read_frames),
    (VComment, "load", _load_comments),
    (_frames, "zlib", _BoundedZlib),
):
    setattr(holder, name, bounded)
