from __future__ import annotations

import base64
import os
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen.apev2 import BINARY, APEv2, APEValue
from mutagen.asf import ASFTags
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TIT2
from mutagen.mp4 import MP4Cover, MP4Tags
from mutagen.oggflac import OggFLAC

from engine.catalog.identity import BLOCK, BLOCKS, full_hash, identify
from engine.catalog.source import Source

DATA = Path(__file__).parents[2] / "data"
TAGGED = [*sorted(path.name for path in DATA.glob("tiny*.*")), "silent.ape", "mislabelled_ogg.mp3"]
PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(300_000)


def copy(name: str, to: Path) -> Path:
    return Path(shutil.copyfile(DATA / name, to / f"copy{Path(name).suffix}"))


def retag(path: Path, title: str, picture: bytes = b"") -> None:
    """Replace a file's tags by a title, of any length, and perhaps a picture."""
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    file.tags.clear()
    _set_title(file.tags, title)
    if picture:
        _set_picture(file, picture)
    file.save()


def _set_title(tags: Any, title: str) -> None:
    if isinstance(tags, ID3):
        tags.add(TIT2(encoding=3, text=[title]))
    elif isinstance(tags, MP4Tags):
        tags["©nam"] = [title]
    else:
        tags["Title"] = [title[:30_000]] if isinstance(tags, ASFTags) else title


def _set_picture(file: Any, picture: bytes) -> None:
    block = Picture()
    block.type, block.mime, block.data = 3, "image/png", picture
    if isinstance(file, FLAC):
        file.add_picture(block)
    elif isinstance(file.tags, ID3):
        file.tags.add(APIC(encoding=3, mime="image/png", type=3, data=picture))
    elif isinstance(file.tags, MP4Tags):
        file.tags["covr"] = [MP4Cover(picture, imageformat=MP4Cover.FORMAT_PNG)]
    elif isinstance(file.tags, APEv2):
        file.tags["Cover Art (Front)"] = APEValue(b"cover.png\0" + picture, BINARY)
    elif not isinstance(file.tags, ASFTags):
        file.tags["metadata_block_picture"] = base64.b64encode(block.write()).decode()


@pytest.mark.parametrize("name", TAGGED)
def test_tags_and_pictures_leave_the_identity_alone(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    before, before_all = identify(path), full_hash(path)
    for title, picture in (("x", b""), ("y" * 200_000, b""), ("z", PICTURE), ("", b"")):
        retag(path, title, picture)
        assert (identify(path), full_hash(path)) == (before, before_all)


@pytest.mark.parametrize("name", [*TAGGED, "mislabelled.mp3", "truncated.flac"])
def test_the_name_says_nothing(name: str, tmp_path: Path) -> None:
    renamed = shutil.copyfile(DATA / name, tmp_path / "song")
    assert identify(renamed) == identify(DATA / name)


def test_different_sounds_have_different_identities() -> None:
    names = [name for name in TAGGED if name != "mislabelled_ogg.mp3"]
    assert len({identify(DATA / name) for name in names}) == len(names)
    assert identify(DATA / "mislabelled_ogg.mp3") == identify(DATA / "tiny.opus")


def test_nothing_has_no_identity(tmp_path: Path) -> None:
    only_tags = tmp_path / "a.mp3"
    only_tags.write_bytes(b"")
    ID3().save(only_tags)
    assert identify(DATA / "empty.mp3") == ""
    assert identify(only_tags) == ""


def chunk(name: bytes, data: bytes, order: str = "<") -> bytes:
    return name + struct.pack(order + "I", len(data)) + data + b"\0" * (len(data) % 2)


def wav(data: bytes) -> bytes:
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
    body = b"WAVE" + form + chunk(b"data", data)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def rf64(data: bytes) -> bytes:
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, len(data), 0, 0))
    head = b"RF64\xff\xff\xff\xffWAVE" + sizes + b"data\xff\xff\xff\xff"
    return head + data + chunk(b"LIST", b"INFO behind the sound")


def mp4(data: bytes) -> bytes:
    """Two mdat atoms, the second with a 64-bit size, and moov between them."""
    half = len(data) // 2
    first, second = data[:half], data[half:]
    return b"".join(
        (
            struct.pack(">I", 16) + b"ftypM4A \0\0\0\0",
            struct.pack(">I", 8 + len(first)) + b"mdat" + first,
            struct.pack(">I", 16) + b"moovnot read",
            struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 16 + len(second)) + second,
        )
    )


def mp3(data: bytes) -> bytes:
    return b"\xff\xfb\x90\x00" + data


def ogg(data: bytes) -> bytes:
    """Opus pages of 5,000 bytes, checksums left out: none of this reads them."""
    packets = [b"OpusHead", b"OpusTags"]
    packets += [data[start : start + 5000] for start in range(0, len(data), 5000)]
    return b"".join(ogg_page(number, packet) for number, packet in enumerate(packets))


def ogg_page(number: int, packet: bytes) -> bytes:
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBQIIIB", b"OggS", 0, 0, 0, 77, number, 4711, len(lacing))
    return head + lacing + packet


@pytest.mark.parametrize("wrap", [wav, rf64, mp4, mp3, ogg])
def test_a_byte_of_a_sampled_block_counts(wrap: Callable[[bytes], bytes], tmp_path: Path) -> None:
    sound = bytearray(random.Random(2).randbytes(100_000))
    path = tmp_path / "a"
    path.write_bytes(wrap(bytes(sound)))
    before = identify(path)
    sound[-1] ^= 1
    path.write_bytes(wrap(bytes(sound)))
    assert identify(path) != before
    path.write_bytes(wrap(bytes(sound[:-2])))
    assert identify(path) != before


