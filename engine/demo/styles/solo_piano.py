"""Solo piano: a nocturne's rolling left hand or a slow waltz's, and a singing right hand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from engine.demo.harmony import MAJOR, MINOR, Key, tune
from engine.demo.instruments.struck import piano
from engine.demo.oscillators import Wave
from engine.demo.score import Note, Piece, loosened, played
from engine.demo.space import panned, reverberated

PROGRESSIONS = (
    (0, 5, 3, 4, 0, 2, 3, 4),
    (0, 3, 4, 0, 5, 1, 4, 0),
    (0, 4, 5, 2, 3, 0, 1, 4),
    (5, 3, 0, 4, 5, 3, 4, 0),
)
FOUR = ((0, 1, 2, 3), (0, 1.5, 2, 3), (0, 2, 3), (0, 1, 1.5, 2, 3))
THREE = ((0, 1, 2), (0, 2), (0, 1, 1.5, 2))


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    meter = 3 if piece.colour > 0.5 else 4
    key = Key(piece.root, MINOR if rng.random() < 0.5 else MAJOR)
    progression = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    chords = [progression[bar % 8] for bar in range(piece.bars(meter))]
    left = _left(key, chords, meter)
    right = tune(key, chords, THREE if meter == 3 else FOUR, meter, rng, (9, 19))
    notes = [_breathing(note, meter) for note in loosened(left + _thirds(right, rng), rng, 0.015)]
    mix = panned(_sounded(piece, [note for note in notes if note.pitch < 60]), -0.25)
    mix += panned(_sounded(piece, [note for note in notes if note.pitch >= 60]), 0.25)
    return reverberated(mix, 1.9, 0.28, rng, bright=0.35)


def _left(key: Key, chords: list[int], meter: int) -> list[Note]:
    """Broken chords in eighths under a nocturne, low note and two chords under a waltz."""
    notes = list[Note]()
    for bar, step in enumerate(chords):
        start, low = bar * meter, key.pitch(step) - 12
        if meter == 3:
            chord = [Note(start + b, p, 0.9, 0.42) for b in (1, 2) for p in key.chord(step)]
            notes += [Note(start, low, 2.8, 0.75), *chord]
        else:
            shape = [key.pitch(step + rise) - 12 for rise in (0, 4, 7, 9, 11, 9, 7, 4)]
            notes += [Note(start + i / 2, p, 4 - i / 2, 0.5) for i, p in enumerate(shape)]
    return notes


def _thirds(notes: list[Note], rng: np.random.Generator) -> list[Note]:
    """The tune, with an octave below under some of its long notes."""
    under = [
        replace(note, pitch=note.pitch - 12, level=0.5 * note.level)
        for note in notes
        if note.beats >= 1 and rng.random() < 0.4
    ]
    return notes + under


def _breathing(note: Note, meter: int) -> Note:
    """Rubato and phrasing: four bars hurry and swell, then hold back."""
    phrase = note.beat / (4 * meter) * 2 * np.pi
    return replace(
        note,
        beat=float(note.beat - 0.18 * np.sin(phrase)),
        level=float(note.level * (0.85 - 0.25 * np.cos(phrase))),
    )


def _sounded(piece: Piece, notes: list[Note]) -> Wave:
    """Soft and hard blows sound different, not only quieter and louder."""
    out = piece.silence()
    for hardness, low, high in ((0.1, 0, 0.5), (0.35, 0.5, 0.85), (0.6, 0.85, 9)):
        blows = [note for note in notes if low <= note.level < high]
        out += played(piece, blows, partial(piano, hardness=hardness + 0.25 * piece.colour))
    return out
