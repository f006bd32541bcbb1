"""Read what an audio file says about itself, in any format, and fall back to its name.

Tags come from mutagen, which only this module and `engine.catalog.pictures` import; they go to the
scan as `engine.types.Tags`. A damaged or missing tag is never an error: only a file that cannot be
opened at all is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import mutagen
from mutagen.apev2 import APETextValue, APEv2
from mutagen.asf import ASFTags
from mutagen.flac import FLAC
from mutagen.id3 import ID3, RVA2, TCON, UFID, TextFrame
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4Tags
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from engine.catalog import tag_text
from engine.catalog.names import Names, names_of
from engine.catalog.riff_info import LONGEST_TEXT, read_riff_info
from engine.catalog.tag_limits import Frugal
from engine.types import Tags

log = logging.getLogger(__name__)

T = TypeVar("T")

Fields = dict[str, list[str]]
"""A file's texts by the format's own key in lower case: {"tpe1": ["Artist"]}."""

MOST_VALUES = 50
"""Values kept of one field, and a bound on what a broken tag can make us do."""

LONGEST_SECONDS = 30 * 24 * 3600
"""A file that claims to be longer has a broken header."""

_APPLE = "----:com.apple.itunes:"

_USUAL: dict[str, tuple[bytes, int, Callable[..., Any]]] = {
    ".mp3": (b"ID3", 0, MP3),
    ".flac": (b"fLaC", 0, FLAC),
    ".ogg": (b"\x01vorbis", 28, OggVorbis),
    ".opus": (b"OpusHead", 28, OggOpus),
    ".m4a": (b"ftyp", 4, MP4),
}
"""What most files are: the end of their name, and the bytes at a place that agree with it."""

KEYS: dict[str, tuple[str, ...]] = {
    # ID3; Vorbis and APE; MP4; ASF; RIFF – in order of preference, in lower case
    "title": ("tit2", "title", "©nam", "inam", "name"),
    "artist": ("tpe1", "artist", "©art", "author", "iart", "auth"),
    "album_artist": ("tpe2", "albumartist", "album artist", "aart", "wm/albumartist"),
    "album": ("talb", "album", "©alb", "wm/albumtitle", "iprd"),
    "track": ("trck", "tracknumber", "track", "trkn", "wm/tracknumber", "itrk", "iprt"),
    "disc": ("tpos", "discnumber", "disc", "disk", "wm/partofset"),
    "date": (
        "tdrc", "date", "year", "©day", "wm/year", "icrd",
        "tdrl", "tdor", "originaldate", "originalyear", "wm/originalreleaseyear",
    ),
    "genre": ("tcon", "genre", "©gen", "wm/genre", "ignr"),
    "recording_id": (
        "ufid:http://musicbrainz.org", "musicbrainz_trackid", "musicbrainz/track id",
        _APPLE + "musicbrainz track id",
    ),
    "release_id": (
        "txxx:musicbrainz album id", "musicbrainz_albumid", "musicbrainz/album id",
        _APPLE + "musicbrainz album id",
    ),
    "artist_id": (
        "txxx:musicbrainz artist id", "musicbrainz_artistid", "musicbrainz/artist id",
        _APPLE + "musicbrainz artist id",
    ),
    "track_gain": (
        "txxx:replaygain_track_gain", "replaygain_track_gain",
        _APPLE + "replaygain_track_gain", "rva2:track",
    ),
    "album_gain": (
        "txxx:replaygain_album_gain", "replaygain_album_gain",
        _APPLE + "replaygain_album_gain", "rva2:album",
    ),
    "r128_track_gain": ("r128_track_gain",),
    "r128_album_gain": ("r128_album_gain",),
}  # fmt: skip


_RANKS = {key: (rank, field, key) for field, keys in KEYS.items() for rank, key in enumerate(keys)}
"""Each key with its place among those of its field."""


def read_tags(path: Path, root: Path) -> Tags:
    """The tags of a file under the music folder `root`; raises OSError if it cannot be opened.

    Where title and artist are missing, the names of the file and its folders speak.
    """
    with path.open("rb") as file:
        audio = open_audio(file, path.name)
        fields = _fields(audio, file) or read_riff_info(path)
    return _tags(fields, _duration(audio), partial(_names, path, root))


def tags_by_name(path: Path, root: Path) -> Tags:
    """What can be said of a file that cannot be read: what its path says."""
    return _tags({}, None, partial(_names, path, root))


def open_audio(file: BinaryIO, name: str) -> Any | None:
    """Mutagen's view of an open file, or None; a misleading name does not mislead it."""
    readers = _usual_reader(file, name)
    readers += [partial(_guess, shown) for shown in (name, "unnamed")]
    for read in readers:
        audio = _tolerant(read, file)
        if audio is not None:
            return audio
    return None


def _usual_reader(file: BinaryIO, name: str) -> list[Callable[[BinaryIO], Any]]:
    """The one reader to try first, if there is one: asking every one takes mutagen longer."""
    if (usual := _USUAL.get(name[name.rfind(".") :].lower())) is None:
        return []
    mark, place, kind = usual
    fits = file.read(place + len(mark)).endswith(mark)
    return [partial(_read_as, kind)] if fits else []


def _read_as(kind: Callable[..., Any], file: BinaryIO) -> Any:
    return kind(fileobj=Frugal(file))


def _guess(name: str, file: BinaryIO) -> Any | None:
    return mutagen.File(fileobj=Frugal(file), filename=name)


def _attached(kind: Callable[[Frugal], Any], file: BinaryIO) -> Fields:
    return _texts(kind(Frugal(file)))


