"""Ways to spoil an audio file, for the mutants of the benchmark and of the tests.

Each kind takes a sound file's bytes and a source of chance and gives the pieces of the spoilt file:
bytes, or a number of bytes left as a hole. The same chance gives the same file. The bombs, which
need no chance, are in `tests.bench.bombs`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import av
import numpy as np
from av.container import InputContainer
from mutagen.ogg import OggPage
from numpy.typing import NDArray

from engine.audio.encode import ENCODINGS, write_audio

DATA = Path(__file__).parents[1] / "data"
RATE = 16_000
SECONDS = 6
HEADER = 256
"""Bytes at either end that count as its header or its end."""

HOLE = 1 << 26
"""Bytes of the largest hole."""

Pieces = Iterable[bytes | int]


@dataclass(frozen=True, slots=True)
class Base:
    """A good file to be spoilt: its suffix and all of its bytes."""

    suffix: str
    data: bytes


Kind = Callable[[Base, Random, list[Base]], Pieces]


def bases(folder: Path) -> list[Base]:
    """A short and a longer sound in each format there is an encoder or a fixture for."""
    found = [Base(path.suffix, path.read_bytes()) for path in sorted(DATA.glob("tiny*.*"))]
    found.append(Base(".ape", (DATA / "silent.ape").read_bytes()))
    noise = np.random.default_rng(0).normal(0, 0.1, RATE * SECONDS).astype(np.float32)
    for codec, encoding in ENCODINGS.items():
        path = folder / f"long{encoding.suffix}"
        write_audio(path, noise, RATE, codec, 48_000)
        found.append(Base(encoding.suffix, path.read_bytes()))
        path.unlink()
    return [*found, Base(".aac", _adts(found)), Base(".mp2", _encoded("mp2", noise))]


def _adts(found: list[Base]) -> bytes:
    """The longest M4A's AAC as a stream of its own."""
    source = max((b for b in found if b.suffix == ".m4a" and b"mp4a" in b.data), key=_size)
    file = io.BytesIO()
    with av.open(io.BytesIO(source.data)) as read, av.open(file, "w", format="adts") as write:
        assert isinstance(read, InputContainer)
        stream = write.add_stream_from_template(read.streams.audio[0])
        for packet in read.demux(read.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                write.mux(packet)
    return file.getvalue()


def _encoded(codec: str, sound: NDArray[np.float32]) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=codec) as container:
        stream = container.add_stream(codec, rate=RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(
            (sound[np.newaxis] * 32767).astype(np.int16), format="s16", layout="mono"
        )
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _size(base: Base) -> int:
    return len(base.data)


def write(path: Path, pieces: Pieces) -> None:
    """Write the pieces of a file, its holes taking no room on the disk."""
    with path.open("wb") as file:
        for piece in pieces:
            if isinstance(piece, int):
                file.seek(piece, io.SEEK_CUR)
            else:
                file.write(piece)
        file.truncate()


def _flips(data: bytes, random: Random, count: int, start: int, end: int) -> bytes:
    spoilt = bytearray(data)
    for _ in range(count if end > start else 0):
        spoilt[random.randrange(start, end)] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def flips_in_header(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A few bits of the beginning turned."""
    yield _flips(base.data, random, random.randint(1, 16), 0, min(HEADER, len(base.data)))


def flips_in_middle(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A few bits turned anywhere."""
    yield _flips(base.data, random, random.randint(1, 64), 0, len(base.data))


def flips_at_end(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A few bits of the end turned, where tags and tables lie."""
    size = len(base.data)
    yield _flips(base.data, random, random.randint(1, 64), max(0, size - 4 * HEADER), size)


def many_flips(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A bit turned in every 8 to 500 bytes."""
    size = len(base.data)
    yield _flips(base.data, random, size // random.randint(8, 500) + 1, 0, size)


def truncated(base: Base, random: Random, _: list[Base]) -> Pieces:
    """Cut short: after a few bytes, within the header, anywhere, or just before the end."""
    size = len(base.data)
    longest = random.choice([16, HEADER, size, size])
    yield base.data[: random.randrange(longest) if longest < size else -random.randrange(1, size)]


def beheaded(base: Base, random: Random, _: list[Base]) -> Pieces:
    """The beginning is gone."""
    yield base.data[random.randrange(1, len(base.data)) :]


def foreign_header(base: Base, random: Random, others: list[Base]) -> Pieces:
    """The header of another format before the body of this one."""
    length = random.choice([4, 12, 32, 128, 512, 2048])
    yield random.choice(others).data[:length] + base.data[length:]


def joined(base: Base, random: Random, others: list[Base]) -> Pieces:
    """Two files in one, of any two formats."""
    yield base.data
    yield random.choice(others).data


def junk_before(base: Base, random: Random, _: list[Base]) -> Pieces:
    """Anything at all before the beginning."""
    yield random.randbytes(random.choice([1, 16, 512, 20_000, 200_000]))
    yield base.data


def junk_behind(base: Base, random: Random, _: list[Base]) -> Pieces:
    """Anything at all after the end."""
    yield base.data
    yield random.randbytes(random.choice([1, 16, 512, 20_000, 200_000]))


def only_junk(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A beginning that promises sound, and nothing but noise behind it."""
    yield base.data[: random.choice([0, 4, 16, 64, HEADER])]
    yield random.randbytes(random.choice([64, 5_000, 100_000]))


def zeros_in_middle(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A part never written: zeros, up to a quarter of the largest hole."""
    at = random.randrange(len(base.data))
    length = random.choice([64, 4096, len(base.data) - at, HOLE >> 2])
    yield base.data[:at]
    yield length
    yield base.data[at + length if length <= 4096 else at :]


def zeros_behind(base: Base, random: Random, _: list[Base]) -> Pieces:
    """Room reserved on the disk and never filled."""
    yield base.data[: random.randrange(len(base.data))]
    yield random.choice([4096, HOLE >> 8, HOLE])


def doubled(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A stretch that comes several times, with whatever headers are in it."""
    start, end = sorted(random.randrange(len(base.data) + 1) for _ in range(2))
    yield base.data[:end]
    yield base.data[start:end] * random.choice([1, 2, 20])
    yield base.data[end:]


def dropped(base: Base, random: Random, _: list[Base]) -> Pieces:
    """A stretch that is gone."""
    start, end = sorted(random.randrange(len(base.data) + 1) for _ in range(2))
    yield base.data[:start] + base.data[end:]


def shuffled(base: Base, random: Random, _: list[Base]) -> Pieces:
    """The blocks of a disk in another order."""
    size = random.choice([64, 512, 4096])
    blocks = [base.data[i : i + size] for i in range(0, len(base.data), size)]
    random.shuffle(blocks)
    yield b"".join(blocks)


def wrong_suffix(base: Base, random: Random, _: list[Base]) -> Pieces:
    """As it was; what calls this gives it another format's name."""
    yield base.data


FIELDS: dict[bytes, tuple[tuple[int, int, str], ...]] = {
    # what is near, then (offset from there, width in bytes, byte order) of numbers: rates,
    # channels, lengths, counts of frames, sizes of tables
    b"fmt ": ((4, 4, "little"), (10, 2, "little"), (12, 4, "little"), (20, 2, "little")),
    b"data": ((4, 4, "little"), (4, 4, "big")),
    b"COMM": ((8, 2, "big"), (10, 4, "big"), (14, 2, "big"), (16, 2, "big"), (18, 8, "big")),
    b"SSND": ((4, 4, "big"), (8, 4, "big"), (12, 4, "big")),
    b"fLaC": ((8, 2, "big"), (10, 2, "big"), (18, 3, "big"), (20, 1, "big"), (21, 5, "big")),
    b"mdhd": ((16, 4, "big"), (20, 4, "big")),
    b"mvhd": ((16, 4, "big"), (20, 4, "big")),
    b"mp4a": ((20, 2, "big"), (22, 2, "big"), (28, 4, "big")),
    b"alac": ((20, 2, "big"), (28, 4, "big"), (40, 4, "big"), (45, 1, "big")),
    b"stts": ((8, 4, "big"), (12, 4, "big"), (16, 4, "big")),
    b"stsz": ((8, 4, "big"), (12, 4, "big"), (16, 4, "big")),
    b"stsc": ((8, 4, "big"), (12, 4, "big"), (16, 4, "big")),
    b"stco": ((8, 4, "big"), (12, 4, "big")),
    b"Xing": ((8, 4, "big"), (12, 4, "big")),
    b"Info": ((8, 4, "big"), (12, 4, "big")),
    b"\x01vorbis": ((11, 1, "little"), (12, 4, "little"), (28, 1, "little")),
    b"OpusHead": ((9, 1, "little"), (10, 2, "little"), (16, 2, "little"), (18, 1, "little")),
    b"OggS": ((6, 8, "little"),),
    b"MAC ": ((56, 4, "little"), (60, 4, "little"), (64, 4, "little"), (70, 2, "little")),
    b"wvpk": ((4, 4, "little"), (12, 4, "little"), (20, 4, "little"), (24, 4, "little")),
    bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365"): ((40, 8, "little"), (64, 8, "little")),
    b"\x61\x01": ((2, 2, "little"), (4, 4, "little"), (12, 2, "little")),
}


def absurd_numbers(base: Base, random: Random, _: list[Base]) -> Pieces:
    """Rates, channels, lengths and counts in headers set to nothing, one, 255, 10⁹ or the most."""
    data = bytearray(base.data)
    present = [(marker, fields) for marker, fields in FIELDS.items() if marker in base.data]
    for _unused in range(random.randint(1, 3) if present else 0):
        marker, fields = random.choice(present)
        offset, width, order = random.choice(fields)
        at = data.find(marker) + offset
        most = (1 << 8 * width) - 1
        value = random.choice([0, 1, 255, 10**9, most, most >> 1])
        if at + width <= len(data):
            data[at : at + width] = min(value, most).to_bytes(width, "big")[:: _step(order)]
    yield _sealed(bytes(data)) if data.startswith(b"OggS") else bytes(data)


def _step(order: str) -> int:
    return 1 if order == "big" else -1


def _sealed(data: bytes) -> bytes:
    """Ogg pages with checksums that fit, so that nobody throws them away."""
    file, pages = io.BytesIO(data), []
    try:
        while True:
            pages.append(OggPage(file).write())
    except Exception:  # the end, or a page that cannot be read
        return b"".join(pages) + data[sum(map(len, pages)) :]


KINDS: tuple[Kind, ...] = (
    flips_in_header, flips_in_middle, flips_at_end, many_flips, truncated, beheaded,
    foreign_header, joined, junk_before, junk_behind, only_junk, zeros_in_middle, zeros_behind,
    doubled, dropped, shuffled, wrong_suffix, absurd_numbers,
)  # fmt: skip
