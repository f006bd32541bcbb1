"""What a song consists of before anybody plays it: key, metre, sections with their chords."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.corpus.chords import Chord, Harmony
from engine.demo.score import Note

ENERGY = {"i": 0.72, "v": 0.8, "c": 1.0, "b": 0.62, "s": 0.95, "e": 0.85}
"""How loud a section is: intro, verse, chorus, break, solo, ending."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars of a song that belong together; beats are counted from its own start."""

    kind: str
    """A key of ENERGY."""
    start: float
    """In beats of the song."""
    bars: int
    beats: float
    """In a bar."""
    harmonies: tuple[Harmony, ...]
    number: int
    """How many sections of this kind came before."""
    last: bool = False

    @property
    def length(self) -> float:
        """In beats."""
        return self.bars * self.beats

    def place(self, beat: float) -> int:
        """Which of the harmonies sounds at `beat` of this section; the last one after its end."""
        starts = [harmony.beat for harmony in self.harmonies]
        return max(0, bisect_right(starts, beat + 1e-6) - 1)

    def chord(self, beat: float) -> Chord:
        """The chord that sounds at `beat` of this section."""
        return self.harmonies[self.place(beat)].chord


@dataclass(frozen=True, slots=True)
class Song:
    """The givens of one song; its players draw all else from `rng`."""

    tonic: int
    """A pitch class, 0 being C."""
    scale: tuple[int, ...]
    tempo: float
    beats: float
    """In a bar."""
    sections: tuple[Section, ...]
    seed: int

    def rng(self, *parts: object) -> np.random.Generator:
        """Chance for one part, the same each time and unmoved by what other parts draw."""
        name = zlib.crc32("/".join(map(str, parts)).encode())
        return np.random.default_rng([self.seed, name])

    def pitches(self, low: int, high: int, classes: frozenset[int]) -> list[int]:
        """The MIDI pitches from `low` to `high` of pitch classes given above the tonic."""
        return [p for p in range(low, high + 1) if (p - self.tonic) % 12 in classes]


Player = Callable[[Song, Section, str], list[Note]]
"""Plays one section: (song, section, the part's name for chance); beats count from its start."""


@dataclass(frozen=True, slots=True)
class Event:
    """One sign of a written rhythm."""

    beat: float
    beats: float
    mark: str


def events(text: str, beats: float) -> list[Event]:
    """A bar written in even steps: `.` rests, `-` holds what was struck, all else strikes."""
    signs = text.replace(" ", "")
    step, out = beats / len(signs), list[Event]()
    for place, sign in enumerate(signs):
        if sign == "-" and out:
            held = out[-1]
            out[-1] = Event(held.beat, place * step + step - held.beat, held.mark)
        elif sign not in ".-":
            out.append(Event(place * step, step, sign))
    return out


def written(patterns: Sequence[str], song: Song, section: Section, part: str) -> Iterator[Event]:
    """One of `patterns`, the same for all sections of a kind, in each bar of `section`."""
    text = patterns[int(song.rng(part, section.kind).integers(len(patterns)))]
    bar = events(text, section.beats)
    for number in range(section.bars):
        for event in bar:
            yield Event(number * section.beats + event.beat, event.beats, event.mark)
