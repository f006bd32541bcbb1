"""Alteration: other recordings made out of those there are, as another room or mastering would.

Every function takes and gives mono samples (n,) at 16 kHz. Random choices come from the generator
passed in. The teachers label a recording after it was altered, so that anything goes that still
sounds like music.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample

from engine.audio.decode import decode_whole
from engine.audio.encode import write_audio

RATE = 16_000
Sound = NDArray[np.float32]

_MIXED = 0.35
_JOINED = 0.1
_FILTERED = 0.7
_NARROWED = 0.25
_DRIVEN = 0.15
_HISSING = 0.2
_ENCODED = 0.12
_CODECS = (("mp3", 32_000), ("mp3", 64_000), ("opus", 16_000), ("opus", 32_000))
_SPEEDS = (0.84, 1.19)
"""Three half tones down and up, the tempo with them."""


def altered(sound: Sound, partner: Sound, length: int, random: np.random.Generator) -> Sound:
    """A variation on `sound`, with `partner` mixed in or joined on at times: (length,).

    Both should be longer than `length` by the fastest speed; shorter ones are repeated.
    """
    sound = respeeded(sound, length, random)
    if (chance := random.random()) < _MIXED:
        sound = mixed(sound, respeeded(partner, length, random), random)
    elif chance < _MIXED + _JOINED:
        sound = joined(sound, respeeded(partner, length, random), random)
    sound = filtered(levelled(sound), random)
    if random.random() < _DRIVEN:
        sound = driven(levelled(sound), random)
    if random.random() < _HISSING:
        sound = hissing(levelled(sound), random)
    if random.random() < _ENCODED:
        sound = encoded(levelled(sound), random)
    return sound


def longest(length: int) -> int:
    """How many samples the fastest speed asks for, to make `length` of them."""
    return int(length * _SPEEDS[1]) + 1


def levelled(sound: Sound, level: float = -20.0) -> Sound:
    """Brought to an RMS of `level` dB full scale; silence stays silence."""
    loudness = max(float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))), 1e-4)
    return np.asarray(sound * (10 ** (level / 20) / loudness), np.float32)


def respeeded(sound: Sound, length: int, random: np.random.Generator) -> Sound:
    """Played faster or slower half of the time: (length,)."""
    if random.random() < 0.5:
        return np.resize(sound, length)
    speed = np.exp(random.uniform(*np.log(_SPEEDS)))
    return np.asarray(resample(np.resize(sound, int(length * speed)), length), np.float32)


def mixed(sound: Sound, other: Sound, random: np.random.Generator) -> Sound:
    """Both at once, the other one as loud or up to 12 dB softer."""
    gain = 10 ** (random.uniform(-12, 0) / 20)
    return levelled(sound) + np.float32(gain) * levelled(other)


def joined(sound: Sound, other: Sound, random: np.random.Generator) -> Sound:
    """One after the other."""
    cut = int(len(sound) * random.uniform(0.3, 0.7))
    return np.concatenate([levelled(sound)[:cut], levelled(other)[cut:]])


def filtered(sound: Sound, random: np.random.Generator) -> Sound:
    """Through an equaliser with a smooth random curve, and a narrow band at times."""
    frequencies = np.fft.rfftfreq(len(sound), 1 / RATE)
    gains = np.zeros(len(frequencies))
    if random.random() < _FILTERED:
        corners = np.geomspace(60, 8000, 8)
        gains += np.interp(frequencies, corners, random.normal(0, 5, len(corners)))
    if random.random() < _NARROWED:
        high, low = random.uniform(2500, 7000), random.uniform(40, 350)
        slope = random.uniform(12, 36)
        octaves_above = np.log2(np.maximum(frequencies, 1) / high).clip(min=0)
        octaves_below = np.log2(low / np.maximum(frequencies, 1)).clip(min=0)
        gains -= slope * (octaves_above if random.random() < 0.6 else octaves_below)
    spectrum = np.fft.rfft(sound) * 10 ** (gains / 20)
    return np.asarray(np.fft.irfft(spectrum, len(sound)), np.float32)


def driven(sound: Sound, random: np.random.Generator) -> Sound:
    """Through an amplifier that is turned up too far."""
    return np.asarray(np.tanh(sound * random.uniform(3, 15)), np.float32)


def hissing(sound: Sound, random: np.random.Generator) -> Sound:
    """With white noise, 15 to 45 dB softer."""
    noise = random.standard_normal(len(sound)).astype(np.float32)
    return sound + levelled(noise, -20.0 - random.uniform(15, 45))


def encoded(sound: Sound, random: np.random.Generator) -> Sound:
    """Through a lossy codec at a low rate and back."""
    codec, bit_rate = _CODECS[random.integers(len(_CODECS))]
    return coded(sound, codec, bit_rate)


def coded(sound: Sound, codec: str, bit_rate: int, rate: int = RATE) -> Sound:
    """Written at so many bits a second and read again at 16 kHz, as long as before.

    `rate` is the sound's own: an encoder leaves out what lies near the top of it.
    """
    with tempfile.TemporaryDirectory(prefix="nearfield-") as folder:
        path = Path(folder, "sound")
        write_audio(path, np.clip(sound, -1, 1), rate, codec, bit_rate)
        return np.resize(decode_whole(path, RATE), round(len(sound) * RATE / rate))
