"""Teachers: published taggers, made quick for asking them about many windows.

They hear music at the level it is sold at. What they answer is the layer before their tags, which
is the better ear for likeness, and the tags' scores before the sigmoid.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import fuse_conv_bn_eval

from engine.errors import ModelError
from engine.models.taggers.tagger import Tagger, cut
from engine.models.weights import ModelFile, load

LEVEL = -16.0
"""RMS in dB full scale."""


class Teachers:
    """Several taggers that listen to the same windows; raises ModelError for another network."""

    def __init__(self, models: Sequence[ModelFile]) -> None:
        self._taggers = [quick(model) for model in models]

    def answer(self, sound: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Of a window (samples,): embeddings (64 a teacher,) and logits (50 a teacher,)."""
        audio = torch.from_numpy(sound)[None]
        loudness = audio.square().mean().sqrt().clamp(min=1e-4)
        with torch.inference_mode():
            answers = list(self._answers(audio * (10 ** (LEVEL / 20) / loudness)))
        embeddings, logits = zip(*answers, strict=True)
        return torch.cat(embeddings).numpy(), torch.cat(logits).numpy()

    def _answers(self, audio: Tensor) -> Sequence[tuple[Tensor, Tensor]]:
        pictures: dict[object, Tensor] = {}
        answers = []
        for tagger in self._taggers:
            seen = (tagger.front_end.settings, tagger.piece)
            if seen not in pictures:
                pictures[seen] = tagger.front_end(cut(audio, tagger.piece))
            penultimate = tagger.penultimate(pictures[seen])
            answers.append((penultimate.mean(dim=0), tagger.tag_layer(penultimate).mean(dim=0)))
        return answers


def quick(model: ModelFile) -> Tagger:
    """The network with its normalisations inside its convolutions: twice as fast."""
    network = load(model)
    if not isinstance(network, Tagger):
        raise ModelError(f"{model.path.name!r} is no teacher", "A teacher is a tagger.")
    for stage in network.modules():
        match list(stage.named_children()):
            case [
                ("convolution", nn.Conv2d() as convolution),
                ("norm", nn.BatchNorm2d() as norm),
                *_,
            ]:
                stage.convolution = fuse_conv_bn_eval(convolution, norm)
                stage.norm = nn.Identity()
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
