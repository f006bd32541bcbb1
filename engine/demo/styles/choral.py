"""Choral: four voices and low strings moving together in a stone church."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed
from engine.demo.harmony import DORIAN, MAJOR, MINOR, Key, gathered
from engine.demo.instruments.sustained import ensemble, sung
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave, phase, sine
from engine.demo.score import Note, Piece, played
from engine.demo.space import panned, reverberated

PROGRESSIONS = (
    (0, 3, 4, 5, 3, 1, 4, 0),
    (0, 5, 3, 0, 1, 4, 5, 4),
    (0, 2, 3, 4, 5, 3, 4, 0),
    (0, 4, 5, 3, 0, 3, 4, 0),
)
RANGES = ((46, -0.5, "bass"), (54, 0.4, "tenor"), (62, -0.25, "alto"), (69, 0.3, "soprano"))
"""Where each part lies (MIDI pitch), where it stands, what it is called."""


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    key = Key(piece.root, (MAJOR, MINOR, DORIAN)[rng.integers(3)])
    progression = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    chords = [progression[i % 8] for i in range(piece.bars(2))]
    parts = _parts(key, chords, rng)
    mix = np.zeros((2, len(piece.silence())), np.float32)
    for (_, side, name), notes in zip(RANGES, parts, strict=True):
        mix += panned(levelled(_sung(piece, notes, name), -20), side)
    mix += panned(levelled(_strings(piece, parts[0], -12, "cellos"), -23), -0.3)
    mix += panned(levelled(_strings(piece, parts[2], 0, "violas"), -26), 0.4)
    return reverberated(mix, 4.2, 0.6, piece.rng("room"), bright=0.5)


def _parts(key: Key, chords: list[int], rng: np.random.Generator) -> list[list[Note]]:
    """Each part goes to the nearest note of the next chord; the inner ones may pass in between."""
    lines = [[Note(0, gathered([key.pitch(0)], centre)[0], 2)] for centre, _, _ in RANGES]
    for number, step in enumerate(chords):
        chord = key.chord(step)
        for part, (centre, _, _) in enumerate(RANGES):
            before = lines[part][-1].pitch
            tones = chord[:1] if part == 0 else chord
            near = [gathered([tone], (before + centre) / 2)[0] for tone in tones]
            free = [p for p in near if p != before or rng.random() < 0.4] or near
            pitch = min(free, key=lambda p: abs(p - before) + 0.35 * abs(p - centre))
            lines[part].append(Note(2 * number, pitch, 2, float(rng.uniform(0.8, 1))))
    return [_passing(key, line[1:], rng) for line in lines]


def _passing(key: Key, line: list[Note], rng: np.random.Generator) -> list[Note]:
    """The line with some of its thirds filled by the step between."""
    out = list[Note]()
    for note, after in zip(line, [*line[1:], line[-1]], strict=True):
        between = [p for p in _scale(key) if min(note.pitch, after.pitch) < p]
        between = [p for p in between if p < max(note.pitch, after.pitch)]
        if len(between) == 1 and rng.random() < 0.6:
            out += [Note(note.beat, note.pitch, 1.5, note.level)]
            out += [Note(note.beat + 1.5, between[0], 0.5, 0.9 * note.level)]
        else:
            out.append(note)
    return out


def _scale(key: Key) -> list[int]:
    return [key.pitch(step) for step in range(-14, 29)]


def _sung(piece: Piece, notes: list[Note], name: str) -> Wave:
    rng = piece.rng(name)
    wave = played(piece, notes, ensemble(rng, people=5, attack=0.22, vibrato=0.006))
    slow = sine(phase(1 / (16 * piece.beat), len(wave), float(rng.random())))
    openness = np.clip(0.35 + 0.4 * piece.colour + 0.35 * slow, 0, 1)
    return sung(wave, openness)


def _strings(piece: Piece, notes: list[Note], shift: int, name: str) -> Wave:
    shifted = [Note(note.beat, note.pitch + shift, note.beats, note.level) for note in notes]
    rng = piece.rng(name)
    wave = played(piece, shifted, ensemble(rng, people=4, attack=0.35, vibrato=0.004))
    return passed(wave, low=90, high=1800 + 1200 * piece.colour, order=1)
