"""Teachers: published taggers, made quick for asking them about many windows.

They hear music at the level it is sold at. What they answer is the layer before their tags, which
is the better ear for likeness, and the tags' scores before the sigmoid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.audio.mel import MelFrontEnd, MelSettings
from engine.errors import ModelError
from engine.models.export import traced
from engine.models.exported import open_session
from engine.models.taggers.tagger import Tagger, cut
from engine.models.weights import ModelFile, load

LEVEL = -16.0
"""RMS in dB full scale."""
_PICTURE, _PENULTIMATE = "picture", "penultimate"


@dataclass(frozen=True, slots=True)
class Teacher:
    """A tagger as it travels to other processes.

    `graph` is its network for onnxruntime, three times as fast here as torch, from the picture of
    a piece (1, bands, T) to the layer before the tags (1, d); the tags are `weight` (t, d) and
    `bias` (t,) on that.
    """

    front_end: MelSettings
    piece: int
    graph: bytes
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def of(cls, model: ModelFile) -> Teacher:
        """From its file; raises ModelError if that is no tagger's."""
        tagger = load(model)
        if not isinstance(tagger, Tagger):
            raise ModelError(f"{model.path.name!r} is no teacher", "A teacher is a tagger.")
        with torch.inference_mode():
            picture = tagger.front_end(torch.zeros(1, tagger.piece))
        proto = traced(_UpToTags(tagger), picture.clone(), [_PICTURE], [_PENULTIMATE])
        return cls(
            tagger.front_end.settings,
            tagger.piece,
            proto.SerializeToString(),
            tagger.tag_layer.weight.detach().numpy(),
            tagger.tag_layer.bias.detach().numpy(),
        )


class Teachers:
    """Several taggers that listen to the same windows."""

    def __init__(self, teachers: Sequence[Teacher]) -> None:
        self._teachers = [(teacher, open_session(teacher.graph)) for teacher in teachers]
        self._front_ends = {
            teacher.front_end: MelFrontEnd(teacher.front_end) for teacher in teachers
        }

    def answer(self, sound: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Of a window (samples,): embeddings (64 a teacher,) and logits (50 a teacher,)."""
        loudness = max(float(np.sqrt(np.mean(np.square(sound)))), 1e-4)
        audio = torch.from_numpy(sound * np.float32(10 ** (LEVEL / 20) / loudness))[None]
        pictures: dict[tuple[MelSettings, int], NDArray[np.float32]] = {}
        embeddings, logits = [], []
        for teacher, session in self._teachers:
            seen = (teacher.front_end, teacher.piece)
            if seen not in pictures:
                pictures[seen] = self._pictures(audio, *seen)
            penultimate = np.concatenate(
                [
                    session.run([_PENULTIMATE], {_PICTURE: picture[None]})[0]
                    for picture in pictures[seen]
                ]
            ).mean(axis=0)
            embeddings.append(penultimate)
            logits.append(teacher.weight @ penultimate + teacher.bias)
        return np.concatenate(embeddings), np.concatenate(logits)

    def _pictures(self, audio: Tensor, settings: MelSettings, piece: int) -> NDArray[np.float32]:
        """Of each whole piece of a window (1, samples): (n, bands, T)."""
        with torch.inference_mode():
            seen: NDArray[np.float32] = self._front_ends[settings](cut(audio, piece)).numpy()
        return seen


class _UpToTags(nn.Module):
    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, picture: Tensor) -> Tensor:
        return self.tagger.penultimate(picture)