def _tolerant(read: Callable[[BinaryIO], T], file: BinaryIO) -> T | None:
    """The result of one of mutagen's readers, None where it gives up or would do too much.

    Broken files make it raise nearly anything, not only its own errors; none of that is a reason
    to lose the track.
    """
    try:
        return read(file)
    except Exception as error:
        log.debug("No tags in %r: %r", getattr(file, "name", file), error)
        return None


def _fields(audio: Any | None, file: BinaryIO) -> Fields:
    """The texts of the file's own tags, completed from tags of other formats attached to it."""
    tags = None if audio is None else audio.tags
    fields = _tolerant(lambda _: _texts(tags), file) or {}
    if fields and not isinstance(tags, ID3):
        return fields
    # MP3 gain tools write APEv2 behind ID3; AAC, damaged and foreign files may carry either.
    for kind in (APEv2,) if fields else (ID3, APEv2):
        attached = _tolerant(partial(_attached, kind), file)
        fields = {**(attached or {}), **fields}
    return fields


def _texts(tags: Any | None) -> Fields:
    """Every text of a tag by its key in lower case; empty where there is no tag."""
    read = next((read for kind, read in _TAG_VALUES if isinstance(tags, kind)), _plain_values)
    fields: Fields = {}
    for key, value in [] if tags is None else _items(tags):
        texts = [
            text[:LONGEST_TEXT]
            for text in islice(read(value), MOST_VALUES)
            if text[:LONGEST_TEXT].strip("\0 ")
        ]
        if texts:
            fields.setdefault(str(key).lower(), texts)
    return fields


def _items(tags: Any) -> Iterable[tuple[str, Any]]:
    """The values of a tag by key; mutagen searches a list of pairs anew for each of its keys."""
    if not isinstance(tags, list):
        return tags.items()  # type: ignore[no-any-return]
    values: dict[str, list[Any]] = {}
    for key, value in tags:
        values.setdefault(key.lower(), []).append(value)
    return values.items()


def _plain_values(value: Any) -> Iterable[str]:
    """Vorbis comments."""
    return value if isinstance(value, list) else ()


def _frame_values(frame: Any) -> Iterable[str]:
    """ID3 frames."""
    if isinstance(frame, TCON):
        return list(frame.genres)  # resolves ID3v1's numbers, "(17)Rock" included
    if isinstance(frame, TextFrame):
        return map(str, getattr(frame, "text", None) or ())
    if isinstance(frame, UFID):
        return [(getattr(frame, "data", None) or b"").decode("ascii", "replace")]
    gain = getattr(frame, "gain", None)
    return [f"{gain:.2f} dB"] if isinstance(frame, RVA2) else ()


def _mp4_values(value: Any) -> Iterable[str]:
    """MP4 items: texts, bytes of free-form ones, and (number, total) pairs."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, bytes):
            yield item.decode("utf-8", "replace")
        else:
            yield str(item[0] if isinstance(item, tuple) else item)


def _asf_values(value: Any) -> Iterable[str]:
    """ASF attributes: texts and numbers, not pictures."""
    return (str(item.value) for item in value if isinstance(item.value, str | int))


def _ape_values(value: Any) -> Iterable[str]:
    """APEv2 items: texts, not binaries."""
    text = value.value if isinstance(value, APETextValue) else ""
    return text[:LONGEST_TEXT].split("\0") if text else ()


_TAG_VALUES: tuple[tuple[type, Callable[[Any], Iterable[str]]], ...] = (
    (ID3, _frame_values),
    (MP4Tags, _mp4_values),
    (ASFTags, _asf_values),
    (APEv2, _ape_values),
)


def _duration(audio: Any | None) -> float | None:
    """The length in seconds the file claims, if it claims one that can be."""
    length = getattr(getattr(audio, "info", None), "length", None)
    return float(length) if length and 0 < length <= LONGEST_SECONDS else None


def _names(path: Path, root: Path) -> Names:
    relative = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    return names_of(relative.as_posix())


def _chosen(fields: Fields) -> Fields:
    """The texts by our own name for them, each from the key that is preferred."""
    ranked = sorted(key for key in map(_RANKS.get, fields) if key)
    return {field: fields[key] for _, field, key in reversed(ranked)}


def _tags(fields: Fields, duration: float | None, names: Callable[[], Names]) -> Tags:
    chosen = _chosen(fields)

    def found(field: str) -> list[str]:
        return chosen.get(field, [])

    def first(field: str) -> str:
        return next(iter(found(field)), "")

    def line(field: str) -> str:
        return next(iter(tag_text.lines(found(field))), "")

    title = line("title")
    artist = tag_text.clean(", ".join(tag_text.lines(found("artist"))))
    guessed = Names(title) if title else names()
    nameless = not title and not artist
    track_gain, album_gain = (
        tag_text.gain(first(f"{which}_gain")) if found(f"{which}_gain")
        else tag_text.r128_gain(first(f"r128_{which}_gain"))
        for which in ("track", "album")
    )  # fmt: skip
    return Tags(
        title=title or guessed.title,
        artist=artist or guessed.artist,
        album_artist=line("album_artist"),
        album=line("album") or (guessed.album if nameless else ""),
        track_number=tag_text.number(first("track")) or guessed.track_number,
        disc_number=tag_text.number(first("disc")) or guessed.disc_number,
        date=tag_text.date(first("date")) or guessed.date,
        genres=tag_text.genres(found("genre")),
        duration=duration,
        recording_id=tag_text.uuid(first("recording_id")),
        release_id=tag_text.uuid(first("release_id")),
        artist_id=tag_text.uuid(first("artist_id")),
        track_gain=track_gain,
        album_gain=album_gain,
    )
