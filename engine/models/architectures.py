"""The networks a weights file can name.

A new network enters by a line in `BUILDERS`; weights files say which one they are for, and nothing
else in the program has to know. Building one imports torch, knowing the names does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

Builder = Callable[[Mapping[str, Any], int], "nn.Module"]
"""From the front end's settings and the dimension to a network with random weights."""


def _embedder(front_end: Mapping[str, Any], dimension: int) -> nn.Module:
    from engine.audio.mel import MelSettings
    from engine.models.embedder import Embedder

    return Embedder(MelSettings(**front_end), dimension)


BUILDERS: Mapping[str, Builder] = {"embedder": _embedder}
