"""The report on the blend: pages, a picture and every figure as CSV.

An interval is a paired bootstrap over what was asked about: playlists, or groups of recordings that
hang together.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.recommend.blend.asking import FITTED, ahead
from engine.training.blend.behaviour import Behaviour
from engine.training.blend.continuing import MEASURES, SHIPPED, SIGNALS, Continued
from engine.training.blend.music import Answered, Music
from engine.training.pictures import picture
from engine.types import Signal, Weights

Figures = NDArray[np.float64]
NAMES: Final = {
    str(Signal.PLAYLISTS): "playlists (item-kNN)",
    str(Signal.LISTENERS): "listeners (of artists)",
    str(Signal.TAGS): "tags (of artists)",
    str(Signal.REPLAY): "popularity",
}


def write_report(
    behaviour: tuple[Behaviour, Continued],
    music: tuple[Music, Mapping[str, Answered]],
    folder: Path,
    command: str,
) -> Path:
    """Write `report.md`, `blend.png` and `figures.csv`; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    told, continued = behaviour
    _draw(continued, music[1], folder / "blend.png")
    parts = [
        "# Does the blend beat each of its signals?",
        f"Made by `{command}`.",
        "![Each way, by behaviour and by sound](blend.png)",
        "## By behaviour",
        _asked(told, continued),
        *_tables(continued),
        _fitted(continued.weights),
        _BEHAVIOUR_LIMITS,
        "## By sound",
        f"{len(music[0].recordings)} openly licensed recordings, heard by the ear that comes with "
        "the program. The figure is NDCG over all recordings that may be the answer.",
        *(_sound_table(name, answered) for name, answered in music[1].items()),
        _SOUND_LIMITS,
    ]
    page = folder / "report.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    _write_figures(continued, music[1], folder / "figures.csv")
    return page


def _asked(told: Behaviour, continued: Continued) -> str:
    return (
        f"{len(told.playlists):,} playlists; the artist of {told.known:.1%} of their tracks is "
        f"known to HetRec. {len(continued.whole[FITTED]):,} playlists were asked about, in folds: "
        "half of the tracks given, the others to be found among 500 candidates. "
        f"{continued.share_new:.1%} of what was hidden stands in no playlist that was learned from."
    )


def _tables(continued: Continued) -> list[str]:
    parts = {
        "All that was hidden": continued.whole,
        "Known tracks only: candidates and answers that some playlist has": continued.known,
        "New tracks only: answers that no playlist has, among all candidates": continued.new,
    }
    return [
        _table(title, figures)
        for title, figures in parts.items()
        if np.isfinite(figures[FITTED]).any()
    ]


def _table(title: str, figures: Mapping[str, Figures]) -> str:
    asked = np.isfinite(figures[FITTED][:, 0])
    lines = [
        f"**{title}** ({asked.sum()} playlists)",
        "",
        f"| | {' | '.join(MEASURES)} | the blend is ahead in {MEASURES[0]} by |",
        "|---|" + "---:|" * (len(MEASURES) + 1),
    ]
    for name, each in figures.items():
        means = " | ".join(f"{mean:.3f}" for mean in each[asked].mean(axis=0))
        gap = "" if name == FITTED else _gap(figures[FITTED][asked, 0], each[asked, 0])
        lines.append(f"| {_shown(name)} | {means} | {gap} |")
    best = max(NAMES, key=lambda name: float(figures[name][asked, 0].mean()))
    for name in (FITTED, SHIPPED):
        lines += ["", _in_words(name, best, figures[name][asked], figures[best][asked])]
    return "\n".join(lines)


def _in_words(name: str, best: str, blend: Figures, other: Figures) -> str:
    said = [
        f"{measure} {_verdict(blend[:, place], other[:, place])}"
        for place, measure in enumerate(MEASURES)
    ]
    how = "fitted" if name == FITTED else "with the weights as shipped"
    return f"The blend, {how}, against {_shown(best)}, the best signal alone: {', '.join(said)}."


def _verdict(blend: Figures, other: Figures, groups: NDArray[np.int64] | None = None) -> str:
    mean, low, high = ahead(blend, other, np.arange(len(blend)) if groups is None else groups)
    verdict = "better" if low > 0 else "worse" if high < 0 else "level"
    return f"{verdict} ({mean:+.3f}, {low:+.3f} to {high:+.3f})"


