"""Find settings by validation, as many tries for each system; nothing here looks at the test.

Each system's trials are kept in a file of its own, written after every one: a stopped search goes
on, and the report reads what was chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.errors import NearfieldError
from engine.training.listeners import rivals
from engine.training.listeners.ladders import (
    Settings,
    Trial,
    at_edges,
    best_of,
    untried,
    upcoming,
)
from engine.training.listeners.recipe import ListenersRecipe
from engine.training.listeners.split import split_of
from engine.training.listeners.systems import LADDERS, OURS, STARTS, SYSTEMS
from engine.training.plays.tally import Tally
from engine.training.watch import Watch
from engine.whole_file import whole_file


@dataclass(frozen=True, slots=True)
class Search:
    """What was tried for a system, in this order, on the plays of a fingerprint."""

    system: str
    data: str
    split_seed: int
    seed: int
    trials: tuple[Trial, ...] = ()

    @property
    def best(self) -> Trial:
        """What validation chose."""
        return best_of(self.trials)

    @property
    def untried(self) -> list[Settings]:
        """The neighbours of the best that were not tried."""
        return untried(LADDERS[self.system], self.trials)

    @property
    def edges(self) -> list[str]:
        """Settings whose best value is the last on its ladder, though there may be better ones."""
        return at_edges(LADDERS[self.system], self.best.settings)


def place_of(folder: Path, system: str) -> Path:
    """The file of a system's trials."""
    return folder / f"{system.lower().replace(' ', '-')}.json"


def search(
    tally: Tally,
    system: str,
    folder: Path,
    *,
    budget: int = 26,
    seed: int = 0,
    watch: Watch | None = None,
) -> Search:
    """Try settings until so many were tried, these in the file included.

    Raises Cancelled, NearfieldError if the file is of another search or implicit is wanted and not
    installed.
    """
    watch = watch or Watch()
    wanted = Search(system, tally.fingerprint(), ListenersRecipe().split_seed, seed)
    place = place_of(folder, system)
    found = read_search(place) if place.exists() else wanted
    if replace(found, trials=()) != wanted:
        message = f"{place} is of other plays, or of another seed. Name another folder."
        raise NearfieldError("Another search is kept there", message)
    judged = _judge(tally, system, watch)
    while len(found.trials) < budget:
        watch.step(f"Trying settings of {system}", len(found.trials), budget)
        settings = upcoming(LADDERS[system], STARTS[system], found.trials, seed)
        if settings is None:
            break
        found = replace(found, trials=(*found.trials, judged(settings)))
        _write(place, found)
    return found


def read_search(place: Path) -> Search:
    """Read a file of trials; raises NearfieldError if it is none, or of ladders that are gone."""
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        trials = tuple(Trial(**trial) for trial in told.pop("trials"))
        found = Search(**told, trials=trials)
        if not trials:
            raise ValueError("There is not a single one in it.")
        for trial in trials:
            at_edges(LADDERS[found.system], trial.settings)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NearfieldError(f"{place.name!r} is no file of trials", str(error)) from error
    return found


def read_searches(folder: Path) -> tuple[Search, ...]:
    """Every system's trials in a folder; raises NearfieldError if there are none."""
    places = [place for system in SYSTEMS if (place := place_of(folder, system)).is_file()]
    if not places:
        message = "`nearfield train listeners-settings` makes some."
        raise NearfieldError(f"There are no files of trials in {folder}", message)
    return tuple(map(read_search, places))


def _write(place: Path, found: Search) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {**asdict(found), "trials": [asdict(trial) for trial in found.trials]}
    with whole_file(place) as unfinished:
        unfinished.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _judge(tally: Tally, system: str, watch: Watch) -> Callable[[Settings], Trial]:
    """What tries settings: a whole training, looked at by validation as it goes."""
    if system == OURS:
        return lambda settings: _try_ours(tally, settings, watch)
    if not rivals.is_here():
        raise NearfieldError(f"{system} cannot be tried", "implicit is not installed.")
    split = split_of(tally, ListenersRecipe().split_seed)

    def tried(settings: Settings) -> Trial:
        learned = rivals.LEARN[system](tally, split, settings, 0, watch)
        return Trial(settings, learned.ndcg, learned.rounds)

    return tried


def _try_ours(tally: Tally, settings: Settings, watch: Watch) -> Trial:
    from engine.training.listeners.task import NDCG
    from engine.training.listeners.train import learn

    recipe = ListenersRecipe(**settings)  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        _, fitted = learn(
            tally,
            Path(folder) / "trial.safetensors",
            recipe,
            watch=Watch(cancelled=watch.cancelled),
        )
    return Trial(settings, fitted.best[NDCG], int(fitted.best["epoch"]))
