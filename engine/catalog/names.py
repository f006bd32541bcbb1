"""What the names of a file and its folders say about a track without tags.

Understands the ways people and rippers lay out music: `Artist/Album/NN - Title`,
`Artist - Album/NN Title`, `Album/CD 1/01. Title`, `Artist - Title`, `1-03 Title`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from engine.catalog.tag_text import clean


@dataclass(frozen=True, slots=True)
class Names:
    """A track as its path tells it; what the path does not tell is empty or None."""

    title: str
    artist: str = ""
    album: str = ""
    track_number: int | None = None
    disc_number: int | None = None
    date: str = ""


_DISC_AND_TRACK = re.compile(r"([1-9]\d?)[-.]([0-9]{2})(?:\s*[-._)]\s*|\s+)(?=\S)")
_TRACK = re.compile(r"([0-9]{1,3})(?:\s*[-._)]\s*|(\s+))(?=\S)")
_DISC_FOLDER = re.compile(r"(?:cd|dis[ck]|dvd)\s*[-_.]?\s*([0-9]{1,2})\b.*", re.IGNORECASE)
_YEAR = re.compile(
    r"^[(\[]?((?:19|20)\d\d)(?:[)\]]\s*[-.]?|\s*[-–—.])\s*(?=\S)|\s*[(\[]((?:19|20)\d\d)[)\]]$"
)
_VARIOUS = frozenset({"various", "various artists", "va", "v.a.", "compilations", "soundtracks"})
_DASH = re.compile(r"\s+[-–—]\s+")


def names_of(relative: str) -> Names:
    """What a path relative to its music folder, '/' between its parts, says of the track."""
    path = PurePosixPath(relative)
    folders = [_words(part) for part in path.parts[:-1]]
    disc = None
    if folders and (found := _DISC_FOLDER.fullmatch(folders[-1])):
        disc = int(found[1])
        folders.pop()
    named = _with_folders(_of_stem(_words(path.stem), in_album=len(folders) > 1), folders)
    return replace(named, disc_number=named.disc_number or disc)


def _words(part: str) -> str:
    """A name as words: underscores stand for spaces where there are none."""
    return clean(part if " " in part else part.replace("_", " ")) or clean(part) or "?"


def _of_stem(stem: str, *, in_album: bool) -> Names:
    """Take the numbers off a file's name; the rest is the title."""
    if found := _DISC_AND_TRACK.match(stem):
        disc, track = int(found[1]), int(found[2])
        return Names(stem[found.end() :], track_number=track or None, disc_number=disc)
    found = _TRACK.match(stem)
    if found is None or (found[2] and not _counts(found[1], in_album)):
        return Names(stem)
    return Names(stem[found.end() :], track_number=int(found[1]) or None)


def _counts(digits: str, in_album: bool) -> bool:
    """Whether a number with only a space behind it counts tracks: "07 Title", not "50 Cent"."""
    return digits.startswith("0") or (in_album and len(digits) == 2)


def _with_folders(named: Names, folders: list[str]) -> Names:
    left, right = _split(named.title)
    if not folders:
        return replace(named, title=right, artist=left)
    artist, album, year = _artist_and_album(folders)
    if len(folders) == 1 and not artist:
        if named.track_number is None and not left:
            artist, album = album, ""  # Artist/Title
        elif named.track_number is None:
            album = ""  # a folder of single songs
    named = replace(named, artist=artist, album=album, date=year)
    if left and (not artist or left.casefold() in {artist.casefold(), album.casefold()}):
        return replace(named, title=right, artist=artist or left)
    return named


def _artist_and_album(folders: list[str]) -> tuple[str, str, str]:
    """Artist, album and year of the folders around a track; an artist may not be told."""
    album, year = _without_year(folders[-1])
    if len(folders) > 1:
        artist = folders[-2]
        return "" if artist.casefold() in _VARIOUS else artist, album, year
    artist, album = _split(album)
    return artist, album, year


def _split(text: str) -> tuple[str, str]:
    """The two sides of "Artist - Title"; the left one is empty without a dash between spaces."""
    left, *rest = _DASH.split(text, maxsplit=1)
    return (left, rest[0]) if rest and left and rest[0] else ("", text)


def _without_year(album: str) -> tuple[str, str]:
    """An album's folder name without the year that often leads or ends it, and that year."""
    found = _YEAR.search(album)
    if found is None:
        return album, ""
    rest = (album[: found.start()] + album[found.end() :]).strip()
    return (rest, found[1] or found[2]) if rest else (album, "")