def _gap(blend: Figures, other: Figures, groups: NDArray[np.int64] | None = None) -> str:
    mean, low, high = ahead(blend, other, np.arange(len(blend)) if groups is None else groups)
    return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"


def _fitted(weights: Sequence[Weights]) -> str:
    lines = ["The weights that were fitted, fold by fold:", ""]
    lines += [
        f"| {' | '.join(NAMES[signal] for signal in SIGNALS)} |",
        "|" + "---:|" * len(SIGNALS),
    ]
    lines += [
        f"| {' | '.join(f'{each.of(signal):.3f}' for signal in SIGNALS)} |" for each in weights
    ]
    return "\n".join(lines)


def _sound_table(title: str, answered: Answered) -> str:
    gains, groups = answered.gains, answered.groups
    lines = [
        f"**{title}** ({len(groups)} questions, {len(np.unique(groups))} groups)",
        "",
        "| | NDCG | the blend is ahead by |",
        "|---|---:|---:|",
    ]
    for name, each in gains.items():
        gap = "" if name == FITTED else _gap(gains[FITTED], each, groups)
        lines.append(f"| {name} | {each.mean():.3f} | {gap} |")
    shares = ", ".join(
        f"{s.value} {answered.weights.of(s):.2f}" for s in (Signal.SOUND, Signal.TAGS)
    )
    lines += ["", f"Fitted to all of it: {shares}."]
    lines += [f"Against {s.value} alone: {_verdict(gains[FITTED], gains[s.value], groups)}."
              for s in (Signal.SOUND, Signal.TAGS)]  # fmt: skip
    return "\n".join(lines)


def _shown(name: str) -> str:
    return NAMES.get(name, name)


def _draw(continued: Continued, music: Mapping[str, Answered], path: Path) -> None:
    panels = [(f"behaviour: {m}", {_shown(n): f[:, p] for n, f in continued.whole.items()})
              for p, m in enumerate(MEASURES)]  # fmt: skip
    panels += [(f"sound: {title}", dict(answered.gains)) for title, answered in music.items()]
    with picture(path, 9, 1.9 * len(panels)) as figure:
        for row, (title, figures) in enumerate(panels, 1):
            plot = figure.add_subplot(len(panels), 1, row)
            names = sorted(figures, key=lambda name: float(np.mean(figures[name])))
            means = [float(np.mean(figures[name])) for name in names]
            halves = [1.96 * float(np.std(figures[n])) / len(figures[n]) ** 0.5 for n in names]
            colours = ["#d9822b" if name == FITTED else "#7a8ca3" for name in names]
            plot.barh(names, means, xerr=halves, color=colours)
            plot.set_title(title, fontsize=9, loc="left")
            plot.tick_params(labelsize=8)
            plot.grid(alpha=0.3, axis="x")


def _write_figures(continued: Continued, music: Mapping[str, Answered], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("asked", "way", "measure", "mean"))
        for part, of in (
            ("all", continued.whole),
            ("known", continued.known),
            ("new", continued.new),
        ):
            for name, figures in of.items():
                if not np.isfinite(figures).any():
                    continue
                for measure, mean in zip(MEASURES, np.nanmean(figures, axis=0), strict=True):
                    writer.writerow((part, name, measure, round(float(mean), 5)))
        for title, answered in music.items():
            for name, gains in answered.gains.items():
                writer.writerow((title, name, "NDCG", round(float(gains.mean()), 5)))


_BEHAVIOUR_LIMITS: Final = """\
What this does not say: these playlists have ten followers and more, and are longer than usual. That
a track is new here means that all its playlists are asked about, so a new track is likelier an
answer than any other; in a library, where most new tracks go nowhere, less is gained. Listeners and
tags are known by artist only. The fitted weights are not those that come with the program: the data
may be used to measure, and nothing trained on it is passed on. What is shipped is a rule: all that
tells how tracks go together counts alike. A library with lists fits its own weights, as here."""
_SOUND_LIMITS: Final = """\
What this does not say: there are no playlists over music that may be heard here; the makers of
games, who chose music for them, and albums stand for these. The groups are few. The ear was
trained on these recordings (to hear what its teachers hear in them, not who stands beside whom), so
its share is flattered, as that of the files' genres is, which were given source by source."""
