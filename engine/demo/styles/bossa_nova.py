"""Bossa nova: nylon guitar, double bass, brushes and shaker; a flute or a vibraphone sings."""

from __future__ import annotations

from engine.demo.harmony import DORIAN, MAJOR, Key, gathered, tune
from engine.demo.instruments import drums
from engine.demo.instruments.struck import double_bass, nylon_guitar, vibraphone
from engine.demo.instruments.sustained import flute
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave
from engine.demo.score import Note, Piece, loosened, pattern, played, struck
from engine.demo.space import panned, reverberated

PROGRESSIONS = (
    (0, 0, 1, 4, 0, 5, 1, 4),
    (1, 4, 0, 0, 1, 4, 2, 5),
    (0, 5, 1, 4, 2, 5, 1, 4),
    (3, 3, 2, 5, 1, 4, 0, 0),
)
COMPING = ("x..x..x...x..x..", "x..x...x..x.x...", "..x..x..x..x..x.")
RHYTHMS = ((0, 1.5, 2, 3.5), (0.5, 1, 2.5, 3), (0, 0.5, 1.5, 2.5, 3), (0, 2, 3.5))


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    key = Key(piece.root, MAJOR if rng.random() < 0.6 else DORIAN)
    progression = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    chords = [progression[bar % 8] for bar in range(piece.bars())]
    mix = panned(levelled(_guitar(piece, key, chords), -15), -0.35)
    mix += panned(levelled(_bass(piece, key, chords), -21), 0.05)
    mix += panned(levelled(_tune(piece, key, chords), -21), 0.2)
    return reverberated(mix + _percussion(piece), 1.1, 0.18, piece.rng("room"), bright=0.5)


def _guitar(piece: Piece, key: Key, chords: list[int]) -> Wave:
    """Sevenths and ninths in the middle of the neck, plucked against the beat."""
    rng = piece.rng("guitar")
    rhythm = COMPING[rng.integers(len(COMPING))]
    notes = [
        Note(beat, pitch, 0.9, level)
        for bar, step in enumerate(chords)
        for beat, level in pattern(rhythm, [bar])
        for pitch in gathered(key.chord(step, 5)[1:], 60)
    ]
    bright = 0.8 + 0.2 * piece.colour
    return played(piece, loosened(notes, rng, 0.012), lambda h, s: nylon_guitar(h, s, bright))


def _bass(piece: Piece, key: Key, chords: list[int]) -> Wave:
    """Root, and the fifth leaning into the next bar's half."""
    notes = list[Note]()
    for bar, step in enumerate(chords):
        root = 33 + (key.pitch(step) - 33) % 12
        fifth = root + (key.pitch(step + 4) - key.pitch(step)) - (12 if root > 40 else 0)
        notes += [Note(4 * bar, root, 1.4), Note(4 * bar + 1.5, fifth, 0.5, 0.7)]
        notes += [Note(4 * bar + 2, fifth, 1.4, 0.9), Note(4 * bar + 3.5, root, 0.5, 0.7)]
    return played(piece, loosened(notes, piece.rng("bass"), 0.01), double_bass)


def _tune(piece: Piece, key: Key, chords: list[int]) -> Wave:
    rng = piece.rng("tune")
    notes = loosened(tune(key, chords, RHYTHMS, 4, rng, (9, 18)), rng, 0.03)
    sung = [note for note in notes if note.beat % 32 < 26]
    return played(piece, sung, flute(rng, 0.5) if piece.colour < 0.5 else vibraphone)


def _percussion(piece: Piece) -> Wave:
    rng, bars = piece.rng("percussion"), range(piece.bars())
    beads = [drums.shaker(rng, 0.03) for _ in range(4)]
    shaker = struck(piece, pattern("xooxxooxxooxxoox", bars), beads)
    brushes = struck(piece, pattern("x.x.x.x.", bars), [drums.brush(rng, 0.16) for _ in range(3)])
    clave = pattern("x..x..x.....x...", bars[::2]) + pattern("..x...x.....x...", bars[1::2])
    stick = struck(piece, clave, [drums.rim()])
    kick = struck(piece, pattern("x..xx..xx..xx..x", bars), [drums.kick(55, 0.1, 0.2)])
    out = panned(levelled(shaker, -30), 0.4) + panned(levelled(brushes, -43), 0.1)
    return out + panned(levelled(stick, -35), -0.1) + panned(levelled(kick, -38), 0)
