"""The networks that can learn from triplets: what they make of a picture, and which part learns."""

from __future__ import annotations

from torch import Tensor, nn

from engine.audio.mel import MelFrontEnd
from engine.errors import NearfieldError
from engine.models.embedder import Embedder


def embed_mel(network: nn.Module, pictures: Tensor) -> Tensor:
    """Log-mel pictures (B, bands, T) → unit vectors (B, d)."""
    if isinstance(network, Embedder):
        return network.embed_mel(pictures)
    vectors: Tensor = network.vectors(network.hidden(pictures))  # type: ignore[operator]
    return vectors


def bands_of(network: nn.Module) -> int:
    """How many mel bands a network looks at; raises NearfieldError if it cannot learn here."""
    front_end = getattr(network, "front_end", None)
    able = isinstance(network, Embedder) or hasattr(network, "vector_layer")
    if not able or not isinstance(front_end, MelFrontEnd):
        raise NearfieldError(
            "This model cannot learn", "It was made for tags. Listen with another one first."
        )
    return front_end.settings.bands


def let_learn(network: nn.Module) -> None:
    """Choose what learns: all of an embedder; of a network that also tells tags its last layer.

    The tags come from what lies before that layer, so they stay as they are.
    """
    bands_of(network)
    learning = network if isinstance(network, Embedder) else network.vector_layer
    network.requires_grad_(False)
    assert isinstance(learning, nn.Module)
    learning.requires_grad_(True)
