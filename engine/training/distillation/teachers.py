"""Teachers: published taggers, made quick for asking them about many windows.

They hear music at the level it is sold at. What they answer is the layer before their tags, which
is the better ear for likeness, and the tags' scores before the sigmoid: of the whole window, and of
each part of two moments in it, so that a pupil who hears a part is told what is to be heard there.
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
from engine.models.taggers.convolutional import FullyConvolutional
from engine.models.weights import ModelFile, load

LEVEL = -16.0
"""RMS in dB full scale."""
MOMENT = 81_920
"""Samples from one part to the next, which are twice as long: 5.12 s at 16 kHz."""
TOP = 3
"""A window's highest tags of each teacher count as what it said."""
_PICTURE, _PENULTIMATE, _MOMENTS = "picture", "penultimate", "moments"


@dataclass(frozen=True, slots=True)
class Teacher:
    """A tagger as it travels to other processes.

    `graph` is its network for onnxruntime, three times as fast here as torch, from a picture
    (1, bands, T) to the layer before the tags (1, d) and to that layer's moments (1, m, d); the
    tags are `weight` (t, d) and `bias` (t,) on either.
    """

    front_end: MelSettings
    graph: bytes
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def of(cls, model: ModelFile) -> Teacher:
        """From its file; raises ModelError if it is not fully convolutional."""
        tagger = load(model)
        if not isinstance(tagger, FullyConvolutional) or tagger.moment != MOMENT:
            raise ModelError(
                f"{model.path.name!r} is no teacher", "A teacher is one of the FCN taggers."
            )
        with torch.inference_mode():
            picture = tagger.front_end(torch.zeros(1, tagger.piece))
        outputs = [_PENULTIMATE, _MOMENTS]
        proto = traced(_UpToTags(tagger), picture.clone(), [_PICTURE], outputs)
        return cls(
            tagger.front_end.settings,
            proto.SerializeToString(),
            tagger.tag_layer.weight.detach().numpy(),
            tagger.tag_layer.bias.detach().numpy(),
        )

    def logits(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """The tags (…, t) of the layer before them (…, d)."""
        return np.asarray(embeddings @ self.weight.T + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class Answer:
    """What all teachers say of a window, one after the other, and of its p parts.

    `embeddings` (e,), `logits` (t,), `part_embeddings` (p, e), `part_logits` (p, t).
    """

    embeddings: NDArray[np.float32]
    logits: NDArray[np.float32]
    part_embeddings: NDArray[np.float32]
    part_logits: NDArray[np.float32]


class Teachers:
    """Several taggers that listen to the same windows."""

    def __init__(self, teachers: Sequence[Teacher]) -> None:
        self._teachers = [(teacher, open_session(teacher.graph)) for teacher in teachers]
        self._front_ends = {
            teacher.front_end: MelFrontEnd(teacher.front_end) for teacher in teachers
        }

    def answer(self, sound: NDArray[np.float32]) -> Answer:
        """Of a window (samples,) as long as a teacher's."""
        loudness = max(float(np.sqrt(np.mean(np.square(sound)))), 1e-4)
        audio = torch.from_numpy(sound * np.float32(10 ** (LEVEL / 20) / loudness))[None]
        with torch.inference_mode():
            pictures = {
                settings: front_end(audio).numpy()
                for settings, front_end in self._front_ends.items()
            }
        answers = []
        for teacher, session in self._teachers:
            seen = {_PICTURE: pictures[teacher.front_end]}
            whole, moments = (one[0] for one in session.run([_PENULTIMATE, _MOMENTS], seen))
            parts = np.maximum(moments[:-1], moments[1:])
            answers.append((whole, teacher.logits(whole), parts, teacher.logits(parts)))
        return Answer(*(np.concatenate(column, axis=-1) for column in zip(*answers, strict=True)))


def highest(logits: NDArray[np.float32], vocabularies: Sequence[int]) -> NDArray[np.bool_]:
    """Which tags (…, t) are among the TOP of their teacher, whose lists follow one another in t."""
    said = np.zeros(logits.shape, bool)
    start = 0
    for length in vocabularies:
        theirs = logits[..., start : start + length]
        places = np.argsort(-theirs, axis=-1)[..., :TOP]
        np.put_along_axis(said[..., start : start + length], places, True, axis=-1)
        start += length
    return said


class _UpToTags(nn.Module):
    def __init__(self, tagger: FullyConvolutional) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        return self.tagger.penultimate(picture), self.tagger.moments(picture)
