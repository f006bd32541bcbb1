"""Labels in a picture lie on no other label, and on no other place."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from engine.labels import label


@pytest.mark.parametrize("log", [False, True])
def test_labels_of_places_close_together_stay_apart(log: bool) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4))
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_xlim(1, 100)
    axes.set_ylim(0, 1)
    axes.set_xscale("log" if log else "linear")
    names = {"the first": (30.0, 0.50), "the second": (30.0, 0.505), "at the edge": (99.9, 0.2)}
    label(axes, names.items())
    renderer = canvas.get_renderer()
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}
    assert set(boxes) == set(names)
    assert not any(one.overlaps(other) for one, other in combinations(boxes.values(), 2))
    frame = axes.get_window_extent(renderer)
    for name, box in boxes.items():
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1
        others = [axes.transData.transform(spot) for other, spot in names.items() if other != name]
        assert not any(box.contains(*spot) for spot in others)


def test_a_name_without_room_is_left_out_and_the_first_ones_stay() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 3))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    names = [(f"name {number}", (0.5, 0.5)) for number in range(30)]
    label(axes, names)
    shown = [text.get_text() for text in axes.texts]
    assert shown == [name for name, _ in names[: len(shown)]]
    assert 1 < len(shown) < 30
    assert np.isfinite(axes.get_xlim()).all()
