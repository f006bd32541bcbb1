"""The map as a picture: a dot a track, a colour a genre, artists' names where they are at home."""

from __future__ import annotations

import tomllib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.types import Placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    Box = NDArray[np.float64]

INCHES, DPI = (16.0, 10.0), 120
GENRES = (
    "#F2A65A", "#6FB7E9", "#8CCB7E", "#E8788A", "#B493E6", "#F0D264",
    "#5FC9BC", "#E58BC5", "#C98F6B", "#9AA7F0", "#BFD25A", "#D6D3CC",
)  # fmt: skip
"""Colours of the most frequent genres; all others share one."""
NAMES = 150
"""Artists' names that are tried, those with the most tracks first; one without room is left out."""
OTHERS, UNKNOWN = "other genres", "no genre"
_AROUND = ((0, 9), (0, -9), (1, 0), (-1, 0))
"""Where a name may stand beside its place: above, below, right of it, left of it (points)."""


def draw_map(placed: Sequence[Placed], title: str, path: Path) -> None:
    """Write the picture, a PNG or by the suffix another format; one track at the least.

    Raises OSError or ValueError if it cannot be written so.
    """
    # The figure class itself needs no screen and leaves no global state behind, unlike pyplot.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style = _style()
    figure = Figure(figsize=INCHES, dpi=DPI, facecolor=style["window"])
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.015, 0.02, 0.83, 0.92), facecolor=style["window"])
    axes.set_axis_off()
    figure.text(0.02, 0.955, title, color=style["text"], size=17, weight="bold", parse_math=False)
    genres = _genres(placed)
    _draw_dots(axes, placed, genres, style)
    with warnings.catch_warnings():
        # A name in a script that no font here has is drawn as boxes; nobody can do anything.
        warnings.filterwarnings("ignore", message="Glyph|.*missing from font")
        _draw_names(axes, canvas, placed, style)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, facecolor=style["window"])


def _style() -> dict[str, str]:
    """The colours of the window's dark theme, by name."""
    text = (files("resources") / "style" / "dark.toml").read_text(encoding="utf-8")
    return {name: str(colour) for name, colour in tomllib.loads(text).items()}


def _genres(placed: Sequence[Placed]) -> list[str]:
    """What each track's dot counts as: its first genre if that is among the most frequent."""
    firsts = [next(iter(each.track.tags.genres), "").strip() for each in placed]
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for genre in filter(None, firsts):
        spellings[genre.casefold()][genre] += 1
    most = sorted(spellings, key=lambda genre: (-spellings[genre].total(), genre))[: len(GENRES)]
    shown = {genre: spellings[genre].most_common(1)[0][0] for genre in most}
    return [shown.get(genre.casefold(), OTHERS) if genre else UNKNOWN for genre in firsts]


def _draw_dots(
    axes: Axes, placed: Sequence[Placed], genres: Sequence[str], style: Mapping[str, str]
) -> None:
    """All dots, and what their colours mean."""
    places = np.array([(each.x, each.y) for each in placed])
    size = float(np.clip(24_000 / len(placed), 6, 90))
    rest = {OTHERS: style["faint"], UNKNOWN: style["pressed"]}
    named = [genre for genre, _ in Counter(genres).most_common() if genre not in rest]
    colours = {**dict(zip(named, GENRES, strict=False)), **rest}
    held = np.array(genres)
    for genre in (*rest, *reversed(named)):
        rows = held == genre
        if rows.any():
            x, y = places[rows].T
            axes.scatter(x, y, s=3 * size, color=colours[genre], alpha=0.12, linewidths=0)
            axes.scatter(x, y, s=size, color=colours[genre], alpha=0.85, linewidths=0)
    shown = [genre for genre in (*named, *rest) if genre in genres]
    marks = [axes.scatter([], [], s=60, color=colours[genre]) for genre in shown]
    legend = axes.legend(
        marks, [_shortened(genre) for genre in shown], loc="upper left", frameon=False,
        bbox_to_anchor=(1.0, 1.0), labelcolor=style["muted"], fontsize=11, labelspacing=0.7,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _draw_names(
    axes: Axes, canvas: FigureCanvasAgg, placed: Sequence[Placed], style: Mapping[str, str]
) -> None:
    """Artists' names, as far as there is room: none lies on another."""
    from matplotlib.patheffects import withStroke

    axes.margins(0.06)
    canvas.draw()
    renderer = canvas.get_renderer()
    frame = np.array(axes.get_window_extent(renderer).extents)
    taken: list[Box] = []
    for name, spot in _homes(placed):
        for across, up in _AROUND:
            text = axes.annotate(
                name, spot, xytext=(7 * across, up), textcoords="offset points", size=9.5,
                color=style["text"], va="center", parse_math=False,
                ha={0: "center", 1: "left", -1: "right"}[across],
                path_effects=[withStroke(linewidth=2.5, foreground=style["window"])],
            )  # fmt: skip
            box = np.array(text.get_window_extent(renderer).extents)
            inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                break
            text.remove()


def _homes(placed: Sequence[Placed]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Artists, those with the most tracks first, and the place of their most central track."""
    of_artist: dict[str, list[Placed]] = defaultdict(list)
    for each in placed:
        tags = each.track.tags
        if artist := " ".join((tags.artist or tags.album_artist).split()):
            of_artist[artist].append(each)
    by_size = sorted(of_artist, key=lambda artist: (-len(of_artist[artist]), artist))
    for artist in by_size[:NAMES]:
        places = np.array([(each.x, each.y) for each in of_artist[artist]])
        off = np.linalg.norm(places - np.median(places, axis=0), axis=1)
        x, y = places[int(off.argmin())]
        yield _shortened(artist), (float(x), float(y))


def _shortened(name: str) -> str:
    """A name as it fits, without bytes that are no characters."""
    name = name.encode("utf-8", "replace").decode()
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (left, bottom, right, top) share any point."""
    return bool((one[:2] < other[2:]).all() and (other[:2] < one[2:]).all())
