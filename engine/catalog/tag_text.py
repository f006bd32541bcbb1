"""What the texts of tags mean: clean lines, numbers, genres, ids and loudness.

Pure functions from a tag's text, in whatever spelling taggers left behind, to the plain values of
`engine.types.Tags`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST_LINE = 500
"""Characters kept of a text: more than any real title, less than a broken tagger writes."""

MOST_GENRES = 12

COMPOUND_GENRES = frozenset(
    {"hip-hop/rap", "hip hop/rap", "r&b/soul", "singer/songwriter", "folk, world, & country"}
)
"""Genres of shops and of Discogs whose own name holds what elsewhere stands between two."""

_LISTS = re.compile(r"[;\\]")
_GENRE_BREAKS = re.compile(r"[|/,]")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_GAIN = re.compile(r"\s*([+\-−]?\s*\d{1,3}(?:[.,]\d+)?)\s*(?:db)?\s*", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{4})(?:[-./](\d{2}))?(?:[-./](\d{2}))?")


def clean(text: str) -> str:
    """One displayable line: no control characters, single spaces, at most LONGEST_LINE long.

    Bytes of a file name that are not text (surrogates) become the replacement character.
    """
    head = unicodedata.normalize("NFC", text[: 4 * LONGEST_LINE])
    shown = head if head.isprintable() else "".join(map(_shown, head))
    return " ".join(shown.split())[:LONGEST_LINE].rstrip()


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if character == "\N{ZERO WIDTH NO-BREAK SPACE}":
        return ""
    return " " if kind in {"Cc", "Zl", "Zp"} else character


def lines(texts: Sequence[str]) -> list[str]:
    """The texts that say something, cleaned, each once; a NUL stands between two texts."""
    if len(texts) == 1 and "\0" not in texts[0]:
        return list(filter(None, [clean(texts[0])]))
    parts = (clean(part) for text in texts for part in text.split("\0"))
    return list(dict.fromkeys(part for part in parts if part))


def number(text: str) -> int | None:
    """The number in "3", "03" or "3/12"; None for zero and for anything else."""
    head = text.partition("/")[0].strip()
    value = int(head) if re.fullmatch(r"[0-9]{1,6}", head) else 0
    return value or None


def date(text: str) -> str:
    """ "1999", "1999-05" or "1999-05-04"; a text of another shape is kept as it is."""
    found = _DATE.match(text)
    if found is None:
        return clean(text)
    if found[1] == "0000":
        return ""
    return "-".join(part for part in found.groups() if part and part != "00")


def genres(texts: Sequence[str]) -> tuple[str, ...]:
    """Single genres from texts that may hold several, each once whatever its case."""
    first_spellings: dict[str, str] = {}
    for text in lines(texts):
        for part in lines(_LISTS.split(text)):
            compound = part.casefold() in COMPOUND_GENRES
            for single in [part] if compound else lines(_GENRE_BREAKS.split(part)):
                first_spellings.setdefault(single.casefold(), single)
    return tuple(first_spellings.values())[:MOST_GENRES]


def uuid(text: str) -> str:
    """The first MusicBrainz id in a text, in lower case; empty if there is none."""
    found = _UUID.search(text)
    return found.group().lower() if found else ""


def gain(text: str) -> float | None:
    """Decibels from "-7.03 dB"; None for what no loudness scanner would write."""
    found = _GAIN.fullmatch(text.strip())
    if found is None:
        return None
    decibels = float(re.sub(r"\s", "", found[1]).replace("−", "-").replace(",", "."))
    return decibels if abs(decibels) <= 64 else None


def r128_gain(text: str) -> float | None:
    """ReplayGain in decibels from Opus's R128 gain, which counts 1/256 dB.

    R128 gains aim at -23 LUFS (RFC 7845, 5.2.1) and ReplayGain 2 at -18 LUFS: 5 dB louder.
    """
    whole = text.strip()
    return int(whole) / 256 + 5 if re.fullmatch(r"[+-]?\d{1,5}", whole) else None
