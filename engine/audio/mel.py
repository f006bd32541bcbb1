"""The mel front end: from samples to the log-mel picture every network here looks at.

It is a layer of the model, so that training and serving cannot drift apart; its settings travel in
the weights file. It is the only module of this package that imports torch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torchaudio.transforms import MelSpectrogram

DECIBELS, COMPRESSED = "decibels", "compressed"
SCALES = ("htk", "slaney")


@dataclass(frozen=True, slots=True)
class MelSettings:
    """What fixes the picture: rates in hertz, lengths in samples, levels in decibels.

    The defaults are our own networks'; the published taggers each were trained on another picture.
    Raises ValueError for a scale or a logarithm that is not known.
    """

    sample_rate: int = 16_000
    n_fft: int = 2048
    hop: int = 1024
    bands: int = 128
    level: float | None = -20.0
    """Every window is brought to this RMS level (dB full scale); how loud it was is no likeness.
    None leaves it as it is."""
    floor: float = -50.0
    """Mel power below this counts as silence. It lies far above the rounding of a 32-bit FFT, so
    that two machines agree, and below anything heard at `level`."""
    scale: str = "htk"
    """Whose formula places the bands: HTK's, or Slaney's."""
    equal_areas: bool = False
    """Whether a band counts less the wider it is (Slaney's normalisation of the filters)."""
    logarithm: str = DECIBELS
    """`decibels`, or `compressed`: log10(1 + 10,000 · power), which knows no floor."""
    span: float | None = None
    """How far below a window's loudest moment the floor lies at the least; None: no matter."""

    def __post_init__(self) -> None:
        if self.scale not in SCALES or self.logarithm not in (DECIBELS, COMPRESSED):
            raise ValueError(f"no such mel picture: {self}")

    def as_metadata(self) -> dict[str, float | str | None]:
        """The settings as plain values, for the weights file.

        Those that came later stand in it only where they differ from how it was before: they are
        part of a model's id, and a network trained anew is to be the same model.
        """
        usual = asdict(MelSettings())
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in _LATER or value != usual[name]
        }


_LATER = ("scale", "equal_areas", "logarithm", "span")


class MelFrontEnd(nn.Module):
    """Audio (B, samples) → log-mel power (B, bands, 1 + samples // hop)."""

    _QUIETEST = 1e-4

    def __init__(self, settings: MelSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or MelSettings()
        self.mel = MelSpectrogram(
            sample_rate=self.settings.sample_rate,
            n_fft=self.settings.n_fft,
            hop_length=self.settings.hop,
            n_mels=self.settings.bands,
            mel_scale=self.settings.scale,
            norm="slaney" if self.settings.equal_areas else None,
        )

    def forward(self, audio: Tensor) -> Tensor:
        """Level, transform, take the logarithm; silence comes out at the floor, never as NaN."""
        # On a CPU one window at a time stays in the cache: 2.7 times as fast as 16 together.
        singly = audio.device.type == "cpu" and not torch.compiler.is_exporting()
        parts = torch.split(audio, 1) if singly else (audio,)
        return torch.cat([self._picture(part) for part in parts])

    def _picture(self, audio: Tensor) -> Tensor:
        power: Tensor = self.mel(self._levelled(audio))
        if self.settings.logarithm == COMPRESSED:
            return torch.log10(1 + 10_000 * power)
        picture = 10 * torch.log10(power.clamp(min=10 ** (self.settings.floor / 10)))
        if self.settings.span is None:
            return picture
        loudest = picture.amax(dim=(-2, -1), keepdim=True)
        return torch.maximum(picture, loudest - self.settings.span)

    def _levelled(self, audio: Tensor) -> Tensor:
        if self.settings.level is None:
            return audio
        loudness = audio.square().mean(dim=-1, keepdim=True).sqrt().clamp(min=self._QUIETEST)
        return audio * (10 ** (self.settings.level / 20) / loudness)
