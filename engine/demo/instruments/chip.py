"""The sound chip of an old games console: two pulses, a triangle, and a noise that can rattle."""

from __future__ import annotations

import numpy as np

from engine.demo.oscillators import RATE, Wave, clock, noise, phase, pulse, samples, sine, triangle
from engine.demo.score import Voice

STEPS = 15
"""A chip knows sixteen volumes."""


def square(width: float, life: float, vibrato: float = 0.0) -> Voice:
    """A pulse of the given width that fades over `life` seconds, in audible steps."""

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds)
        time = clock(n)
        late = np.clip((time - 0.12) * 6, 0, 1)
        pitch = (hz * (1 + vibrato * late * sine(phase(6.5, n)))).astype(np.float32)
        return _stepped(np.exp(-time / life)) * pulse(pitch, n, width)

    return voice


def broken_chord(intervals: tuple[int, ...], width: float, each: float = 1 / 50) -> Voice:
    """A chord on one channel: its notes by turns, so fast that they blur."""

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds)
        turn = (clock(n) / np.float32(each)).astype(np.int32) % len(intervals)
        ratios = np.array([2 ** (semitones / 12) for semitones in intervals], np.float32)
        return _stepped(np.exp(-clock(n) / 0.5)) * pulse(hz * ratios[turn], n, width)

    return voice


def bass(hz: float, seconds: float) -> Wave:
    """The triangle channel: no volume, only on and off."""
    return triangle(hz, samples(0.92 * seconds))


def rattle(rng: np.random.Generator, pace: float, seconds: float) -> Wave:
    """The noise channel: chance drawn `pace` times a second and held in between."""
    n = samples(seconds)
    drawn = np.sign(noise(int(pace * seconds) + 2, rng))
    held = drawn[(np.arange(n) * (pace / RATE)).astype(np.int64)]
    return _stepped(np.exp(-clock(n) / (0.35 * seconds))) * held


def thud(seconds: float = 0.14) -> Wave:
    """A bass drum made by dropping the triangle's pitch."""
    n = samples(seconds)
    return triangle((55 + 260 * np.exp(-clock(n) / 0.03)).astype(np.float32), n)


def _stepped(envelope: Wave) -> Wave:
    return np.round(envelope * STEPS) / np.float32(STEPS)
