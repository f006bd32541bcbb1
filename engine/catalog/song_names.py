"""Names of songs as they are compared: what several sources call one recording comes to one name.

Two names that differ in case, accents, Unicode forms, punctuation, "The", "&" or "and", who else
sings along, or the year of a remaster are one. A live recording, a remix or a demo is another
recording than the one without: such words stay, so that in doubt two songs stay two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from engine.text import plain

_FEATURING = frozenset({"feat", "ft", "featuring"})
_SMALL = frozenset({"and", "n"})
"""Words that some write as a sign, which counts for nothing: "Rock 'n' Roll", "Rock & Roll"."""
_SAME = {"pt": "part", "vol": "volume"}
_NOBODY = frozenset({"", "various", "various artists", "va", "unknown", "unknown artist", "artist"})
"""Artists that nobody is."""
_YEAR = re.compile(r"(19|20)\d\d")
_ARTICLE = re.compile(r"^(.*\S)\s*,\s*the$", re.IGNORECASE | re.DOTALL)
_PARTS = re.compile(r"[()\[\]{}]|\s+[-–—~]\s+|\s*;\s+|\s+/\s+")
"""What stands between the parts of a title, such as "Song (feat. Somebody) - Remastered 2011"."""
_AGAIN = frozenset({"remaster", "remastered", "remastering", "master", "mastered"})
_EDITION = _AGAIN | {
    "re", "digital", "digitally", "mono", "stereo", "original", "album", "lp", "single", "studio",
    "main", "radio", "version", "mix", "edit", "edited", "edition", "explicit", "clean", "bonus",
    "track", "deluxe",
}  # fmt: skip
"""Words of which consists what is said of the same recording elsewhere."""
_VAGUE = frozenset({"re", "version", "mix", "track"})
"""Those that alone may well mean another one: a "Version" of a reggae song is its dub."""


def song_name(artist: str, title: str) -> str:
    """Artist and title as they are compared; without a title all that is by the artist.

    Empty if that says too little: no artist, or one that stands for anybody.
    """
    by, called = artist_name(artist), title_name(title)
    return f"{by}\t{called}" if by and bool(called) == bool(title) else ""


def track_names(artists: Iterable[str], title: str) -> frozenset[str]:
    """What songs are called that are one track: its title by each artist, each artist alone."""
    called = title_name(title)
    names = {artist_name(artist) for artist in artists} - {""}
    return frozenset(f"{by}\t{each}" for by in names for each in {called, ""})


@lru_cache(maxsize=4096)  # one artist has many songs
def artist_name(name: str) -> str:
    """An artist as it is compared; empty for one that is nobody, such as "Various Artists"."""
    words = _told(_words(_ARTICLE.sub(r"\1", _one_form(name))))
    while words[0] == "the" and len(words) > 1:
        words = words[1:]
    compared = " ".join(_without_guests(words, least=1))
    return "" if compared in _NOBODY or not compared.strip("? ") else compared


def title_name(title: str) -> str:
    """A title as it is compared; empty for an empty one."""
    first, *others = list(_parts_of(title)) or [_words(_one_form(title))]
    words = _without_guests(first, least=1)
    for part in others:
        if not _is_edition(part):
            words = words + _without_guests(part, least=0)
    return " ".join(_told(words))


def split_name(name: str) -> tuple[str, str]:
    """Artist and title of "Artist - Title"; both empty if it is not written so."""
    artist, _, title = name.replace(" – ", " - ").partition(" - ")
    return (artist.strip(), title.strip()) if title.strip() else ("", "")


def _one_form(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def _parts_of(title: str) -> Iterator[list[str]]:
    """The words of each part that has any letter or digit."""
    for part in _PARTS.split(_one_form(title)):
        if any(map(str.isalnum, part)):
            yield _words(part)


def _words(text: str) -> list[str]:
    # Twice: without its accents a letter may turn out to be one that has another case.
    words = plain(text) if text.isascii() else plain(plain(text))
    return [_SAME.get(word, word) for word in words.split()] or [""]


def _told(words: list[str]) -> list[str]:
    """The words without those that may as well be signs."""
    return [word for word in words if word not in _SMALL] or words


def _is_edition(part: list[str]) -> bool:
    """Whether all it tells is of which edition a recording is; a year is that of a remaster."""
    years = {word for word in part if _YEAR.fullmatch(word)}
    words = {*part} - years
    return words <= _EDITION and bool(words & _AGAIN or (words - _VAGUE and not years))


def _without_guests(words: list[str], *, least: int) -> list[str]:
    """The words before those who are featured, but at least so many."""
    for place, word in enumerate(words):
        if place >= least and word in _FEATURING:
            return words[:place]
    return words
