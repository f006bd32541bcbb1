"""The networks a weights file can name.

A new network enters by a line in `BUILDERS`; weights files say which one they are for, and nothing
else in the program has to know. Building one imports torch, knowing the names does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from engine.models.weights import ModelFile

Builder = Callable[["ModelFile"], "nn.Module"]
"""From a weights file's description to the network it names, with random weights.

Its `forward` takes windows of sound (B, samples) and returns unit vectors (B, d) and one score in
0–1 for each of the file's tags (B, t).
"""


def _embedder(description: ModelFile) -> nn.Module:
    from engine.audio.mel import MelSettings
    from engine.models.embedder import Embedder

    if description.tags:
        raise ValueError("this network tells no tags")
    return Embedder(MelSettings(**description.front_end), description.dimension)


def _ear(description: ModelFile) -> nn.Module:
    from engine.audio.mel import MelSettings
    from engine.models.ear import SIZES, Ear

    settings = MelSettings(**description.front_end)
    size = SIZES[description.architecture]
    return Ear(settings, description.dimension, len(description.tags), size)


def _tagger(description: ModelFile) -> nn.Module:
    from engine.audio.mel import MelSettings
    from engine.models.taggers.networks import NETWORKS

    network = NETWORKS[description.architecture]
    if description.dimension != network.dimension:
        raise ValueError(f"this network's vectors have {network.dimension} dimensions")
    settings = MelSettings(**description.front_end)
    return network.tagger(settings, description.plan, len(description.tags))


EARS = ("ear", "ear-small", "ear-large")
"""The sizes of `engine.models.ear`, which imports torch."""

TAGGERS = (
    "k2c1",
    "k1c2",
    "k2c2",
    "fcn",
    "crnn",
    "musicnn",
    "keras_musicnn",
    "vgg",
    "choi_cnn",
    "choi_crnn",
)
"""Those of `engine.models.taggers.networks`, which imports torch."""

BUILDERS: Mapping[str, Builder] = {
    "embedder": _embedder,
    **dict.fromkeys(EARS, _ear),
    **dict.fromkeys(TAGGERS, _tagger),
}
