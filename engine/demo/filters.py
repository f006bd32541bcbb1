"""Filters, drawn as curves over frequency and applied to a whole wave at once.

A wave is a few seconds to a minute long, so one Fourier transform of all of it is both the
simplest filter and the fastest. The curves have no phase: nothing is delayed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.demo.oscillators import RATE, Wave

Curve = Callable[[Wave], Wave]
"""Gain by frequency in Hz."""


def shaped(wave: Wave, curve: Curve) -> Wave:
    """`wave` with each frequency scaled as `curve` says."""
    n = wave.shape[-1]
    size = fast_length(n)
    return np.fft.irfft(np.fft.rfft(wave, size) * curve(frequencies(size)), size)[..., :n]


def passed(wave: Wave, low: float = 0.0, high: float = 0.0, order: int = 2) -> Wave:
    """`wave` between `low` and `high` Hz (0: no limit), falling 6 dB an octave for each order."""

    def curve(hz: Wave) -> Wave:
        gain = np.ones_like(hz)
        if low:
            gain /= np.sqrt(1 + (low / np.maximum(hz, 1)) ** (2 * order))
        if high:
            gain /= np.sqrt(1 + (hz / high) ** (2 * order))
        return gain

    return shaped(wave, curve)


def resonant(cutoff: float | np.floating, q: float) -> Curve:
    """A synthesiser's low-pass: 12 dB an octave above `cutoff` Hz, a peak of height `q` at it."""

    def curve(hz: Wave) -> Wave:
        ratio = hz / np.float32(cutoff)
        return 1 / np.sqrt((1 - ratio**2) ** 2 + (ratio / np.float32(q)) ** 2)

    return curve


def peaks(*formants: tuple[float, float, float], floor: float = 0.0) -> Curve:
    """Bells of (centre in Hz, width in Hz, gain) over a flat `floor`."""

    def curve(hz: Wave) -> Wave:
        gain = np.full_like(hz, floor)
        for centre, width, height in formants:
            gain += height / (1 + ((hz - centre) / width) ** 2)
        return gain

    return curve


def swept(wave: Wave, cutoff: Wave, q: float, bands: int = 8) -> Wave:
    """`wave`, of shape (n,), through a resonant low-pass that moves along `cutoff` (n,) in Hz.

    The wave is filtered at `bands` fixed cutoffs and cross-faded between them; as the filters
    have no phase, neighbours fade without cancelling.
    """
    position = np.log2(cutoff)
    lowest, highest = float(position.min()), float(position.max())
    if highest - lowest < 0.01:
        return shaped(wave, resonant(2**lowest, q))
    position = (position - lowest) * ((bands - 1) / (highest - lowest))
    size, out = fast_length(len(wave)), np.zeros_like(wave)
    spectrum, hz = np.fft.rfft(wave, size), frequencies(size)
    for band, centre in enumerate(np.geomspace(2**lowest, 2**highest, bands)):
        weight = np.maximum(0, 1 - np.abs(position - band))
        out += weight * np.fft.irfft(spectrum * resonant(centre, q)(hz), size)[: len(wave)]
    return out


def saturated(wave: Wave, drive: float) -> Wave:
    """`wave` pushed `drive` times too hard into a valve, full scale staying full scale."""
    driven: Wave = np.tanh(np.float32(drive) * wave) / np.float32(np.tanh(drive))
    return driven


def frequencies(size: int) -> Wave:
    """What the transform of `size` samples speaks of, in Hz."""
    return np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)


def fast_length(n: int) -> int:
    """The next length above `n` that is a small number times a power of two."""
    bits = max(0, n.bit_length() - 4)
    return -(-n >> bits) << bits
