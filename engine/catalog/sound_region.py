"""Find the encoded sound inside an audio file: where its bytes lie once every tag is left out.

The container is recognised by its content, never by the file's name. What is not recognised (MP3,
AAC, Monkey's Audio, WavPack, Musepack …) is a stream between the tags before and behind it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from engine.catalog.chunks import MOST_PARTS, asf_objects, iff_chunks, mp4_atoms
from engine.catalog.source import WINDOW, Source

ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
ASF_DATA_HEAD = 26
"""Bytes of a Data object before its packets: a file id, a count of packets, two reserved."""

MOST_PAGES = 1 << 16
"""Ogg pages looked at for the end of the header; a picture of 64 MB in the comment fills 16,000."""

MOST_TAGS = 64
"""Tags before or behind the sound that are left out."""

UNKNOWN_SIZE = 0xFFFFFFFF
"""The size of a WAV's data where it did not fit or was not known yet."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """The sound of a file: (offset, length) of its parts, in order.

    `seal` is what the container itself says to tell sounds apart (FLAC: an MD5 of the samples).
    """

    kind: str
    spans: tuple[Span, ...]
    seal: bytes = b""

    @property
    def length(self) -> int:
        """Bytes of sound."""
        return sum(length for _, length in self.spans)


def find_region(source: Source) -> Region:
    """The sound of an open file; a file that is no audio at all is a region as a whole."""
    start = _after_leading_tags(source)
    head = source.peek(start, 16)
    for recognises, find in _CONTAINERS:
        if recognises(head) and (region := find(source, start)) and region.length:
            return region
    return Region("stream", ((start, _before_trailing_tags(source, start) - start),))


def _flac(source: Source, start: int) -> Region | None:
    """Everything behind the metadata; None where that does not end, as in a hole of zeros."""
    position, seal = start + 4, b""
    for _ in range(MOST_PARTS):
        if len(head := source.peek(position, 4)) < 4:
            return None
        kind = head[0] & 0x7F
        if kind == 0:  # STREAMINFO: from its 11th byte the format, the samples and their MD5
            seal = source.peek(position + 14, 24)
        position += 4 + int.from_bytes(head[1:], "big")
        if head[0] & 0x80:  # the last
            end = _before_trailing_tags(source, start)
            return Region("flac", ((position, max(0, end - position)),), seal)
    return None


def _ogg(source: Source, start: int) -> Region | None:
    """Everything from the page after the header packets; a comment may fill many pages."""
    wanted = _ogg_header_packets(source.peek(start, WINDOW))
    position, serial = start, source.peek(start + 14, 4)
    for _ in range(MOST_PAGES):
        if wanted <= 0:
            return Region("ogg", ((position, max(0, source.size - position)),))
        head = source.peek(position, 27)
        if len(head) < 27 or not head.startswith(b"OggS"):
            return None
        lengths = source.peek(position + 27, head[26])
        if head[14:18] == serial:
            wanted -= sum(length < 255 for length in lengths)  # a packet ends
        position += 27 + head[26] + sum(lengths)
    return None


def _ogg_header_packets(first_page: bytes) -> int:
    """How many packets come before the sound, by the codec the first page names; 0 if unknown."""
    packet = first_page[27 + first_page[26] :] if len(first_page) > 27 else b""
    if packet.startswith(b"\x01vorbis"):
        return 3
    if packet.startswith((b"OpusHead", b"Speex   ")):
        return 2
    if packet.startswith(b"\x7fFLAC"):
        return 1 + max(1, int.from_bytes(packet[7:9], "big"))
    return 0


def _mp4(source: Source, start: int) -> Region:
    parts = mp4_atoms(source, start, source.size)
    return Region("mp4", tuple((at, size) for name, at, size in parts if name == b"mdat"))


def _riff(source: Source, start: int) -> Region | None:
    long_size = 0
    for name, at, size in iff_chunks(source, start + 12, source.size, "<"):
        if name == b"ds64":
            long_size = struct.unpack("<Q", source.peek(at + 8, 8).ljust(8, b"\0"))[0]
        if name == b"data":
            unknown = source.peek(at - 4, 4) == struct.pack("<I", UNKNOWN_SIZE)
            length = long_size if unknown and long_size else size
            return Region("riff", ((at, min(length, source.size - at)),))
    return None


def _aiff(source: Source, start: int) -> Region:
    chunks = iff_chunks(source, start + 12, source.size, ">")
    return Region("aiff", tuple((at, size) for name, at, size in chunks if name == b"SSND"))


def _asf(source: Source, start: int) -> Region:
    parts = asf_objects(source, start, source.size)
    data = [(at, size) for name, at, size in parts if name == ASF_DATA and size > ASF_DATA_HEAD]
    return Region("asf", tuple((at + ASF_DATA_HEAD, size - ASF_DATA_HEAD) for at, size in data))


_CONTAINERS: tuple[tuple[Callable[[bytes], bool], Callable[[Source, int], Region | None]], ...] = (
    (lambda head: head.startswith(b"fLaC"), _flac),
    (lambda head: head.startswith(b"OggS"), _ogg),
    (lambda head: head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE", _riff),
    (lambda head: head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}, _aiff),
    (lambda head: head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}, _mp4),
    (lambda head: head == ASF_HEADER, _asf),
)


def _after_leading_tags(source: Source) -> int:
    """Where the tags before the sound end; there may be several, one after another."""
    start = 0
    for _ in range(MOST_TAGS):
        head = source.peek(start, 32)
        if head.startswith(b"ID3") and len(head) >= 10:
            start += 10 + _syncsafe(head[6:10]) + (10 if head[5] & 0x10 else 0)  # a footer
        elif head.startswith(b"APETAGEX") and len(head) == 32:
            start += 32 + struct.unpack("<I", head[12:16])[0]
        else:
            break
    return min(start, source.size)


def _before_trailing_tags(source: Source, start: int) -> int:
    """Where the tags behind the sound begin; a tag that would reach before `start` is none."""
    end = source.size
    for _ in range(MOST_TAGS):
        if not start <= end - (length := _trailing_tag(source, end)) < end:
            break
        end -= length
    return end


def _trailing_tag(source: Source, end: int) -> int:
    """The length of the ID3v1, APEv2, Lyrics3 or ID3v2 tag that ends at `end`; 0 if none does."""
    first = max(0, end - WINDOW)
    tail = source.peek(first, end - first)
    if tail[-128:-125] == b"TAG":
        extended = end >= 355 and source.peek(end - 355, 4) == b"TAG+"
        return 355 if extended else 128
    if tail[-32:-24] == b"APETAGEX":
        size, _, flags = struct.unpack("<III", tail[-20:-8])
        return int(size) + (32 if flags & 0x80000000 else 0)
    if tail.endswith(b"LYRICS200") and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail.endswith(b"LYRICSEND"):
        return _lyrics3_v1(source, end)
    if tail[-10:-7] == b"3DI":
        return _syncsafe(tail[-4:]) + 20
    return 0


def _lyrics3_v1(source: Source, end: int) -> int:
    first = max(0, end - 5120)
    found = source.read(first, end - first).rfind(b"LYRICSBEGIN")
    return end - first - found if found >= 0 else 0


def _syncsafe(four: bytes) -> int:
    """ID3's numbers of 28 bits, seven in each byte."""
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=True))
