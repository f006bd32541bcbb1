"""The last step of a piece: fades, one level, and peaks that stay clear of full scale."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed
from engine.demo.oscillators import RATE, Wave, samples

CEILING = 0.8
"""The highest peak; what an encoder adds to it stays below full scale."""


def mastered(wave: Wave, level: float, fade_in: float = 0.01, fade_out: float = 2.5) -> Wave:
    """`wave` (2, n) faded, at `level` dB (root mean square against full scale), and limited."""
    wave = passed(wave, low=28)
    wave = wave * _fades(wave.shape[1], fade_in, fade_out)
    wave = wave * np.float32(10 ** (level / 20) / np.sqrt(np.mean(wave**2)))
    return limited(wave)


def limited(wave: Wave, ceiling: float = CEILING) -> Wave:
    """`wave` (2, n), turned down for a moment wherever it would rise above `ceiling`.

    The gain is found in blocks of 4 ms, held over the neighbouring ones and smoothed by less than
    it is held, so that it is down before a peak comes and no peak slips through.
    """
    block = RATE // 250
    n = wave.shape[1]
    loudest = np.abs(wave).max(axis=0)
    blocks = np.pad(loudest, (0, -n % block)).reshape(-1, block).max(axis=1)
    held = np.lib.stride_tricks.sliding_window_view(np.pad(blocks, 4, "edge"), 9).max(axis=1)
    gain = np.minimum(1, ceiling / np.maximum(held, 1e-9))
    smooth = np.hanning(7)[1:-1] / np.hanning(7).sum()
    gain = np.convolve(np.pad(gain, 2, "edge"), smooth, "valid")
    centres = (np.arange(len(gain)) + 0.5) * block
    return wave * np.interp(np.arange(n), centres, gain).astype(np.float32)


def _fades(n: int, fade_in: float, fade_out: float) -> Wave:
    envelope = np.ones(n, np.float32)
    rise, fall = min(samples(fade_in), n // 2), min(samples(fade_out), n // 2)
    envelope[:rise] = np.sin(np.linspace(0, np.pi / 2, rise)) ** 2
    envelope[n - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return envelope


def levelled(wave: Wave, level: float) -> Wave:
    """`wave` at `level` dB over the moments in which it sounds: how parts are set in a mix."""
    block = RATE // 10
    n = wave.shape[-1] // block * block
    energy = (wave[..., :n] ** 2).reshape(-1, n // block, block).mean(axis=(0, 2))
    sounding = energy[energy > energy.max(initial=0) * 1e-4]
    if not len(sounding):
        return wave
    return wave * np.float32(10 ** (level / 20) / np.sqrt(sounding.mean()))
