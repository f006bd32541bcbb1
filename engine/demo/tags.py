"""Write tags and a cover into an audio file, the way each format's own players expect them.

Tags come from the demo's catalogue (and from the maker of the test files); they are read back by
`engine.catalog.tags`, which shares no code with this module and so checks it.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import mutagen
from mutagen import aiff, apev2, asf, flac, id3, monkeysaudio, mp3, mp4, oggopus, oggvorbis, wavpack
from mutagen import wave as riff
from PIL import Image

from engine.demo.tag_names import APE, ASF, ID3, MP4, VORBIS
from engine.types import Tags

FRONT_COVER = 3
"""The picture type of a front cover, the same number in ID3, FLAC and ASF."""

_File = Any  # mutagen gives its file types no common, typed base
_Texts = dict[str, list[str]]


def write_tags(path: Path, tags: Tags, picture: bytes = b"") -> None:
    """Replace the tags of the file at `path`; `picture` is a PNG or JPEG, or empty for none.

    Raises mutagen.MutagenError when the file cannot be written or is of no format known here.
    """
    file: _File = mutagen.File(path)
    for kinds, write in _WRITERS:
        if isinstance(file, kinds):
            _clear(file)
            write(file, _texts(tags), picture)
            return
    raise mutagen.MutagenError(f"no way to tag {path.name!r}")


def _clear(file: _File) -> None:
    if file.tags is None:
        file.add_tags()
    file.tags.clear()


def _texts(tags: Tags) -> _Texts:
    """The fields of `tags` that say something, as text."""
    numbers = {"track_number": tags.track_number, "disc_number": tags.disc_number}
    gains = {"track_gain": tags.track_gain, "album_gain": tags.album_gain}
    words = ("title", "artist", "album_artist", "album", "date")
    ids = ("recording_id", "release_id", "artist_id")
    texts: _Texts = {name: [getattr(tags, name)] for name in words + ids if getattr(tags, name)}
    texts |= {name: [str(number)] for name, number in numbers.items() if number is not None}
    texts |= {name: [f"{gain:+.2f} dB"] for name, gain in gains.items() if gain is not None}
    return texts | ({"genres": list(tags.genres)} if tags.genres else {})


def _write_id3(file: _File, texts: _Texts, picture: bytes) -> None:
    for field, values in texts.items():
        frame, _, owner = ID3[field].partition(":")
        if frame == "UFID":
            file.tags.add(id3.UFID(owner=owner, data=values[0].encode()))
        elif frame == "TXXX":
            file.tags.add(id3.TXXX(encoding=id3.Encoding.UTF8, desc=owner, text=values))
        else:
            file.tags.add(id3.Frames[frame](encoding=id3.Encoding.UTF8, text=values))
    if picture:
        file.tags.add(
            id3.APIC(
                encoding=id3.Encoding.UTF8, mime=_mime(picture), type=FRONT_COVER, data=picture
            )
        )
    file.save(padding=_no_padding)


def _write_flac(file: _File, texts: _Texts, picture: bytes) -> None:
    file.tags.update({VORBIS[field]: values for field, values in texts.items()})
    file.clear_pictures()
    if picture:
        file.add_picture(_picture_block(picture))
    file.save(padding=_no_padding)


def _write_vorbis(file: _File, texts: _Texts, picture: bytes) -> None:
    file.tags.update({VORBIS[field]: values for field, values in texts.items()})
    if picture:
        block = base64.b64encode(_picture_block(picture).write()).decode("ascii")
        file.tags["METADATA_BLOCK_PICTURE"] = block
    file.save(padding=_no_padding)


def _write_opus(file: _File, texts: _Texts, picture: bytes) -> None:
    for field, name in (("track_gain", "R128_TRACK_GAIN"), ("album_gain", "R128_ALBUM_GAIN")):
        for text in texts.pop(field, []):
            # RFC 7845: whole 1/256 dB, towards a level 5 dB below the one ReplayGain aims at.
            file.tags[name] = str(round((float(text.removesuffix(" dB")) - 5) * 256))
    _write_vorbis(file, texts, picture)


def _write_mp4(file: _File, texts: _Texts, picture: bytes) -> None:
    for field, values in texts.items():
        name = MP4[field]
        if name in ("trkn", "disk"):
            file.tags[name] = [(int(values[0]), 0)]
        elif name.startswith("----"):
            file.tags[name] = [text.encode() for text in values]
        else:
            file.tags[name] = values
    if picture:
        png, jpeg = mp4.MP4Cover.FORMAT_PNG, mp4.MP4Cover.FORMAT_JPEG
        kind = png if _mime(picture) == "image/png" else jpeg
        file.tags["covr"] = [mp4.MP4Cover(picture, imageformat=kind)]
    file.save(padding=_no_padding)


def _write_asf(file: _File, texts: _Texts, picture: bytes) -> None:
    for field, values in texts.items():
        file.tags[ASF[field]] = values
    if picture:
        head = struct.pack("<BI", FRONT_COVER, len(picture))
        mime = f"{_mime(picture)}\0\0".encode("utf-16-le")
        file.tags["WM/Picture"] = head + mime + picture
    file.save(padding=_no_padding)


def _write_ape(file: _File, texts: _Texts, picture: bytes) -> None:
    for field, values in texts.items():
        file.tags[APE[field]] = values
    if picture:
        name = f"cover.{_mime(picture).removeprefix('image/')}\0".encode()
        file.tags["Cover Art (Front)"] = apev2.APEValue(name + picture, apev2.BINARY)
    file.save()


def _mime(picture: bytes) -> str:
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def _picture_block(picture: bytes) -> flac.Picture:
    block = flac.Picture()
    block.type, block.mime, block.data = FRONT_COVER, _mime(picture), picture
    with Image.open(BytesIO(picture)) as image:
        block.width, block.height = image.size
        block.depth = 8 * len(image.getbands())
    return block


def _no_padding(info: object) -> int:
    return 0


_WRITERS: tuple[tuple[tuple[type, ...], Callable[[_File, _Texts, bytes], None]], ...] = (
    ((mp3.MP3, riff.WAVE, aiff.AIFF), _write_id3),
    ((flac.FLAC,), _write_flac),
    ((oggvorbis.OggVorbis,), _write_vorbis),
    ((oggopus.OggOpus,), _write_opus),
    ((mp4.MP4,), _write_mp4),
    ((asf.ASF,), _write_asf),
    ((wavpack.WavPack, monkeysaudio.MonkeysAudio), _write_ape),
)
