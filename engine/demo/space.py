"""Where sounds stand: between the loudspeakers, in a room, before an echo."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import fast_length, passed
from engine.demo.oscillators import RATE, Wave, clock, noise, samples


def panned(wave: Wave, position: float) -> Wave:
    """`wave` (n,) as stereo (2, n), from -1 (left) to 1 (right), equally loud everywhere."""
    angle = (position + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], dtype=np.float32)
    return sides * wave


def widened(wave: Wave, seconds: float = 0.011) -> Wave:
    """`wave` (n,) as stereo (2, n), its right side a little later: a double-tracked sound."""
    late = samples(seconds)
    right = np.concatenate([np.zeros(late, np.float32), wave[:-late]])
    return np.stack([wave, right]) * np.float32(np.sqrt(0.5))


def echoed(wave: Wave, seconds: float, feedback: float = 0.45, wet: float = 0.4) -> Wave:
    """`wave` (2, n) plus echoes `seconds` apart that hop from side to side, each duller.

    All echoes at once, as the sum of a geometric series over the spectrum: those with an odd
    number come from the other side, those with an even one from their own.
    """
    n = wave.shape[1]
    size = fast_length(n + samples(8 * seconds))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    once = np.exp(-2j * np.pi * hz * seconds) / np.sqrt(1 + (hz / 3500) ** 2)
    odd = (wet * once / (1 - (feedback * once) ** 2)).astype(np.complex64)
    even = odd * (feedback * once).astype(np.complex64)
    spectrum = np.fft.rfft(wave, size)
    return wave + np.fft.irfft(odd * spectrum[::-1] + even * spectrum, size)[:, :n]


def reverberated(
    wave: Wave, seconds: float, wet: float, rng: np.random.Generator, bright: float = 0.5
) -> Wave:
    """`wave` (2, n) in a room whose sound takes `seconds` to fall by 60 dB.

    `wet` is the room's level beside the wave's own; `bright` (0 to 1) how long high tones live.
    """
    n, room = wave.shape[1], _room(seconds, bright, rng)
    size = fast_length(n + room.shape[1])
    tail = np.fft.irfft(np.fft.rfft(wave, size) * np.fft.rfft(room, size), size)[:, :n]
    return wave + np.float32(wet) * tail


def _room(seconds: float, bright: float, rng: np.random.Generator) -> Wave:
    """The room's answer to a click, shape (2, n): noise that dies away, high tones first."""
    n = samples(seconds)
    time = clock(n)
    wave = np.stack([noise(n, rng), noise(n, rng)])
    low = passed(wave, low=120, high=1800, order=1) * np.exp(-6.9 / seconds * time)
    short = seconds * (0.25 + 0.6 * bright)
    high = passed(wave, low=1800, high=9000, order=1) * np.exp(-6.9 / short * time)
    room: Wave = low + np.float32(0.3 + 0.7 * bright) * high
    room[:, : RATE // 50] *= np.linspace(0, 1, RATE // 50, dtype=np.float32)
    room /= np.sqrt((room**2).sum(axis=1, keepdims=True))
    return room
