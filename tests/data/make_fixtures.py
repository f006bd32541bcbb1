"""Make the tiny audio files of this folder; what they hold is described in README.md.

Run from the repository's root: `python -m tests.data.make_fixtures`.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.audio.encode import ENCODINGS, write_audio
from engine.demo.tags import write_tags
from engine.types import Tags

HERE = Path(__file__).parent
RATE = 8000
SECONDS = 0.3

TAGS = Tags(
    title="Tiny",
    artist="Nearfield",
    album_artist="Nearfield & Friends",
    album="Fixtures",
    track_number=3,
    disc_number=1,
    date="2021-05-04",
    genres=("Test",),
    recording_id="5d1f6f0e-3a7b-4c55-9f0a-6f1d3c2b8a90",
    release_id="b2a7c9d4-80e1-4f36-a5d2-0c9e7f4413ab",
    artist_id="e4c8d7f1-1b2a-4d9c-8e6f-7a5b3c1d2e0f",
    track_gain=-6.5,
    album_gain=-7.0,
)

LOW_RATES = {"mp3": 16_000, "aac": 24_000, "opus": 32_000, "wma": 24_000}
"""Bits a second that keep the lossy files tiny."""

FLAGS_FOLLOW = 0x80000000
MONO_SILENCE = 1
"""Bits of a frame in Monkey's Audio."""

WITHOUT_PICTURE = {"wav", "aiff"}
"""Codecs whose file has no room left for one."""


def tone() -> NDArray[np.float32]:
    """A 440 Hz tone with two overtones that swells and fades, shape (n,), peak 0.5."""
    time = np.arange(int(RATE * SECONDS)) / RATE
    partials = np.array([np.sin(2 * np.pi * 440 * k * time) / k**2 for k in (1, 2, 3)])
    wave = partials.sum(axis=0) * np.sin(np.pi * time / SECONDS) ** 0.5
    tone: NDArray[np.float32] = (0.5 * wave / np.abs(wave).max()).astype(np.float32)
    return tone


def cover() -> bytes:
    """An 8 by 8 PNG: a teal square with an orange corner."""
    image = Image.new("RGB", (8, 8), (20, 120, 130))
    image.paste((240, 140, 30), (4, 4, 8, 8))
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def silent_ape() -> bytes:
    """A Monkey's Audio file of SECONDS of silence in one frame, without tags.

    No free encoder writes the format, but a frame flagged as silent carries no coded samples:
    descriptor, header, a seek table of one row, then the frame's checksum and flags.
    """
    count = int(RATE * SECONDS)
    checksum = zlib.crc32(bytes(2 * count)) >> 1
    frame = struct.pack("<II", checksum | FLAGS_FOLLOW, MONO_SILENCE) + bytes(8)
    header = struct.pack("<HHIIIHHI", 1000, 0x20, 73728, count, 1, 16, 1, RATE)
    table = struct.pack("<I", 52 + len(header) + 4)
    body = header + table + frame
    sizes = (52, len(header), len(table), 0, len(frame), 0, 0)
    descriptor = struct.pack("<4sHH7I", b"MAC ", 3990, 0, *sizes)
    return descriptor + hashlib.md5(frame + header + table).digest() + body


def main() -> None:
    """Write every fixture beside this script."""
    for codec, encoding in ENCODINGS.items():
        name = {"aac": "tiny_aac", "alac": "tiny_alac"}.get(codec, "tiny")
        path = HERE / f"{name}{encoding.suffix}"
        write_audio(path, tone(), RATE, codec, LOW_RATES.get(codec))
        write_tags(path, TAGS, b"" if codec in WITHOUT_PICTURE else cover())
    (HERE / "silent.ape").write_bytes(silent_ape())
    write_tags(HERE / "silent.ape", TAGS, cover())
    (HERE / "empty.mp3").write_bytes(b"")
    (HERE / "truncated.flac").write_bytes((HERE / "tiny.flac").read_bytes()[:30])
    (HERE / "truncated.mp3").write_bytes((HERE / "tiny.mp3").read_bytes()[:200])
    (HERE / "mislabelled.mp3").write_text("This is a note to myself, not a song.\n")
    shutil.copyfile(HERE / "tiny.opus", HERE / "mislabelled_ogg.mp3")


if __name__ == "__main__":
    main()
