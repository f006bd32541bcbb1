"""Labels in a picture: names beside their places, as far as there is room, none on another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg

Box = NDArray[np.float64]
"""Left, bottom, right, top."""
_AROUND: Final = ((0, 9), (0, -9), (1, 0), (-1, 0), (1, 9), (1, -9), (-1, 9), (-1, -9))
"""Where a label may stand from its place: to which side, and how many points above it."""
_SPOT: Final = 3
"""Pixels around a place that no other label may cover."""


def label(axes: Axes, names: Iterable[tuple[str, tuple[float, float]]], **font: Any) -> None:
    """Write names (each with its place, in the units of the axes), the first ones before others.

    One for which there is no room inside the frame is left out. `font` is what matplotlib's
    `annotate` takes; axes and their limits have to be settled.
    """
    canvas = cast("FigureCanvasAgg", axes.figure.canvas)
    canvas.draw()
    renderer = canvas.get_renderer()
    frame = np.array(axes.get_window_extent(renderer).extents)
    named = list(names)
    spots = [axes.transData.transform(spot) for _, spot in named]
    taken: list[Box] = [np.concatenate([spot - _SPOT, spot + _SPOT]) for spot in spots]
    for name, spot in named:
        for across, up in _AROUND:
            text = axes.annotate(
                name, spot, xytext=(7 * across, up), textcoords="offset points", va="center",
                ha={0: "center", 1: "left", -1: "right"}[across], parse_math=False, **font,
            )  # fmt: skip
            text.set_in_layout(False)
            box = np.array(text.get_window_extent(renderer).extents)
            inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                break
            text.remove()


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any point."""
    return bool((one[:2] < other[2:]).all() and (other[:2] < one[2:]).all())
