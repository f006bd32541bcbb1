"""The mel transform as matrix products, for runtimes whose Fourier transform is slow or absent.

An exported model carries it in place of torchaudio's: onnxruntime takes three times as long for its
own STFT as for the rest of the embedder together, while matrix products are what it is best at.
One product with the whole Fourier matrix would be slower still; this takes two with small ones, the
first step of Cooley and Tukey ("An algorithm for the machine calculation of complex Fourier
series", 1965), and only for the half of the spectrum that a real signal has for itself.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torchaudio.transforms import MelSpectrogram


class MatrixMel(nn.Module):
    """What `mel` does, to within rounding: audio (B, samples) → mel power (B, bands, T).

    With n = rows · columns points, sample number columns · i + j and frequency r + rows · c, the
    first product runs over i, the second over j, for each r up to half of the rows: the others are
    their mirror images. Takes Hann-like windows of n points, centred frames, reflected ends and
    power 2, torchaudio's defaults.
    """

    def __init__(self, mel: MelSpectrogram) -> None:
        super().__init__()
        spectrogram = mel.spectrogram
        self._points, self._hop = int(spectrogram.n_fft), int(spectrogram.hop_length)
        self._rows = _divisor_above_root(self._points)
        self._columns = self._points // self._rows
        self._own = self._rows // 2 + 1
        self.register_buffer("window", spectrogram.window.clone())
        self.register_buffer("first", _tensor(self._first()))
        real, imaginary = self._second()
        self.register_buffer("real", _tensor(real))
        self.register_buffer("imaginary", _tensor(imaginary))
        filters = mel.mel_scale.fb.double().cpu().numpy()
        self.register_buffer("filters", _tensor(self._reordered(filters)))

    def forward(self, audio: Tensor) -> Tensor:
        """Mono samples (B, samples) → mel power (B, bands, 1 + samples // hop)."""
        frames = self._frames(audio) * self.get_buffer("window")  # (B, T, points)
        table = frames.reshape(-1, self._rows, self._columns)
        halfway = torch.matmul(self.get_buffer("first"), table)  # (B · T, 2 · own, columns)
        by_row = halfway.reshape(-1, self._own, 2 * self._columns).transpose(0, 1)
        real = torch.bmm(by_row, self.get_buffer("real"))  # (own, B · T, columns)
        imaginary = torch.bmm(by_row, self.get_buffer("imaginary"))
        power = (real * real + imaginary * imaginary).transpose(0, 1)
        mel = power.reshape(-1, self._own * self._columns) @ self.get_buffer("filters")
        return mel.reshape(frames.shape[0], frames.shape[1], -1).transpose(1, 2)

    def _frames(self, audio: Tensor) -> Tensor:
        """Centred frames (B, T, points), cut as blocks that fit both the hop and the frame."""
        margin = self._points // 2
        padded = functional.pad(audio.unsqueeze(1), (margin, margin), mode="reflect").squeeze(1)
        count = (padded.shape[1] - self._points) // self._hop + 1
        block = math.gcd(self._points, self._hop)
        step = self._hop // block
        whole = padded[:, : padded.shape[1] // block * block]
        blocks = whole.reshape(whole.shape[0], -1, block)
        last = (count - 1) * step + 1
        parts = [blocks[:, at : at + last : step] for at in range(self._points // block)]
        return torch.cat(parts, dim=2)

    def _first(self) -> NDArray[np.float64]:
        """(2 · own, rows): for each row r, the real and then the imaginary part over i."""
        angle = 2 * np.pi * np.outer(np.arange(self._own), np.arange(self._rows)) / self._rows
        return np.stack([np.cos(angle), -np.sin(angle)], axis=1).reshape(-1, self._rows)

    def _second(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Two of (own, 2 · columns, columns): to the real and to the imaginary part, for each r."""
        row, inner, outer = np.ogrid[: self._own, : self._columns, : self._columns]
        angle = 2 * np.pi * inner * (row / self._points + outer / self._columns)
        cosine, sine = np.cos(angle), np.sin(angle)
        return np.concatenate([cosine, sine], axis=1), np.concatenate([-sine, cosine], axis=1)

    def _reordered(self, filters: NDArray[np.float64]) -> NDArray[np.float64]:
        """The filter bank (1 + points // 2, bands) in the order the second product comes in.

        Where a frequency and its mirror image both come, the second gets no weight.
        """
        frequency = np.add.outer(np.arange(self._own), self._rows * np.arange(self._columns))
        mirrored = np.minimum(frequency, self._points - frequency).ravel()
        reordered = np.zeros((mirrored.size, filters.shape[1]))
        places = np.unique(mirrored, return_index=True)[1]
        reordered[places] = filters[mirrored[places]]
        return reordered


def _divisor_above_root(number: int) -> int:
    """The smallest divisor that is no smaller than the square root."""
    return next(d for d in range(math.isqrt(number - 1) + 1, number + 1) if number % d == 0)


def _tensor(numbers: NDArray[np.float64]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float32)
