"""Every format is written so that it can be decoded again, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.audio.encode import ENCODINGS, write_audio
from engine.errors import NearfieldError

LOSSLESS = ("flac", "alac", "wav", "aiff", "wavpack")


def tone(rate: int = 24_000, channels: int = 1, seconds: float = 0.5) -> NDArray[np.float32]:
    time = np.arange(int(rate * seconds)) / rate
    wave = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    return wave if channels == 1 else np.stack([wave, 0.5 * wave])


def decoded(path: Path) -> tuple[NDArray[np.float32], int]:
    """The file's samples, shape (channels, n), and their rate."""
    resampler = av.AudioResampler(format="fltp")
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        parts = [
            part.to_ndarray()
            for frame in container.decode(stream)
            for part in resampler.resample(frame)
        ]
        return np.concatenate(parts, axis=1), stream.rate


def loudest_frequency(wave: NDArray[np.float32], rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    return float(spectrum.argmax() * rate / len(wave))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("codec", ENCODINGS)
def test_the_sound_comes_back(codec: str, channels: int, tmp_path: Path) -> None:
    path = tmp_path / f"tone{ENCODINGS[codec].suffix}"
    write_audio(path, tone(channels=channels), 24_000, codec)
    samples, rate = decoded(path)
    assert samples.shape[1] / rate == pytest.approx(0.5, abs=0.1)
    assert loudest_frequency(samples[0], rate) == pytest.approx(440, abs=4)
    assert np.abs(samples[0]).max() == pytest.approx(0.5, abs=0.06)
    if channels == 2:
        assert np.abs(samples[1]).max() == pytest.approx(0.25, abs=0.06)


@pytest.mark.parametrize("codec", LOSSLESS)
def test_lossless_formats_lose_nothing_but_16_bit_rounding(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "tone"
    write_audio(path, tone(channels=2), 24_000, codec)
    samples, rate = decoded(path)
    assert rate == 24_000
    assert np.abs(samples - tone(channels=2)).max() <= 1 / 2**15


@pytest.mark.parametrize("codec", ENCODINGS)
def test_the_same_samples_give_the_same_bytes(codec: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_audio(tmp_path / name, tone(), 24_000, codec)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_rate_the_codec_lacks_is_brought_to_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "tone.opus"
    write_audio(path, tone(22_050), 22_050, "opus")
    samples, rate = decoded(path)
    assert loudest_frequency(samples[0], rate) == pytest.approx(440, abs=4)


def test_the_bit_rate_is_heeded(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 48_000).astype(np.float32)
    for bit_rate in (32_000, 128_000):
        write_audio(tmp_path / str(bit_rate), noise, 24_000, "mp3", bit_rate)
    assert (tmp_path / "32000").stat().st_size * 2 < (tmp_path / "128000").stat().st_size


def test_too_loud_is_clipped_not_wrapped(tmp_path: Path) -> None:
    write_audio(tmp_path / "loud.wav", 4 * tone(), 24_000, "wav")
    samples, _ = decoded(tmp_path / "loud.wav")
    assert np.abs(samples[0] - np.clip(4 * tone(), -1, 1)).max() <= 1 / 2**15


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NearfieldError, match=r"Cannot write 'tone\.wav'.*No such file"):
        write_audio(tmp_path / "absent" / "tone.wav", tone(), 24_000, "wav")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "tone.wma"
    path.write_bytes(b"older")
    with pytest.raises(ValueError, match="Invalid argument"):
        write_audio(path, tone(8_000), 8_000, "wma", bit_rate=8)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("shape", [(0,), (3, 100), (2, 0), (2, 2, 10)])
def test_samples_of_another_shape_are_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected"):
        write_audio(tmp_path / "x.wav", np.zeros(shape, np.float32), 24_000, "wav")