def test_a_byte_between_the_blocks_is_the_full_hash_s_matter(tmp_path: Path) -> None:
    sound = bytearray(random.Random(3).randbytes(100_000))
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(wav(bytes(sound)))
    sound[BLOCK + 100] ^= 1
    other.write_bytes(wav(bytes(sound)))
    assert identify(one) == identify(other)
    assert full_hash(one) != full_hash(other)


@pytest.mark.parametrize("place", range(0, BLOCK * BLOCKS, 509))
def test_every_byte_of_a_small_file_counts(place: int, tmp_path: Path) -> None:
    sound = bytearray(BLOCK * BLOCKS)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(wav(bytes(sound)))
    sound[place] = 1
    other.write_bytes(wav(bytes(sound)))
    assert identify(one) != identify(other)


def test_ogg_pages_may_be_renumbered_anywhere(tmp_path: Path) -> None:
    """Wherever the blocks fall, even in the middle of a page's header."""
    packets = [bytes([number]) * 1379 for number in range(80)]
    heads = [ogg_page(0, b"OpusHead"), ogg_page(1, b"OpusTags")]
    path = tmp_path / "a"
    for cut in range(40):
        found = set()
        for shift in (0, 3):
            pages = [ogg_page(n + shift, packet) for n, packet in enumerate(packets, 2)]
            pages.append(ogg_page(99, bytes(cut)))
            path.write_bytes(b"".join(heads + pages))
            found.add(identify(path))
        assert len(found) == 1


def test_flac_in_ogg_keeps_its_identity(tmp_path: Path) -> None:
    path = tmp_path / "a.oga"
    blocks = (DATA / "tiny.flac").read_bytes()
    head = b"\x7fFLAC\x01\x00\x00\x01fLaC" + blocks[4:42]
    comment = b"\x84" + (16).to_bytes(3, "big") + struct.pack("<I", 8) + b"encoders" + bytes(4)
    sound = random.Random(4).randbytes(2000)
    pages = enumerate((head, comment, sound))
    data = bytearray(b"".join(ogg_page(number, packet) for number, packet in pages))
    data[5] = 2  # the first page begins the stream
    path.write_bytes(data)
    before = identify(path)
    assert before.startswith("ogg:")
    file = OggFLAC(path)
    file["title"] = "long " * 50_000
    file.save()
    assert identify(path) == before


@pytest.mark.parametrize("name", ["tiny.flac", "tiny.mp3", "tiny.wv", "tiny.ogg"])
def test_tags_where_they_do_not_belong_are_left_out(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    before = identify(path)
    foreign = tmp_path / "id3"
    foreign.write_bytes(b"")
    id3 = ID3()
    id3.add(TIT2(encoding=3, text=["long " * 2000]))
    id3.save(foreign)
    path.write_bytes(foreign.read_bytes() * 2 + path.read_bytes())
    assert identify(path) == before


def test_every_tag_behind_the_sound_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    sound = mp3(random.Random(5).randbytes(20_000))
    path.write_bytes(sound)
    before = identify(path)
    lyrics2 = b"LYRICSBEGININD0000200" + b"000021LYRICS200"
    lyrics1 = b"LYRICSBEGIN" + b"la " * 500 + b"LYRICSEND"
    id3v1 = b"TAG" + bytes(125)
    extended = b"TAG+" + bytes(223)
    footer = b"3DI\x04\x00\x10" + bytes([0, 0, 0, 50])
    id3v2 = b"ID3\x04\x00\x10" + bytes([0, 0, 0, 50]) + bytes(50) + footer
    for tags in (id3v1, extended + id3v1, lyrics1 + id3v1, lyrics2, id3v2, lyrics2 + id3v1):
        path.write_bytes(sound + tags)
        assert identify(path) == before
    path.write_bytes(sound)
    ape = APEv2()
    ape["Title"] = "Behind"
    ape.save(path)
    path.write_bytes(path.read_bytes() + id3v1)
    assert identify(path) == before


def test_a_flac_that_is_still_being_copied_is_another_one(tmp_path: Path) -> None:
    """Its header already holds the MD5 of the whole sound."""
    whole = (DATA / "tiny.flac").read_bytes()
    path = tmp_path / "a.flac"
    path.write_bytes(whole[:-100])
    assert identify(path) != identify(DATA / "tiny.flac")


def test_garbage_has_an_identity_and_an_end(tmp_path: Path) -> None:
    noise = random.Random(6)
    heads = [
        b"fLaC",
        b"OggS",
        b"RIFF\0\0\0\0WAVE",
        b"FORM\0\0\0\0AIFF",
        b"\0\0\0\x08ftyp",
        b"ID3\4\0",
    ]
    heads.append(bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"))
    for head in heads:
        for size in (0, 1, 7, 40, 5000):
            path = tmp_path / "a"
            path.write_bytes(head + noise.randbytes(size))
            assert identify(path) == identify(path)


def test_an_identity_costs_a_handful_of_small_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    plain_read = Source.read

    def counted(source: Source, offset: int, length: int) -> bytes:
        data = plain_read(source, offset, length)
        reads.append(len(data))
        return data

    monkeypatch.setattr(Source, "read", counted)
    for wrap in (wav, mp4, mp3, ogg):
        path = tmp_path / wrap.__name__
        path.write_bytes(wrap(os.urandom(5_000_000)))
        reads.clear()
        identify(path)
        assert len(reads) <= 10
        assert sum(reads) <= 8192
