"""Read the texts a WAV or AIFF file carries in chunks of its own, without an ID3 tag.

FFmpeg, Audacity and recorders write these; they go to `engine.catalog.tags` as fields by the
chunk's name in lower case: {"inam": ["Title"]}.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.catalog.chunks import Part, iff_chunks
from engine.catalog.source import Source

LONGEST_TEXT = 4096
_AIFF_TEXTS = {b"NAME", b"AUTH"}


def read_riff_info(path: Path) -> dict[str, list[str]]:
    """The texts of a RIFF INFO list or of AIFF's text chunks; empty in any other file."""
    fields: dict[str, list[str]] = {}
    with Source(path) as source:
        for name, start, size in _text_chunks(source):
            text = _text(source.read(start, min(size, LONGEST_TEXT)))
            if text.strip():
                fields.setdefault(name.decode("latin-1").lower(), [text])
    return fields


def _text_chunks(source: Source) -> Iterator[Part]:
    head = source.peek(0, 12)
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        for name, start, size in iff_chunks(source, 12, source.size, "<"):
            if name == b"LIST" and source.peek(start, 4) == b"INFO":
                yield from iff_chunks(source, start + 4, start + size, "<")
    elif head[:4] == b"FORM":
        chunks = iff_chunks(source, 12, source.size, ">")
        yield from (chunk for chunk in chunks if chunk[0] in _AIFF_TEXTS)


def _text(data: bytes) -> str:
    """UTF-8 where it is, else the Windows encoding the format grew up with; up to the first NUL."""
    text = data.partition(b"\0")[0]
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")
