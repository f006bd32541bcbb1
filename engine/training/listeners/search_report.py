"""A part of the report: how settings were found, what was tried and what it brought."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.models.listeners_file import ListenersFile
from engine.training.listeners.ladders import Settings
from engine.training.listeners.measures import LENGTH
from engine.training.listeners.plots import draw_searches
from engine.training.listeners.search import Search
from engine.training.listeners.systems import OURS

_HEAD = f"| | tried | chosen | best after | NDCG@{LENGTH} of the validation |"


def told(searches: Sequence[Search], models: Sequence[ListenersFile], folder: Path) -> list[str]:
    """The section, with its picture in `folder`; nothing if there was no search."""
    if not searches:
        return []
    draw_searches(searches, folder / "search.png")
    rows = [
        f"| {search.system} | {len(search.trials)} | {_settings(search.best.settings)} "
        f"| {search.best.steps} {_steps(search)} | {search.best.ndcg:.4f} |"
        for search in searches
    ]
    return [
        "## How the settings were found",
        _how(searches[0]),
        "\n".join([_HEAD, "|---|---:|---|---:|---:|", *rows]),
        " ".join([*map(_standing, searches), *_strangers(searches, models)]),
        "![The best figure of the validation by the number of settings tried](search.png)",
    ]


def _how(search: Search) -> str:
    return (
        "By the validation items of all users alone, with one seed; the test was not looked at."
        " Beginning with what did best in smaller searches, again and again one setting of the best"
        " so far was moved a step up or down; once all such neighbours were tried, others were"
        f" drawn (seed {search.seed}). Every try is a whole training, looked at as it goes and kept"
        " as it was at its best. `nearfield train listeners-settings` keeps them all, in JSON."
    )


def _settings(settings: Settings) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())


def _steps(search: Search) -> str:
    return "epochs" if search.system == OURS else "rounds"


def _standing(search: Search) -> str:
    """Whether better settings may lie beside the best, or past the end of what was tried."""
    open_ = len(search.untried)
    said = (
        f"{search.system}: all settings one step beside the best were tried, and none is better"
        if not open_
        else f"{search.system}: of the settings one step beside the best {open_} were not tried"
    )
    if edges := search.edges:
        return f"{said}; it lies at the end of the values to try of {', '.join(edges)}."
    return f"{said}."


def _strangers(searches: Sequence[Search], models: Sequence[ListenersFile]) -> list[str]:
    """Models that were trained with other settings than those found."""
    found = [search.best.settings for search in searches if search.system == OURS]
    return [
        f"{model.path.stem} was trained with other settings than these."
        for model in models
        for settings in found
        if any(model.trained_on[name] != value for name, value in settings.items())
    ]
