"""Electric guitar and bass: plain strings, then an amplifier driven far beyond its means."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed, peaks, saturated, shaped
from engine.demo.instruments.struck import ringing
from engine.demo.instruments.sustained import held
from engine.demo.oscillators import Wave, clock, phase, samples, saw, sine
from engine.demo.score import Voice

CABINET = peaks((110, 70, 0.9), (420, 260, 0.4), (1500, 800, 0.7), (3300, 1200, 1.3), floor=0.08)
"""What a guitar loudspeaker makes of the sound; it gives up above 6 kHz."""


def chord(intervals: tuple[int, ...], muted: bool, detune: float = 0.0) -> Voice:
    """Steel strings struck together, `intervals` semitones above the pitch asked for.

    Muted, the palm rests on the bridge and the strings die at once.
    """

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(min(seconds, 0.16) if muted else seconds)
        k = np.arange(1, 15, dtype=np.float32)
        levels = np.abs(np.sin(0.13 * np.pi * k)) / k**1.1
        lives = (0.28 if muted else 6.0) / (1 + 0.12 * k)
        strings = (
            ringing(hz * 2 ** (semitones / 12) * (1 + detune) * k, levels, lives, n)
            for semitones in intervals
        )
        return held(n, 0.002, 0.015) * sum(strings, start=np.zeros(n, np.float32))

    return voice


def lead(hz: float, seconds: float) -> Wave:
    """A single string held at the edge of feedback, with a wide vibrato."""
    n = samples(seconds + 0.04)
    late = np.clip((clock(n) - 0.15) / 0.3, 0, 1)
    pitch = hz * (1 + 0.009 * late * sine(phase(5.6, n)))
    return held(n, 0.006, 0.05) * saw(pitch.astype(np.float32), n)


def amplified(wave: Wave, gain: float) -> Wave:
    """`wave` through a high-gain amplifier and its loudspeaker; `gain` from 5 (warm) to 60."""
    tight = passed(wave, low=110, high=4200, order=1)
    driven = saturated(tight / (np.abs(tight).max() + 1e-9), gain)
    driven = saturated(passed(driven, low=60, high=6000, order=1), 2.5)
    return passed(shaped(driven, CABINET), high=6000, order=4)


def picked_bass(hz: float, seconds: float) -> Wave:
    """A bass guitar under a plectrum, growling a little."""
    n = samples(seconds)
    wave = saw(hz, n) * (0.3 + 0.7 * np.exp(-clock(n) / 0.25))
    return held(n, 0.003, 0.02) * saturated(passed(wave, high=900, order=1), 2.0)
