"""The mel transform as matrix products gives what torchaudio's gives."""

from __future__ import annotations

import pytest
import torch
from torchaudio.transforms import MelSpectrogram

from engine.models.matrix_mel import MatrixMel


@pytest.mark.parametrize(
    ("points", "hop", "bands"),
    [
        (2048, 1024, 128),  # ours
        (512, 256, 96),  # the published taggers'
        (400, 160, 64),  # no power of two
        (512, 300, 40),  # a hop that is no part of the frame
        (256, 512, 20),  # a hop beyond the frame
        (61, 20, 4),  # a prime number of points
    ],
)
def test_it_gives_what_torchaudio_gives(points: int, hop: int, bands: int) -> None:
    mel = MelSpectrogram(16_000, n_fft=points, hop_length=hop, n_mels=bands)
    audio = torch.randn(2, 5_003, generator=torch.Generator().manual_seed(0))
    expected = mel(audio)
    found = MatrixMel(mel)(audio)
    torch.testing.assert_close(found, expected, rtol=0, atol=2e-6 * float(expected.max()))


def test_filters_are_taken_over_as_they_are() -> None:
    mel = MelSpectrogram(16_000, n_fft=512, hop_length=256, mel_scale="slaney", norm="slaney")
    audio = torch.randn(1, 4_000, generator=torch.Generator().manual_seed(1))
    expected = mel(audio)
    torch.testing.assert_close(
        MatrixMel(mel)(audio), expected, rtol=0, atol=2e-6 * float(expected.max())
    )
