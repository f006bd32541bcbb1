"""k2c1 and k1c2: convolutions along time only, then two dense layers.

K. Choi et al., "Convolutional recurrent neural networks for music classification", 2017, in the
widths of about a million parameters. The published counts fix what their tables leave open: see
docs/decisions/taggers.md.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from engine.audio.mel import MelSettings
from engine.models.taggers.stages import PictureNorm, stage
from engine.models.taggers.tagger import Tagger

_KERNEL = 4
_DROPOUT = 0.5


class K2C1(Tagger):
    """Kernels of the first layer span all bands, so all convolutions go along time alone.

    With 96 bands and 50 tags 1,276,698 parameters beside those of the batch normalisations.
    """

    _WIDTHS = (152, 152, 152, 304, 304)
    _POOL = 3
    _STEPS = 4
    """Moments left of 1366 after five kernels of 4, unpadded, and five poolings."""
    DIMENSION = _WIDTHS[-1]

    def __init__(self, settings: MelSettings, piece: int, tags: int) -> None:
        super().__init__(settings, piece, self.DIMENSION, tags)
        self.entrance = PictureNorm()
        # A kernel over all bands is one along time whose channels are the bands.
        self.stages = nn.Sequential(
            *(
                stage(
                    nn.Conv1d(before, width, _KERNEL),
                    nn.BatchNorm1d(width),
                    nn.ELU(),
                    nn.MaxPool1d(self._POOL),
                )
                for before, width in pairwise((settings.bands, *self._WIDTHS))
            )
        )
        self.dense = _dense(self._STEPS * self.DIMENSION, self.DIMENSION)

    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures (B, bands, 1366) → the second dense layer (B, 304)."""
        moments: Tensor = self.stages(self.entrance(mel).squeeze(1))  # (B, 304, 4)
        dense: Tensor = self.dense(moments.flatten(1))
        return dense


class K1C2(Tagger):
    """Kernels along time, the same for every band: the bands meet in the dense layers.

    With 96 bands and 50 tags 943,683 parameters beside those of the batch normalisations.
    """

    _WIDTHS = (47, 47, 95, 95)
    _POOLS = (4, 5, 8, 8)
    DIMENSION = _WIDTHS[-1]

    def __init__(self, settings: MelSettings, piece: int, tags: int) -> None:
        super().__init__(settings, piece, self.DIMENSION, tags)
        self.entrance = PictureNorm()
        self.stages = nn.Sequential(
            *(
                nn.Sequential(
                    nn.ZeroPad2d((1, 2, 0, 0)),  # 4 is even: as many moments out as in
                    stage(
                        nn.Conv2d(before, width, (1, _KERNEL)),
                        nn.BatchNorm2d(width),
                        nn.ELU(),
                        nn.MaxPool2d((1, pool)),
                    ),
                )
                for (before, width), pool in zip(
                    pairwise((1, *self._WIDTHS)), self._POOLS, strict=True
                )
            )
        )
        self.dense = _dense(settings.bands * self.DIMENSION, self.DIMENSION)

    def penultimate(self, mel: Tensor) -> Tensor:
        """Log-mel pictures (B, bands, 1366) → the second dense layer (B, 95)."""
        bands: Tensor = self.stages(self.entrance(mel))  # (B, 95, bands, 1)
        dense: Tensor = self.dense(bands.flatten(1))
        return dense


def _dense(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.ELU(),
        nn.Dropout(_DROPOUT),
        nn.Linear(width, width),
        nn.ELU(),
        nn.Dropout(_DROPOUT),
    )
