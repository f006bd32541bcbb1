"""The layouts of published weights that can be imported, and how each is known again.

A file is known by the names in it, never by its own: the same network was published under many.
Only which tags its scores are for the weights cannot tell, where one network was trained on several
sets of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.models.importing.reading import Weights

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Layout:
    """A published network: whose it is, by which tensors it is known, which tags it may tell."""

    architecture: str
    origin: str
    marks: frozenset[str]
    convert: Callable[[Weights], dict[str, Tensor]]
    vocabularies: tuple[str, ...]


def recognised(weights: Weights) -> Layout | None:
    """The layout of which all marks are there; no two have theirs in one file."""
    return next((layout for layout in _layouts() if layout.marks <= weights.keys()), None)


def _layouts() -> tuple[Layout, ...]:
    from engine.models.importing import conversion

    any_set = ("msd", "mtat", "jamendo")
    won, pons, choi = "sota-music-tagging-models", "musicnn (Keras)", "music-auto_tagging-keras"
    return (
        Layout(
            "musicnn",
            won,
            frozenset({"layers.4.conv.weight", "dense2.weight"}),
            conversion.won_musicnn,
            any_set,
        ),
        Layout(
            "crnn",
            won,
            frozenset({"layer5.weight_ih_l1", "dense.weight", "spec_bn.weight"}),
            conversion.won_crnn,
            any_set,
        ),
        Layout(
            "fcn",
            won,
            frozenset({"layer5.conv.weight", "dense.weight", "spec_bn.weight"}),
            conversion.won_fcn,
            any_set,
        ),
        Layout(
            "keras_musicnn",
            pons,
            frozenset({"midend_conv3.kernel", "bn_flatpool.gamma"}),
            conversion.pons_musicnn,
            ("msd", "mtat"),
        ),
        Layout(
            "vgg",
            pons,
            frozenset({"5CNN.kernel", "output.kernel"}),
            conversion.pons_vgg,
            ("msd", "mtat"),
        ),
        Layout(
            "choi_cnn",
            choi,
            frozenset({"bn_0_freq.gamma", "conv5.W"}),
            conversion.choi_cnn,
            ("msd",),
        ),
        Layout(
            "choi_crnn",
            choi,
            frozenset({"bn_0_freq.gamma", "gru2.W_z"}),
            conversion.choi_crnn,
            ("msd",),
        ),
    )
