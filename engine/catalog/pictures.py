"""Find a track's cover: the picture inside its file, else the one that lies beside it.

Pictures are read when a view wants to show one, as the encoded images they are, and never stored.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from engine.catalog.tags import open_audio

log = logging.getLogger(__name__)

FRONT = 3
"""The picture type of a front cover, the same number in ID3, FLAC and ASF."""

LARGEST = 32 << 20
"""Bytes of a picture beside the music that is still taken for a cover."""

COVER_NAMES = ("cover", "folder", "front", "albumart")
"""Beginnings of names of covers beside the music, best first."""

_COVER_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM")

_Typed = tuple[int, bytes]
"""A picture's type and its encoded image."""


def read_picture(path: Path) -> bytes | None:
    """The cover of the track at `path` as an encoded image, if it has one that can be read."""
    return _first_image(lambda: _embedded(path)) or _first_image(lambda: _beside(path.parent))


def _first_image(pictures: Callable[[], Iterable[bytes]]) -> bytes | None:
    """The first picture that is one; a file or folder that cannot be read has none."""
    try:
        return next(filter(_is_image, pictures()), None)
    except OSError:
        return None


def _is_image(data: bytes) -> bool:
    return data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _embedded(path: Path) -> list[bytes]:
    """The pictures inside a file, front covers first."""
    with path.open("rb") as file:
        audio = open_audio(file, path.name)
    blocks = [(picture.type, picture.data) for picture in getattr(audio, "pictures", ())]
    found = blocks + _of_tags(getattr(audio, "tags", None))
    return [data for _, data in sorted(found, key=lambda typed: typed[0] != FRONT)]


def _of_tags(tags: Any | None) -> list[_Typed]:
    """The pictures in a tag; none if any of them is broken, in whatever way mutagen puts it."""
    read = next((read for kind, read in _READERS if isinstance(tags, kind)), _of_vorbis)
    try:
        return [] if tags is None else list(read(tags))
    except Exception as error:
        log.debug("No pictures in %s: %r", type(tags).__name__, error)
        return []


def _of_id3(tags: Any) -> Iterator[_Typed]:
    return ((int(frame.type), frame.data) for frame in tags.getall("APIC"))


def _of_mp4(tags: Any) -> Iterator[_Typed]:
    return ((FRONT, bytes(cover)) for cover in tags.get("covr", ()))


def _of_asf(tags: Any) -> Iterator[_Typed]:
    """A type, the image's size, two texts, the image."""
    for item in tags.get("WM/Picture", ()):
        size = int.from_bytes(item.value[1:5], "little")
        yield item.value[0], item.value[-size:]


def _of_ape(tags: Any) -> Iterator[_Typed]:
    """A file name, a NUL, the image."""
    for key in ("Cover Art (Front)", "Cover Art (Other)"):
        if key in tags:
            yield FRONT, bytes(tags[key].value).partition(b"\0")[2]


def _of_vorbis(tags: Any) -> Iterator[_Typed]:
    """FLAC's picture block in base64, or the plain image some old taggers wrote."""
    for text in tags.get("metadata_block_picture", ()):
        picture = Picture(base64.b64decode(text))
        yield picture.type, picture.data
    for text in tags.get("coverart", ()):
        yield FRONT, base64.b64decode(text)


_READERS: tuple[tuple[type, Callable[[Any], Iterator[_Typed]]], ...] = (
    (ID3, _of_id3),
    (MP4Tags, _of_mp4),
    (ASFTags, _of_asf),
    (APEv2, _of_ape),
)


def _beside(folder: Path) -> Iterator[bytes]:
    """The images in a folder whose names say they are its cover, best and largest first."""
    ranked = []
    for file in folder.iterdir():
        rank = _rank(file.name)
        if rank is not None and file.is_file() and (size := file.stat().st_size) <= LARGEST:
            ranked.append((rank, -size, file))
    for _, _, file in sorted(ranked):
        yield file.read_bytes()


def _rank(name: str) -> int | None:
    """How likely a file of this name is the cover, 0 the likeliest; None if it is none."""
    stem, dot, suffix = name.lower().rpartition(".")
    if f"{dot}{suffix}" not in _COVER_SUFFIXES:
        return None
    starts = (n for n, start in enumerate(COVER_NAMES) if _named(stem, start))
    return next(starts, None)


def _named(stem: str, start: str) -> bool:
    return stem.startswith(start) if start == "albumart" else stem == start
