"""Drum and bass: a fast broken beat, a growling bass that slides, and chords left in the rain."""

from __future__ import annotations

from engine.demo.filters import passed, saturated, swept
from engine.demo.harmony import MINOR, Key, gathered
from engine.demo.instruments import drums
from engine.demo.instruments.struck import electric_piano
from engine.demo.instruments.sustained import pad, reese, sub
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave, phase, sine
from engine.demo.score import Note, Piece, pattern, played, struck
from engine.demo.space import echoed, panned, reverberated, widened

BREAKS = (
    ("X.........X.....", "....X..o.o..X..o", "X.x.x.x.X.x.x.xo"),
    ("X.....x...X.....", "....X..o....X.oo", "x.xox.x.x.xox.x."),
    ("X.X.......X..x..", "....X..o.o..X...", "x.x.x.xox.x.x.xo"),
)
PROGRESSIONS = ((0, 5, 3, 4), (0, 0, 5, 6), (0, 2, 5, 3))
BASSLINES = ("x.....x.....x...", "x..x......x.....", "x.......x..x..x.")


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    rng = piece.rng("song")
    key = Key(29 + piece.root % 10, MINOR)
    progression = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    chords = [progression[bar // 2 % 4] for bar in range(piece.bars())]
    mix = panned(levelled(_bass(piece, key, chords), -16), 0)
    mix += widened(levelled(_pads(piece, key, chords), -29))
    keys = panned(levelled(_keys(piece, key, chords), -28), 0.25)
    mix += echoed(keys, 0.75 * piece.beat, 0.5, 0.5)
    return reverberated(mix, 2.2, 0.18, piece.rng("room")) + _break(piece)


def _break(piece: Piece) -> Wave:
    """A drummer's two bars, chopped and driven hard."""
    rng, bars = piece.rng("break"), range(piece.bars())
    kick, snare, hat = BREAKS[rng.integers(len(BREAKS))]
    skins = [drums.snare(rng, 215 + 30 * piece.colour, 0.9, 0.19) for _ in range(4)]
    hats = [drums.hat(rng, 0.028, 0.4) for _ in range(4)]
    ride = [drums.cymbal(rng, 0.7, ride=True)]
    out = panned(levelled(struck(piece, pattern(kick, bars), [drums.kick(56, 0.9, 0.2)]), -17), 0)
    out += panned(levelled(struck(piece, pattern(snare, bars), skins), -16), 0.05)
    out += panned(levelled(struck(piece, pattern(hat, bars), hats), -22), -0.25)
    out += panned(levelled(struck(piece, pattern("x.x.x.x.", bars), ride), -26), 0.35)
    crash = struck(piece, pattern("X...............", bars[::8]), [drums.cymbal(rng, 1.4)])
    out = saturated(1.5 * (out + panned(levelled(crash, -26), -0.4)), 1.4)
    return reverberated(out, 0.5, 0.12, rng)


def _bass(piece: Piece, key: Key, chords: list[int]) -> Wave:
    """A reese, its filter nodding in time, with a sine to hold the ground."""
    rng = piece.rng("bass")
    rhythm = BASSLINES[rng.integers(len(BASSLINES))]
    notes = list[Note]()
    for bar, step in enumerate(chords):
        starts = [beat for beat, _ in pattern(rhythm, [bar])]
        for start, end in zip(starts, [*starts[1:], 4 * bar + 4], strict=True):
            notes.append(Note(start, key.pitch(step), 0.95 * (end - start)))
    growl = played(piece, notes, reese(0.006 + 0.006 * piece.colour))
    nod = sine(phase(1 / (piece.beat * (1 if piece.colour > 0.5 else 2)), len(growl)))
    growl = swept(growl, (220 + 200 * piece.colour) * 2 ** (0.9 * nod), q=2.0)
    ground = passed(played(piece, notes, sub), high=140)
    return levelled(saturated(growl, 1.5), -20) + levelled(ground, -15)


def _pads(piece: Piece, key: Key, chords: list[int]) -> Wave:
    notes = [
        Note(4 * bar, pitch, 8)
        for bar, step in enumerate(chords)
        if bar % 2 == 0
        for pitch in gathered(key.chord(step, 4), 62)
    ]
    wave = played(piece, notes, pad(attack=0.6, release=0.8, saws=3))
    return passed(wave, low=200, high=1500 + 900 * piece.colour)


def _keys(piece: Piece, key: Key, chords: list[int]) -> Wave:
    """A few notes of the chord, off the beat."""
    rng = piece.rng("keys")
    rhythm = ("..x...x..x......", "...x..x.....x...")[rng.integers(2)]
    notes = [
        Note(beat, pitch, 0.8, level)
        for bar, step in enumerate(chords)
        for beat, level in pattern(rhythm, [bar])
        for pitch in rng.choice(gathered(key.chord(step, 4), 70), 2, replace=False).astype(int)
    ]
    return played(piece, notes, lambda hz, seconds: electric_piano(hz, seconds, piece.colour))
