"""Techno: four on the floor, an acid line that opens and closes, chords thrown into an echo."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed, saturated, swept
from engine.demo.harmony import MINOR, Key, gathered
from engine.demo.instruments import drums
from engine.demo.instruments.sustained import held, pad, sub
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave, clock, phase, samples, saw, sine
from engine.demo.score import Note, Piece, pattern, played, struck
from engine.demo.space import echoed, panned, reverberated, widened

HATS = ("..x...x...x...x.", "o.x.o.x.o.x.o.xo", "o.xoo.x.o.xoo.x.")
STABS = ("...x......x.....", "..x..x..........", "......x..x......")


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    key = Key(piece.root - 12, MINOR)
    pump = _pump(piece)
    acid = panned(levelled(_acid(piece, key), -18), -0.1)
    stabs = echoed(panned(levelled(_stabs(piece, key), -22), 0.35), 0.75 * piece.beat, 0.6, 0.55)
    music = reverberated(acid + stabs, 1.8, 0.22, piece.rng("room")) * pump
    music += widened(levelled(_atmosphere(piece, key), -18)) * pump
    music += panned(levelled(_bass(piece, key), -18) * pump, 0)
    return music + _drums(piece)


def _break(piece: Piece) -> range:
    """The bars in which the bass drum rests."""
    middle = piece.bars() * 5 // 8
    return range(middle, middle + 2)


def _pump(piece: Piece) -> Wave:
    """Everything steps aside when the bass drum comes."""
    kicks = [(beat, 1.0) for beat in range(4 * piece.bars())]
    dip = np.exp(-clock(samples(piece.beat)) / 0.09)
    return 1 - 0.75 * np.minimum(1, struck(piece, kicks, [dip]))


def _drums(piece: Piece) -> Wave:
    rng, bars = piece.rng("drums"), range(piece.bars())
    full = [bar for bar in bars if bar not in _break(piece)]
    kicks = [drums.kick(46 + 6 * piece.colour, punch=0.7)]
    hats = [drums.hat(rng, 0.03, 0.5 + 0.3 * piece.colour) for _ in range(3)]
    out = panned(levelled(struck(piece, pattern("X...X...X...X...", full), kicks), -14), 0)
    claps = struck(piece, pattern("....X.......X...", bars), [drums.clap(rng)])
    out += reverberated(panned(levelled(claps, -28), -0.05), 0.7, 0.3, rng)
    closed = struck(piece, pattern(HATS[rng.integers(len(HATS))], bars[4:]), hats)
    opened = struck(piece, pattern("..x...x...x...x.", bars), [drums.hat(rng, 0.11)])
    return out + panned(levelled(closed, -36), 0.2) + panned(levelled(opened, -34), -0.2)


def _acid(piece: Piece, key: Key) -> Wave:
    """One bar of sixteenths, over and over, through a squelching filter that opens and closes."""
    rng = piece.rng("acid")
    steps = [
        (step, key.pitch(int(rng.choice([0, 0, 0, 2, 4, 6, 7, 7]))), float(rng.choice([0.6, 1.0])))
        for step in range(16)
        if step == 0 or rng.random() < 0.72
    ]
    notes = [
        Note(4 * bar + step / 4, pitch + 12, 0.2 + 0.06 * (level == 1), level)
        for bar in range(piece.bars())
        for step, pitch, level in steps
    ]
    wave = played(piece, notes, _buzz)
    blows = struck(piece, [(n.beat, n.level) for n in notes], [np.exp(-clock(6400) / 0.07)])
    slow = 0.5 - 0.5 * sine(phase(1 / (16 * piece.beat), len(wave), float(rng.random())))
    octaves = 0.9 + 1.3 * slow + 1.3 * np.minimum(1.2, blows)
    return saturated(swept(wave, (150 + 60 * piece.colour) * 2**octaves, q=5, bands=12), 0.8)


def _buzz(hz: float, seconds: float) -> Wave:
    n = samples(seconds)
    return held(n, 0.003, 0.012) * saw(hz, n)


def _stabs(piece: Piece, key: Key) -> Wave:
    rng = piece.rng("stabs")
    rhythm = pattern(STABS[rng.integers(len(STABS))], range(0, piece.bars(), 2))
    notes = [Note(beat, pitch + 24, 0.4) for beat, _ in rhythm for pitch in key.chord(0, 4)]
    return passed(played(piece, notes, _plucked_saw), low=250, high=1400 + 1600 * piece.colour)


def _plucked_saw(hz: float, seconds: float) -> Wave:
    n = samples(seconds)
    wave = saw(hz, n) + saw(hz * 1.007, n, 0.3)
    stab: Wave = held(n, 0.003, 0.02) * np.exp(-clock(n) / 0.12) * wave
    return stab


def _atmosphere(piece: Piece, key: Key) -> Wave:
    """One dark chord under everything, breathing with the bass drum."""
    notes = [
        Note(beat, pitch, 16)
        for beat in range(0, 4 * piece.bars(), 16)
        for pitch in gathered(key.chord(0, 4), 50)
    ]
    return passed(played(piece, notes, pad(attack=0.3, release=0.3)), low=90, high=700)


def _bass(piece: Piece, key: Key) -> Wave:
    rhythm = pattern("..x...x...x...xx" if piece.colour > 0.5 else ".xx..xx..xx..xx.", range(99))
    notes = [Note(beat, key.tonic, 0.22) for beat, _ in rhythm]
    return played(piece, notes, sub)
