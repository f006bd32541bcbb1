"""Chiptune: a cheerful tune, broken chords and rattling drums from four simple channels."""

from __future__ import annotations

from engine.demo.harmony import MAJOR, MINOR, Key, gathered, tune
from engine.demo.instruments import chip
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave
from engine.demo.score import Note, Piece, pattern, played, struck
from engine.demo.space import echoed, panned

PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 0, 4))
RHYTHMS = ((0, 0.5, 1, 1.5, 2, 3), (0, 0.75, 1.5, 2, 2.5, 3, 3.5), (0, 1, 1.5, 2, 2.75, 3.5))
DRUMS = (
    ("X.....X.X.......", "....X.......X...", "x.x.x.x.x.x.x.xx"),
    ("X..X....X..X....", "....X.......X..x", "xxx.xxx.xxx.xxx."),
)


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    key = Key(piece.root, MINOR if piece.colour > 0.6 else MAJOR)
    verse = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    refrain = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    chords = [*verse, *verse, *refrain, *refrain] * (1 + piece.bars() // 16)
    chords = chords[: piece.bars()]
    mix = echoed(panned(levelled(_tune(piece, key, chords), -16), -0.15), 0.75 * piece.beat, 0.3)
    mix += panned(levelled(_chords(piece, key, chords), -20), 0.35)
    mix += panned(levelled(_bass(piece, key, chords), -20), 0)
    return mix + _drums(piece)


def _tune(piece: Piece, key: Key, chords: list[int]) -> Wave:
    """One tune of eight bars for the verse and one for the refrain, an octave apart in mood."""
    rng = piece.rng("tune")
    parts = [tune(key, chords[start : start + 8], RHYTHMS, 4, rng, (9, 18)) for start in (0, 8)]
    notes = [
        Note(note.beat + 4 * start, note.pitch, 0.9 * note.beats, note.level)
        for number, start in enumerate(range(0, len(chords), 8))
        for note in parts[number % 2]
    ]
    width = 0.25 if piece.colour > 0.4 else 0.125
    return played(piece, notes, chip.square(width, life=0.6, vibrato=0.007))


def _chords(piece: Piece, key: Key, chords: list[int]) -> Wave:
    out = piece.silence()
    for step in sorted(set(chords)):
        low, *rest = gathered(key.chord(step), key.tonic + 16)
        voice = chip.broken_chord((0, *(pitch - low for pitch in rest)), 0.5)
        bars = [bar for bar, chord in enumerate(chords) if chord == step]
        notes = [Note(4 * bar + half, low, 0.95) for bar in bars for half in (0, 1, 2, 3)]
        out += played(piece, notes, voice)
    return out


def _bass(piece: Piece, key: Key, chords: list[int]) -> Wave:
    notes = [
        Note(4 * bar + eighth / 2, key.pitch(step) - 12 + 12 * (eighth % 2), 0.5)
        for bar, step in enumerate(chords)
        for eighth in range(8)
    ]
    return played(piece, notes, chip.bass)


def _drums(piece: Piece) -> Wave:
    rng, bars = piece.rng("drums"), range(piece.bars())
    kick, snare, hat = DRUMS[rng.integers(len(DRUMS))]
    out = levelled(struck(piece, pattern(kick, bars), [chip.thud()]), -20)
    out += levelled(struck(piece, pattern(snare, bars), [chip.rattle(rng, 9000, 0.16)]), -26)
    out += levelled(struck(piece, pattern(hat, bars), [chip.rattle(rng, 16_000, 0.04)]), -33)
    return panned(out, 0.05)
