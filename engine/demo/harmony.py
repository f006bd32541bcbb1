"""Keys, chords and tunes, in steps of a scale: 0 is the tonic, 7 the tonic an octave higher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.demo.score import Note

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)


@dataclass(frozen=True, slots=True)
class Key:
    """A scale of seven steps upon a tonic (a MIDI pitch)."""

    tonic: int
    scale: tuple[int, ...]

    def pitch(self, step: int) -> int:
        """The MIDI pitch of a step of the scale, in any octave."""
        octave, place = divmod(step, len(self.scale))
        return self.tonic + 12 * octave + self.scale[place]

    def chord(self, step: int, size: int = 3) -> list[int]:
        """The chord on a step, as pitches: 3 make a triad, 4 add the seventh, 5 the ninth."""
        return [self.pitch(step + 2 * third) for third in range(size)]


def gathered(pitches: Sequence[int], centre: float) -> list[int]:
    """The same notes, each in the octave nearest to `centre`, from low to high."""
    return sorted(pitch + 12 * round((centre - pitch) / 12) for pitch in pitches)


def tune(
    key: Key,
    chords: Sequence[int],
    rhythms: Sequence[Sequence[float]],
    beats: float,
    rng: np.random.Generator,
    register: tuple[int, int] = (7, 16),
) -> list[Note]:
    """A melody over `chords`, each lasting `beats`: two motifs, stated as AABA.

    A motif is one of `rhythms` (onsets in beats) and a contour of scale steps; on each chord it
    starts from the chord's note nearest to where the last one ended. `register` is its range, in
    steps.
    """
    motifs = [_motif(rhythms, rng) for _ in "AB"]
    notes, step = list[Note](), sum(register) // 2
    for place, chord in enumerate(chords):
        onsets, contour = motifs[1 if place % 4 == 2 else 0]
        step = _nearest(chord, step, register)
        ends = (*onsets[1:], beats)
        for number, (onset, end) in enumerate(zip(onsets, ends, strict=True)):
            step = _within(step + contour[number], register)
            level = 1.0 if onset == int(onset) else 0.8
            notes.append(Note(place * beats + onset, key.pitch(step), end - onset, level))
    return notes


def _motif(
    rhythms: Sequence[Sequence[float]], rng: np.random.Generator
) -> tuple[tuple[float, ...], list[int]]:
    onsets = tuple(rhythms[int(rng.integers(len(rhythms)))])
    moves = rng.choice([-2, -1, -1, 1, 1, 2, 3, -3], len(onsets))
    return onsets, [0, *map(int, moves[1:])]


def _nearest(chord: int, step: int, register: tuple[int, int]) -> int:
    low, high = register
    tones = [s for s in range(low, high + 1) if (s - chord) % 7 in (0, 2, 4)]
    return min(tones, key=lambda tone: abs(tone - step))


def _within(step: int, register: tuple[int, int]) -> int:
    low, high = register
    return low + (low - step) if step < low else high - (step - high) if step > high else step
