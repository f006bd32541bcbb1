"""Files whose tags are made to cost memory, time or depth: `BOMBS`, each a suffix and its pieces.

None is larger than some megabytes on the disk: what is large is a hole, a claim, or compressed.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from mutagen.ogg import OggPage

from tests.bench.mutations import DATA, Pieces

MANY = 100_000
PICTURE = 150 << 20
"""Bytes of a picture that is far too large."""
CLAIM = 500 << 20
"""Bytes a tag claims to have and has not."""


def data(name: str) -> bytes:
    return (DATA / name).read_bytes()


def id3_frame(name: bytes, content: bytes, flags: int = 0, length: int | None = None) -> bytes:
    size = len(content) if length is None else length
    return struct.pack(">4sIH", name, size, flags) + content


def id3(*frames: bytes, hole: int = 0, claimed: int | None = None, version: int = 3) -> Pieces:
    """An MP3 behind an ID3 tag of these frames; the last may end in a hole."""
    body = b"".join(frames)
    size = len(body) + hole if claimed is None else claimed
    sizes = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    yield b"ID3" + bytes([version, 0, 0]) + sizes + body
    yield hole
    yield _untagged_mp3()


def _untagged_mp3() -> bytes:
    mp3 = data("tiny.mp3")
    size = sum(byte << shift for byte, shift in zip(mp3[6:10], (21, 14, 7, 0), strict=True))
    return mp3[10 + size :]


def text(content: str) -> bytes:
    return b"\3" + content.encode()


def id3_many_texts() -> Pieces:
    return id3(*(id3_frame(b"TXXX", text(f"{n}\0x")) for n in range(MANY)))


def id3_same_text() -> Pieces:
    return id3(*(id3_frame(b"TXXX", text(f"a\0{n}")) for n in range(MANY)))


def id3_same_picture() -> Pieces:
    return id3(id3_frame(b"APIC", b"\0image/png\0\3\0x") * MANY)


def id3_empty_frames() -> Pieces:
    return id3(id3_frame(b"TIT2", b"") * (2 * MANY))


def id3_old_frames() -> Pieces:
    return id3(b"TXX\0\0\4\3a\0b" * MANY, version=2)


def id3_nested_chapters() -> Pieces:
    """Chapters within chapters, each of which a reader copies."""
    inner = b"x" * (1 << 20)
    for _ in range(400):
        inner = id3_frame(b"CHAP", b"a\0" + bytes(16) + inner)
    return id3(inner)


def id3_inflating() -> Pieces:
    """A frame of 500 KB that inflates to 500 MB."""
    deflate = zlib.compressobj(9)
    packed = b"".join(deflate.compress(bytes(1 << 20)) for _ in range(500)) + deflate.flush()
    return id3(id3_frame(b"TIT2", struct.pack(">I", CLAIM) + packed, flags=0x80))


def id3_huge_picture() -> Pieces:
    head = b"\0image/png\0\3\0\x89PNG\r\n"
    frame = id3_frame(b"APIC", head, length=len(head) + PICTURE)
    return id3(id3_frame(b"TIT2", text("Large")), frame, hole=PICTURE)


def id3_absent() -> Pieces:
    return id3(id3_frame(b"TIT2", text("x"), length=CLAIM), claimed=(1 << 28) - 1)


def id3_endless_number() -> Pieces:
    return id3(id3_frame(b"TCON", text("(" + "9" * 10_000 + ")")))


def id3_spaces() -> Pieces:
    gain = text("replaygain_track_gain\0" + " " * (1 << 20) + "x")
    return id3(id3_frame(b"TXXX", gain), id3_frame(b"TRCK", text("9" * (1 << 20))))


def id3_nuls() -> Pieces:
    return id3(id3_frame(b"TPE1", text("a\0" * (1 << 21))), version=4)


def comments(count: int, each: Callable[[int], bytes], claimed: int | None = None) -> bytes:
    """A Vorbis comment without its framing."""
    texts = b"".join(struct.pack("<I", len(t := each(n))) + t for n in range(count))
    return struct.pack("<I", 0) + struct.pack("<I", count if claimed is None else claimed) + texts


def flac(*blocks: tuple[int, bytes], hole: int = 0) -> Pieces:
    """A FLAC file with these metadata blocks; the last may end in a hole."""
    good = data("tiny.flac")
    pieces = good[:4] + b"\0" + good[5:42]
    for number, (kind, content) in enumerate(blocks, 1):
        size = len(content) + (hole if number == len(blocks) else 0)
        pieces += bytes([kind]) + min(size, (1 << 24) - 1).to_bytes(3, "big") + content
    yield pieces
    yield hole
    yield b"\x81\0\0\0" + good[_flac_sound(good) :]


def _flac_sound(good: bytes) -> int:
    at = 4
    while not good[at] & 0x80:
        at += 4 + int.from_bytes(good[at + 1 : at + 4], "big")
    return at + 4 + int.from_bytes(good[at + 1 : at + 4], "big")


def _picture(size: int) -> bytes:
    return struct.pack(">II9sI5I", 3, 9, b"image/png", 0, 0, 0, 0, 0, size) + b"\x89PNG\r\n"


def flac_many_comments() -> Pieces:
    return flac((4, comments(MANY, lambda n: b"key%d=x" % n)))


def flac_absent_comment() -> Pieces:
    return flac((4, struct.pack("<III", 0, 1, CLAIM) + b"TITLE=x"))


def flac_endless_comments() -> Pieces:
    return flac((4, comments(1, lambda _: b"TITLE=x", claimed=0xFFFFFFFF)))


def flac_nuls() -> Pieces:
    return flac((4, comments(1, lambda _: b"ARTIST=" + b"a\0" * (1 << 21))))


def flac_absent_picture() -> Pieces:
    return flac((6, _picture(CLAIM)))


def flac_huge_picture() -> Pieces:
    return flac((6, _picture(PICTURE)), hole=PICTURE - 6)


def flac_lost_end() -> Pieces:
    """Metadata that goes on and on, in a hole of 64 MB of empty blocks."""
    good = data("tiny.flac")
    yield good[:4] + b"\0" + good[5:42]
    yield 1 << 26


def flac_gallery(pictures: int = 80) -> Pieces:
    """More than a gigabyte of pictures of 16 MB each, as many as a FLAC file may have."""
    good, size = data("tiny.flac"), (1 << 24) - 1
    yield good[:4] + b"\0" + good[5:42]
    for _ in range(pictures):
        head = _picture(size - len(_picture(0)) + 6)
        yield b"\6" + size.to_bytes(3, "big") + head
        yield size - len(head)
    yield b"\x81\0\0\0" + good[_flac_sound(good) :]


def ogg(name: str, magic: bytes, comment: bytes) -> Pieces:
    """An Ogg file of `tests/data` with another comment in it."""
    file = io.BytesIO(data(name))
    first, second = OggPage(file), OggPage(file)
    rest = OggPage.to_packets([second])[1:]
    pages = OggPage.from_packets([magic + comment + b"\1", *rest], sequence=1)
    for page in pages:
        page.serial = first.serial
        page.position = 0 if page.position == 0 else -1
    return [first.write(), *(page.write() for page in pages), data(name)[file.tell() :]]


def opus_many_comments() -> Pieces:
    return ogg("tiny.opus", b"OpusTags", comments(MANY, lambda n: b"key%d=x" % n))


def opus_empty_comments() -> Pieces:
    return ogg("tiny.opus", b"OpusTags", comments(10 * MANY, lambda _: b""))


def vorbis_many_comments() -> Pieces:
    return ogg("tiny.ogg", b"\3vorbis", comments(MANY, lambda n: b"key%d=x" % n))


def vorbis_absent_comment() -> Pieces:
    return ogg("tiny.ogg", b"\3vorbis", struct.pack("<III", 0, 1, CLAIM) + b"TITLE=x")


def ogg_empty_pages() -> Pieces:
    """A first page, then pages without anything."""
    page = OggPage()
    page.serial, page.position = OggPage(io.BytesIO(data("tiny.ogg"))).serial, -1
    yield data("tiny.ogg")[:58]
    yield page.write() * MANY


def atom(name: bytes, content: bytes, hole: int = 0) -> bytes:
    return struct.pack(">I4s", len(content) + 8 + hole, name) + content


def mp4(items: bytes, hole: int = 0) -> Pieces:
    """An M4A whose `moov` comes last, with these items in its `ilst`."""
    good = data("tiny_aac.m4a")
    at = good.index(b"moov") - 4
    size = int.from_bytes(good[at : at + 4], "big")
    moov = good[at + 8 : at + size].replace(b"udta", b"free")
    meta = bytes(4) + atom(b"hdlr", bytes(8) + b"mdirappl" + bytes(9)) + atom(b"ilst", items, hole)
    yield atom(b"ftyp", b"M4A \0\0\0\0")
    yield atom(b"moov", moov + atom(b"udta", atom(b"meta", meta, hole), hole), hole)
    yield hole
    yield good[at + size :]


def item(name: bytes, content: bytes, hole: int = 0) -> bytes:
    return atom(name, atom(b"data", struct.pack(">II", 1, 0) + content, hole), hole)


def mp4_many_items() -> Pieces:
    return mp4(item(b"\xa9nam", b"x") * MANY)


def mp4_many_values() -> Pieces:
    return mp4(atom(b"\xa9ART", atom(b"data", struct.pack(">II", 1, 0)) * MANY))


def mp4_huge_picture() -> Pieces:
    return mp4(item(b"covr", b"\x89PNG\r\n", PICTURE), PICTURE)


def mp4_absent_picture() -> Pieces:
    pieces = list(mp4(item(b"covr", b"\x89PNG\r\n", CLAIM), CLAIM))
    return [piece for piece in pieces if not isinstance(piece, int)]


def mp4_nested() -> Pieces:
    """`moov` in `moov`, ten thousand deep."""
    inner = b""
    for _ in range(10_000):
        inner = atom(b"moov", inner)
    yield atom(b"ftyp", b"M4A \0\0\0\0") + inner


def mp4_many_atoms() -> Pieces:
    yield atom(b"ftyp", b"M4A \0\0\0\0") + atom(b"free", b"") * (4 * MANY)


def ape_tag(count: int, size: int, items: bytes) -> bytes:
    """An APEv2 tag with a footer only."""
    return items + struct.pack("<8sIIIQ", b"APETAGEX", 2000, size + 32, count, 0)


def ape_many_items() -> Pieces:
    items = b"".join(struct.pack("<II", 1, 0) + b"key%d\0x" % n for n in range(MANY))
    yield data("silent.ape") + ape_tag(MANY, len(items), items)


def ape_absent_items() -> Pieces:
    item = struct.pack("<II", CLAIM, 0) + b"Title\0x"
    yield _untagged_mp3() + ape_tag(0xFFFFFFFF, CLAIM, item)


def ape_huge_item() -> Pieces:
    yield data("tiny.wv") + struct.pack("<II", PICTURE, 0) + b"Title\0"
    yield PICTURE
    yield ape_tag(1, PICTURE + 14, b"")


def riff(*chunks: bytes, hole: int = 0) -> Pieces:
    """A WAV file with these chunks before its sound; the last may end in a hole."""
    good = data("tiny.wav")
    body = good[8:36] + b"".join(chunks)
    rest = good[good.index(b"data") :]
    yield b"RIFF" + struct.pack("<I", len(body) + hole + len(rest)) + body
    yield hole
    yield rest


def chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    length = len(content) if size is None else size
    return name + struct.pack("<I", length) + content + b"\0" * (len(content) % 2)


def wav_many_texts() -> Pieces:
    return riff(chunk(b"LIST", b"INFO" + chunk(b"INAM", b"x\0") * MANY))


def wav_many_chunks() -> Pieces:
    return riff(chunk(b"junk", b"") * MANY)


def wav_nested_lists() -> Pieces:
    inner = b""
    for _ in range(2_000):
        inner = chunk(b"LIST", b"INFO" + inner)
    return riff(inner)


def wav_id3_bomb() -> Pieces:
    pieces = b"".join(piece for piece in id3_same_picture() if isinstance(piece, bytes))
    return riff(chunk(b"id3 ", pieces))


def wav_huge_id3() -> Pieces:
    tag = b"".join(piece for piece in id3_absent() if isinstance(piece, bytes))[:60]
    return riff(chunk(b"id3 ", tag, PICTURE), hole=PICTURE - 60)


def wma_many_attributes() -> Pieces:
    """Sixty thousand attributes before everything else in the header."""
    good = data("tiny.wma")
    names = (f"key{n}".encode("utf-16-le") for n in range(60_000))
    items = b"".join(struct.pack("<H", len(n)) + n + struct.pack("<HHH", 0, 2, 0) for n in names)
    guid = bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850")
    added = guid + struct.pack("<QH", len(items) + 26, 60_000) + items
    size, count = struct.unpack("<QI", good[16:28])
    yield good[:16] + struct.pack("<QI", size + len(added), count + 1) + good[28:30] + added
    yield good[30:]


def wma_absent_objects() -> Pieces:
    good = data("tiny.wma")
    yield good[:16] + struct.pack("<QI", 1 << 62, 0xFFFFFFFF) + good[28:46]
    yield struct.pack("<Q", CLAIM) + good[54:]


def many_leading_tags() -> Pieces:
    """Empty ID3 tags, one behind another."""
    yield b"ID3\3\0\0\0\0\0\0" * MANY
    yield _untagged_mp3()


def many_trailing_tags() -> Pieces:
    yield _untagged_mp3()
    yield (b"TAG" + bytes(125)) * MANY


BOMBS: tuple[tuple[str, Callable[[], Pieces]], ...] = (
    *((".mp3", bomb) for bomb in (
        id3_many_texts, id3_same_text, id3_same_picture, id3_empty_frames, id3_old_frames,
        id3_nested_chapters, id3_inflating, id3_huge_picture, id3_absent, id3_endless_number,
        id3_spaces, id3_nuls, ape_absent_items, many_leading_tags, many_trailing_tags,
    )),
    *((".flac", bomb) for bomb in (
        flac_many_comments, flac_absent_comment, flac_endless_comments, flac_nuls,
        flac_absent_picture, flac_huge_picture, flac_lost_end, flac_gallery,
    )),
    *((".opus", bomb) for bomb in (opus_many_comments, opus_empty_comments)),
    *((".ogg", bomb) for bomb in (vorbis_many_comments, vorbis_absent_comment, ogg_empty_pages)),
    *((".m4a", bomb) for bomb in (
        mp4_many_items, mp4_many_values, mp4_huge_picture, mp4_absent_picture, mp4_nested,
        mp4_many_atoms,
    )),
    (".ape", ape_many_items),
    (".wv", ape_huge_item),
    *((".wav", bomb) for bomb in (
        wav_many_texts, wav_many_chunks, wav_nested_lists, wav_id3_bomb, wav_huge_id3,
    )),
    *((".wma", bomb) for bomb in (wma_many_attributes, wma_absent_objects)),
)  # fmt: skip
"""Every bomb with the suffix of the file it is."""


def named() -> Iterator[tuple[str, Callable[[], Pieces]]]:
    """Every bomb under a file name."""
    return ((f"{bomb.__name__}{suffix}", bomb) for suffix, bomb in BOMBS)
