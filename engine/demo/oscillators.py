"""Raw sound, sample by sample: sines, band-limited saws and pulses, noise.

Everything in the demo is a `Wave` of float32 at RATE, shape (n,) or (2, n), so that the whole
library is synthesised in seconds; phases are counted in double precision, since a rounding error
of a long note's phase would be heard as hiss.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 32_000
"""Hz; an MP3, AAC and Opus rate with all that a loudspeaker makes of music (up to 16 kHz)."""

Wave = NDArray[np.floating]
"""Float32 throughout; said more loosely, as NumPy does not promise it of its results."""


def samples(seconds: float) -> int:
    """How many samples last `seconds`, at least one."""
    return max(1, round(seconds * RATE))


def clock(n: int) -> Wave:
    """The time of each of `n` samples, in seconds."""
    return np.arange(n, dtype=np.float32) / np.float32(RATE)


def phase(hz: float | Wave, n: int, start: float = 0.0) -> Wave:
    """How far the cycle is at each of `n` samples, in [0, 1), for a fixed or a moving pitch."""
    steps = np.cumsum(hz, dtype=np.float64) if isinstance(hz, np.ndarray) else hz * np.arange(n)
    turns = start + steps / RATE
    return (turns - np.floor(turns)).astype(np.float32)


def sine(turns: Wave) -> Wave:
    """A sine of the phase `turns`."""
    wave: Wave = np.sin(np.float32(2 * np.pi) * turns)
    return wave


def saw(hz: float | Wave, n: int, start: float = 0.0) -> Wave:
    """A rising saw whose jumps are rounded off so that they do not alias."""
    turns = phase(hz, n, start)
    return 2 * turns - 1 - _jump(turns, hz)


def pulse(hz: float | Wave, n: int, width: float = 0.5, start: float = 0.0) -> Wave:
    """A rectangle wave that is up for `width` of its cycle."""
    turns = phase(hz, n, start)
    fallen = turns + np.float32(1 - width)
    fallen -= np.floor(fallen)
    up = np.where(turns < width, np.float32(1), np.float32(-1))
    return up + _jump(turns, hz) - _jump(fallen, hz)


def triangle(hz: float | Wave, n: int) -> Wave:
    """A triangle; its overtones fall so fast that it needs no care about aliasing."""
    wave: Wave = 4 * np.abs(phase(hz, n, 0.25) - np.float32(0.5)) - 1
    return wave


def noise(n: int, rng: np.random.Generator) -> Wave:
    """White noise, uniform in ±1."""
    return rng.random(n, dtype=np.float32) * 2 - 1


def _jump(turns: Wave, hz: float | Wave) -> Wave:
    """PolyBLEP (Välimäki and Huovilainen, 2007): what softens a hard jump at phase 0."""
    step = np.asarray(hz, dtype=np.float32) / np.float32(RATE)
    after = turns / step
    before = (turns - 1) / step
    soft = np.where(turns < step, 2 * after - after**2 - 1, np.float32(0))
    return np.where(turns > 1 - step, before**2 + 2 * before + 1, soft).astype(np.float32)
