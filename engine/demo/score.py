"""What is to be played, in beats, and the playing of it: notes become a wave.

A style's composer writes `Note`s for a `Piece`; a voice turns a pitch and a length into a sound.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.demo.oscillators import RATE, Wave, samples

Voice = Callable[[float, float], Wave]
"""A sound for a pitch in Hz held for some seconds; it may ring on for longer. Shape (n,)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The givens of one track; everything else its style's composer draws from `rng`."""

    seconds: float
    tempo: float
    """Beats a minute."""
    root: int
    """The tonic, as a MIDI pitch between 45 and 56."""
    colour: float
    """0 to 1: how dark or bright, soft or hard this album of this artist sounds."""
    seed: int

    @property
    def beat(self) -> float:
        """Seconds a beat lasts."""
        return 60 / self.tempo

    def bars(self, beats: int = 4) -> int:
        """How many bars of `beats` begin before the end."""
        return int(np.ceil(self.seconds / (self.beat * beats)))

    def rng(self, part: str) -> np.random.Generator:
        """Chance for one part, the same each time and unmoved by what other parts draw."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode())])

    def silence(self) -> Wave:
        """An empty wave as long as the piece, shape (n,)."""
        return np.zeros(samples(self.seconds), np.float32)


@dataclass(frozen=True, slots=True)
class Note:
    """A tone at a beat; `pitch` counts MIDI semitones, `level` is 1 for a plain one."""

    beat: float
    pitch: float
    beats: float = 1.0
    level: float = 1.0


def hertz(pitch: float) -> float:
    """The frequency of a MIDI pitch; 69 is 440 Hz."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def played(piece: Piece, notes: Iterable[Note], voice: Voice) -> Wave:
    """The notes sounding together, shape (n,); a pitch and length heard before is not made anew."""
    out, made = piece.silence(), dict[tuple[float, float], Wave]()
    for note in notes:
        key = (note.pitch, round(note.beats, 3))
        if key not in made:
            made[key] = voice(hertz(note.pitch), note.beats * piece.beat)
        _add(out, made[key], note.beat * piece.beat, note.level)
    return out


def struck(piece: Piece, hits: Iterable[tuple[float, float]], takes: Sequence[Wave]) -> Wave:
    """Drum hits, as (beat, level), shape (n,); `takes` of the same drum are used in turn."""
    out = piece.silence()
    for number, (beat, level) in enumerate(hits):
        _add(out, takes[number % len(takes)], beat * piece.beat, level)
    return out


def loosened(notes: Iterable[Note], rng: np.random.Generator, beats: float = 0.02) -> list[Note]:
    """The notes as a person plays them: a little early or late, and not all as loud."""
    return [
        replace(
            note,
            beat=max(0.0, note.beat + beats * rng.normal()),
            level=note.level * float(np.clip(1 + 0.12 * rng.normal(), 0.5, 1.5)),
        )
        for note in notes
    ]


def pattern(steps: str, bars: Iterable[int], beats: float = 4) -> list[tuple[float, float]]:
    """Hits written as text, one bar of even steps: `X` hard, `x` plain, `o` soft, `.` none."""
    levels = {"X": 1.0, "x": 0.7, "o": 0.35}
    return [
        (bar * beats + step * beats / len(steps), levels[mark])
        for bar in bars
        for step, mark in enumerate(steps)
        if mark in levels
    ]


def _add(out: Wave, wave: Wave, seconds: float, level: float) -> None:
    start = int(seconds * RATE)
    end = min(len(out), start + len(wave))
    if start < end:
        out[start:end] += np.float32(level) * wave[: end - start]
