"""Chord progressions written as text, in numerals against the major scale.

`"ii7 V7 Imaj7"` is a bar each; `"ii7,V7"` shares a bar. Capitals are major, small letters minor;
`b` and `#` move the root by a semitone; a suffix (`maj7`, `sus4`, `5`, …) names what lies above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

ROOTS = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
SHAPES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7, 12),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "13": (0, 4, 10, 14, 21),
    "7#9": (0, 4, 10, 15),
    "7b9": (0, 4, 10, 13),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "o": (0, 3, 6),
    "o7": (0, 3, 6, 9),
    "ø": (0, 3, 6, 10),
    "+": (0, 4, 8),
}
"""Semitones above the root."""
_CHORD = re.compile(r"(?P<moved>[b#]?)(?P<numeral>[iv]+|[IV]+)(?P<suffix>.*)")


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord above the tonic: its root and its tones, in semitones."""

    root: int
    tones: tuple[int, ...]

    @property
    def classes(self) -> frozenset[int]:
        """Its pitch classes, the tonic being 0."""
        return frozenset((self.root + tone) % 12 for tone in self.tones)


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord in its place: it sounds from `beat` on for `beats`."""

    beat: float
    beats: float
    chord: Chord


@cache
def chord(text: str) -> Chord:
    """The chord that `text` names; ValueError when it names none."""
    match = _CHORD.fullmatch(text)
    if match is None or match["numeral"].lower() not in ROOTS:
        raise ValueError(f"no chord is written {text!r}")
    suffix = match["suffix"]
    if match["numeral"].islower() and suffix[:1] not in ("o", "ø", "m", "5", "s"):
        suffix = "m" + suffix
    moved = {"b": -1, "#": 1, "": 0}[match["moved"]]
    return Chord((ROOTS[match["numeral"].lower()] + moved) % 12, SHAPES[suffix])


def harmonies(progression: str, bars: int, beats: float) -> list[Harmony]:
    """`progression` over `bars` of `beats` each, repeated or cut off as need be."""
    written, out = progression.split(), list[Harmony]()
    for bar in range(bars):
        names = written[bar % len(written)].split(",")
        length = beats / len(names)
        out += [
            Harmony(bar * beats + place * length, length, chord(name))
            for place, name in enumerate(names)
        ]
    return out
