"""The taggers by name, each with the window and the mel picture it listens with.

A weights file names its network and carries both of these; training starts from them, and so does
the import of published weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import COMPRESSED, MelSettings
from engine.models.taggers import convolutional, flat, musicnn, recurrent
from engine.models.taggers.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Network:
    """A network as published: how to build it, and what it is given to hear.

    `build` takes the picture's settings, the samples of a piece and the number of tags; `piece` is
    that number of samples where it is not the whole window.
    """

    build: Callable[[MelSettings, int, int], Tagger]
    plan: ExcerptPlan
    settings: MelSettings
    dimension: int
    piece: int = 0

    def tagger(self, settings: MelSettings, plan: ExcerptPlan, tags: int) -> Tagger:
        """The network with random weights, for windows of `plan`."""
        return self.build(settings, self.piece or plan.samples, tags)


_PICTURE = MelSettings(sample_rate=12_000, n_fft=512, hop=256, bands=96)
_WINDOW = ExcerptPlan(29.12, 1, 12_000)
"""1366 moments."""
_CHOI_PICTURE = MelSettings(
    sample_rate=12_000,
    n_fft=512,
    hop=256,
    bands=96,
    level=None,
    floor=-50.0,
    scale="slaney",
    equal_areas=True,
    span=40.0,
)
_WON_PICTURE = MelSettings(n_fft=512, hop=256, bands=96, level=None, floor=-100.0)
_WON_WINDOW = ExcerptPlan(29.124, 1, 16_000)
_PONS_PICTURE = MelSettings(
    n_fft=512,
    hop=256,
    bands=96,
    level=None,
    scale="slaney",
    equal_areas=True,
    logarithm=COMPRESSED,
)
_PONS_PIECE = 186 * 256
"""187 moments, three seconds."""
_PONS_WINDOWS = ExcerptPlan(2 * _PONS_PIECE / 16_000, 4, 16_000)


def _convolutional(
    layout: convolutional.Layout, plan: ExcerptPlan, settings: MelSettings, piece: int = 0
) -> Network:
    build = partial(convolutional.FullyConvolutional, layout=layout)
    return Network(build, plan, settings, layout.dimension, piece)


def _recurrent(layout: recurrent.Layout, plan: ExcerptPlan, settings: MelSettings) -> Network:
    build = partial(recurrent.ConvolutionalRecurrent, layout=layout)
    return Network(build, plan, settings, recurrent.DIMENSION)


def _musicnn(plan: ExcerptPlan, settings: MelSettings, piece: int, *, keras: bool) -> Network:
    build = partial(musicnn.Musicnn, keras=keras)
    return Network(build, plan, settings, musicnn.DIMENSION, piece)


NETWORKS: Mapping[str, Network] = {
    "k2c1": Network(flat.K2C1, _WINDOW, _PICTURE, flat.K2C1.DIMENSION),
    "k1c2": Network(flat.K1C2, _WINDOW, _PICTURE, flat.K1C2.DIMENSION),
    "k2c2": _convolutional(convolutional.K2C2, _WINDOW, _PICTURE),
    "fcn": _convolutional(convolutional.FCN, _WON_WINDOW, _WON_PICTURE),
    "crnn": _recurrent(recurrent.CRNN, _WON_WINDOW, _WON_PICTURE),
    "musicnn": _musicnn(ExcerptPlan(6.0, 4, 16_000), _WON_PICTURE, 48_000, keras=False),
    "keras_musicnn": _musicnn(_PONS_WINDOWS, _PONS_PICTURE, _PONS_PIECE, keras=True),
    "vgg": _convolutional(convolutional.VGG, _PONS_WINDOWS, _PONS_PICTURE, _PONS_PIECE),
    "choi_cnn": _convolutional(convolutional.CHOI_CNN, _WINDOW, _CHOI_PICTURE),
    "choi_crnn": _recurrent(recurrent.CHOI_CRNN, _WINDOW, _CHOI_PICTURE),
}
