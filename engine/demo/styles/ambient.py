"""Ambient: chords that take half a minute to pass, wind, and far bells in a very large room."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed, swept
from engine.demo.harmony import DORIAN, LYDIAN, Key, gathered
from engine.demo.instruments.struck import bell
from engine.demo.instruments.sustained import pad
from engine.demo.mastering import levelled
from engine.demo.oscillators import Wave, clock, noise, phase, sine
from engine.demo.score import Note, Piece, hertz, played
from engine.demo.space import echoed, panned, reverberated, widened

CHORDS = ((0, 3, 5, 3), (0, 4, 1, 3), (0, 5, 3, 1), (0, 1, 0, 3))
SPAN = 8
"""Beats a chord stays."""


def perform(piece: Piece) -> Wave:
    """The piece, before mastering; shape (2, n)."""
    key = Key(piece.root - 12, LYDIAN if piece.colour > 0.5 else DORIAN)
    mix = widened(levelled(_drone(piece, key), -18), 0.017)
    mix += panned(levelled(_ground(piece, key), -22), 0)
    mix += widened(levelled(_wind(piece), -35 + 3 * piece.colour), 0.023)
    bells = echoed(panned(levelled(_bells(piece, key), -26), 0.3), 1.5 * piece.beat, 0.55, 0.5)
    return reverberated(mix + bells, 7.0, 1.1, piece.rng("room"), bright=0.25)


def _drone(piece: Piece, key: Key) -> Wave:
    rng = piece.rng("drone")
    chords = CHORDS[rng.integers(len(CHORDS))]
    notes = [
        Note(start, pitch, SPAN)
        for number, start in enumerate(np.arange(-2, piece.seconds / piece.beat, SPAN))
        for pitch in gathered(key.chord(chords[number % 4], 5), 55)
    ]
    late = [Note(max(0, note.beat), note.pitch, note.beats) for note in notes]
    wave = played(piece, late, pad(attack=3.5, release=4.0))
    slow = sine(phase(1 / 17, len(wave), float(rng.random()))) + sine(phase(1 / 29, len(wave)))
    return swept(wave, (420 + 250 * piece.colour) * 2 ** (0.7 * slow), q=1.2)


def _ground(piece: Piece, key: Key) -> Wave:
    """The tonic and its fifth, low and for ever, beating slowly."""
    n = len(piece.silence())
    hz = hertz(key.tonic)
    pair: Wave = sine(phase(hz, n)) + sine(phase(hz * 1.003, n)) + 0.6 * sine(phase(1.5 * hz, n))
    return pair * (1 + 0.4 * sine(phase(0.07, n)))


def _wind(piece: Piece) -> Wave:
    rng = piece.rng("wind")
    time = clock(len(piece.silence()))
    gusts: Wave = np.interp(time, np.arange(0, 75, 3), rng.random(25) ** 2).astype(np.float32)
    return gusts * passed(noise(len(time), rng), low=350, high=1300)


def _bells(piece: Piece, key: Key) -> Wave:
    rng = piece.rng("bells")
    beats = np.cumsum(rng.choice([1.5, 2, 3, 3, 4], 60))
    notes = [
        Note(beat, key.pitch(int(step)) + 24, 5, float(rng.uniform(0.3, 1)))
        for beat, step in zip(beats, rng.choice([0, 1, 2, 4, 5, 7, 9], len(beats)), strict=True)
    ]
    return played(piece, notes, lambda hz, seconds: bell(hz, seconds, glass=piece.colour))
