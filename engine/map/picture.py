"""A map as a picture: a dot a track, a colour a genre, artists' names where they are at home.

Or dots of anything else that has a place, a name and a kind.
"""

from __future__ import annotations

import tomllib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.labels import label
from engine.types import Placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


INCHES, DPI = (16.0, 10.0), 120
COLOURS = (
    "#F2A65A", "#6FB7E9", "#8CCB7E", "#E8788A", "#B493E6", "#F0D264",
    "#5FC9BC", "#E58BC5", "#C98F6B", "#9AA7F0", "#BFD25A", "#D6D3CC",
)  # fmt: skip
"""Those of the most frequent kinds; all others share one."""
NAMES = 150
"""Names that are tried, those of the heaviest first; one without room is left out."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place (in units of no meaning), whose it is, and what it is coloured by, if that is known.

    Dots of one name share it, where the most central is; `weight` says how much it is wanted.
    """

    x: float
    y: float
    name: str
    kind: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What the dots count as, and what the rest of them is called."""

    held: tuple[str, ...]
    others: str
    unknown: str

    @classmethod
    def of(cls, dots: Sequence[Dot], word: str) -> _Kinds:
        """Each dot's own kind if that is among the most frequent."""
        others, unknown = f"other {word}s", f"no {word}"
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for dot in dots:
            if dot.kind:
                spellings[dot.kind.casefold()][dot.kind] += 1
        most = sorted(spellings, key=lambda kind: (-spellings[kind].total(), kind))[: len(COLOURS)]
        shown = {kind: spellings[kind].most_common(1)[0][0] for kind in most}
        held = (shown.get(dot.kind.casefold(), others) if dot.kind else unknown for dot in dots)
        return cls(tuple(held), others, unknown)


def draw_map(placed: Sequence[Placed], title: str, path: Path) -> None:
    """Write the picture of tracks, by their first genre, with artists' names: see `draw_dots`."""
    draw_dots(list(map(_dot, placed)), title, path, "genre")


def _dot(placed: Placed) -> Dot:
    tags = placed.track.tags
    name = " ".join((tags.artist or tags.album_artist).split())
    return Dot(placed.x, placed.y, name, next(iter(tags.genres), "").strip())


def draw_dots(dots: Sequence[Dot], title: str, path: Path, word: str) -> None:
    """Write the picture, a PNG or by the suffix another format; one dot at the least.

    `word` is what a kind is called. Raises OSError or ValueError if it cannot be written so.
    """
    # The figure class itself needs no screen and leaves no global state behind, unlike pyplot.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style = _style()
    figure = Figure(figsize=INCHES, dpi=DPI, facecolor=style["window"])
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.015, 0.02, 0.83, 0.92), facecolor=style["window"])
    axes.set_axis_off()
    figure.text(0.02, 0.955, title, color=style["text"], size=17, weight="bold", parse_math=False)
    _scatter(axes, dots, _Kinds.of(dots, word), style)
    with warnings.catch_warnings():
        # A name in a script that no font here has is drawn as boxes; nobody can do anything.
        warnings.filterwarnings("ignore", message="Glyph|.*missing from font")
        _draw_names(axes, dots, style)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, facecolor=style["window"])


def _style() -> dict[str, str]:
    """The colours of the window's dark theme, by name."""
    text = (files("resources") / "style" / "dark.toml").read_text(encoding="utf-8")
    return {name: str(colour) for name, colour in tomllib.loads(text).items()}


def _scatter(axes: Axes, dots: Sequence[Dot], kinds: _Kinds, style: Mapping[str, str]) -> None:
    """All dots, and what their colours mean."""
    places = np.array([(dot.x, dot.y) for dot in dots])
    size = float(np.clip(24_000 / len(dots), 6, 90))
    rest = {kinds.others: style["faint"], kinds.unknown: style["pressed"]}
    named = [kind for kind, _ in Counter(kinds.held).most_common() if kind not in rest]
    colours = {**dict(zip(named, COLOURS, strict=False)), **rest}
    held = np.array(kinds.held)
    for kind in (*rest, *reversed(named)):
        rows = held == kind
        if rows.any():
            x, y = places[rows].T
            axes.scatter(x, y, s=3 * size, color=colours[kind], alpha=0.12, linewidths=0)
            axes.scatter(x, y, s=size, color=colours[kind], alpha=0.85, linewidths=0)
    shown = [kind for kind in (*named, *rest) if kind in kinds.held]
    marks = [axes.scatter([], [], s=60, color=colours[kind]) for kind in shown]
    legend = axes.legend(
        marks, [_shortened(kind) for kind in shown], loc="upper left", frameon=False,
        bbox_to_anchor=(1.0, 1.0), labelcolor=style["muted"], fontsize=11, labelspacing=0.7,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _draw_names(axes: Axes, dots: Sequence[Dot], style: Mapping[str, str]) -> None:
    """Names, as far as there is room: none lies on another."""
    from matplotlib.patheffects import withStroke

    axes.margins(0.06)
    stroke = [withStroke(linewidth=2.5, foreground=style["window"])]
    label(axes, _homes(dots), size=9.5, color=style["text"], path_effects=stroke)


def _homes(dots: Sequence[Dot]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Names, the heaviest first, and the place of the most central of their dots."""
    named: dict[str, list[Dot]] = defaultdict(list)
    for dot in dots:
        if dot.name:
            named[dot.name].append(dot)
    by_weight = sorted(named, key=lambda name: (-sum(dot.weight for dot in named[name]), name))
    for name in by_weight[:NAMES]:
        places = np.array([(dot.x, dot.y) for dot in named[name]])
        off = np.linalg.norm(places - np.median(places, axis=0), axis=1)
        x, y = places[int(off.argmin())]
        yield _shortened(name), (float(x), float(y))


def _shortened(name: str) -> str:
    """A name as it fits, without bytes that are no characters."""
    name = name.encode("utf-8", "replace").decode()
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"
