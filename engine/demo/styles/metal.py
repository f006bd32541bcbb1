"""Metal: two walls of low distorted guitars, galloping riffs, double bass drums, a soaring lead."""

from __future__ import annotations

from engine.demo.filters import saturated
from engine.demo.harmony import MINOR, PHRYGIAN, Key, tune
from engine.demo.instruments import drums
from engine.demo.instruments.electric import amplified, chord, lead, picked_bass
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave
from engine.demo.score import Note, Piece, loosened, pattern, played, struck
from engine.demo.space import echoed, panned, reverberated

RIFFS = (
    ("X.xxx.xxX.xxx.xx", "x.xxx.xxX...X..."),
    ("xxX.xxX.xxX.x.x.", "xxX.xxX.X...X.X."),
    ("x.x.X.xxx.x.X.xx", "x.x.X.xxX.X.X..."),
    ("xxxxX.xxxxxxX.xx", "xxxxX.xxX.....X."),
)
"""Two bars of sixteenths: `x` a muted low string, `X` a chord let ring."""
RHYTHMS = ((0, 1, 2, 2.5, 3), (0, 1.5, 2, 3), (0, 0.5, 1, 2, 3, 3.5))


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    key = Key(33 + piece.root % 8, PHRYGIAN if piece.colour > 0.5 else MINOR)
    roots = [0, *(int(step) for step in rng.choice([0, 1, 2, 3, 5, 6], 3))]
    notes = _riff(piece, key, RIFFS[rng.integers(len(RIFFS))], roots)
    mix = _drums(piece)
    for side, detune in ((-0.9, 0.0), (0.9, 0.0025)):
        mix += panned(levelled(_guitar(piece, notes, detune, f"guitar {side}"), -13), side)
    low = [Note(note.beat, note.pitch, min(note.beats, 1)) for note in notes]
    mix += panned(levelled(played(piece, low, picked_bass), -22), 0)
    solo = amplified(played(piece, _solo(piece, key, roots), lead), 12)
    mix += echoed(panned(levelled(solo, -20), 0.1), 0.75 * piece.beat, 0.35, 0.3)
    return reverberated(mix, 0.9, 0.1, piece.rng("room"))


def _chorus(bar: int) -> bool:
    """Four bars of riff, then four of ringing chords with a tune over them."""
    return bar % 8 >= 4


def _riff(piece: Piece, key: Key, riff: tuple[str, str], roots: list[int]) -> list[Note]:
    notes = list[Note]()
    for bar in range(piece.bars()):
        step = roots[bar % 4]
        if _chorus(bar):
            notes += [Note(4 * bar + half, key.pitch(step), 1.95, 1) for half in (0, 2)]
            continue
        line = riff[bar % 2]
        for beat, level in pattern(line, [bar]):
            ringing = level == 1
            pitch = key.pitch(step) if ringing else key.tonic
            notes.append(Note(beat, pitch, 0.48 if ringing else 0.24, 1 if ringing else 0.8))
    return notes


def _guitar(piece: Piece, notes: list[Note], detune: float, name: str) -> Wave:
    notes = loosened(notes, piece.rng(name), 0.008)
    mutes = [note for note in notes if note.beats < 0.3]
    rings = [note for note in notes if note.beats >= 0.3]
    wave = played(piece, mutes, chord((0, 7), muted=True, detune=detune))
    wave += played(piece, rings, chord((0, 7, 12), muted=False, detune=detune))
    return amplified(wave, 25 + 35 * piece.colour)


def _solo(piece: Piece, key: Key, roots: list[int]) -> list[Note]:
    line = tune(key, roots, RHYTHMS, 4, piece.rng("solo"), (16, 26))
    choruses = [bar for bar in range(piece.bars()) if bar % 8 == 4]
    return [
        Note(note.beat + 4 * bar, note.pitch, note.beats, note.level)
        for bar in choruses
        for note in line
    ]


def _drums(piece: Piece) -> Wave:
    rng, bars = piece.rng("drums"), range(piece.bars())
    verses = [bar for bar in bars if not _chorus(bar)]
    choruses = [bar for bar in bars if _chorus(bar)]
    feet = "XxXxXxXxXxXxXxXx" if piece.colour > 0.5 else "X.xxX.xxX.xxX.xx"
    kicks = pattern(feet, verses) + pattern("X...x...X.x.x...", choruses)
    snares = pattern("....X.......X...", bars) + pattern(".............xxX", bars[7::8])
    out = panned(levelled(struck(piece, kicks, [drums.kick(58, 1.0, 0.16)]), -20), 0)
    skins = [drums.snare(rng, 200, 0.8, 0.2) for _ in range(3)]
    out += reverberated(panned(levelled(struck(piece, snares, skins), -18), 0.05), 0.6, 0.3, rng)
    crash = struck(piece, pattern("X.......", bars[::4]), [drums.cymbal(rng, 1.6)])
    crash += struck(piece, pattern("x.x.x.x.", choruses), [drums.cymbal(rng, 0.9)])
    ride = struck(piece, pattern("x.x.x.x.", verses), [drums.hat(rng, 0.09, 0.2)])
    out += panned(levelled(crash, -30), -0.3) + panned(levelled(ride, -34), 0.4)
    return saturated(out, 1.2)
