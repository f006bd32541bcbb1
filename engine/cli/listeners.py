"""Commands of the listeners: teach them from plays, examine them on plays that were held back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json
from engine.cli.learning import train
from engine.cli.options import AT_LEAST_ONE, on_devices, output, recipe, runs, seed, setting
from engine.models.listeners_file import MEASURES
from engine.terminal import answer, printable, stage_bar
from engine.training.course import Machine
from engine.training.listeners.recipe import LOSSES, OPTIMISERS, ListenersRecipe
from engine.training.plays.tally import OF
from engine.training.watch import Watch

if TYPE_CHECKING:
    from engine.models.listeners_file import ListenersFile
    from engine.training.listeners.report import Map

_USUAL = ListenersRecipe()
_ON_MAP = 2_000
"""Items on the picture: those with the most listeners."""
of_option = click.option(
    "--of", type=click.Choice(OF), help="What is learned [default: tracks, if they are named]."
)
plays_argument = click.argument(
    "files", nargs=-1, required=True, type=PathOption, metavar="FILE..."
)


_setting = partial(setting, _USUAL)
_with_recipe = recipe(
    _USUAL,
    _setting("dimension", AT_LEAST_ONE),
    _setting("measure", click.Choice(MEASURES), "How near two rows are."),
    _setting("scale", float, "What the cosine or the distance is multiplied with."),
    click.option("--biased/--unbiased", default=_USUAL.biased, help="Items get their own score."),
    _setting("loss", click.Choice(LOSSES)),
    _setting("negatives", AT_LEAST_ONE, "Items that were not played, for each that was."),
    _setting("popularity", click.FloatRange(0), "Their number of listeners counts to this power."),
    _setting("optimiser", click.Choice(OPTIMISERS)),
    _setting("rate", click.FloatRange(0, min_open=True)),
    _setting("decay", click.FloatRange(0), "Weight decay."),
    click.option("--sparse/--dense", default=_USUAL.sparse, help="Which rows a step changes."),
    _setting("batch", AT_LEAST_ONE),
    _setting("epochs", AT_LEAST_ONE),
    _setting("patience", AT_LEAST_ONE, "End after so many epochs that bring nothing."),
    _setting("split_seed", int, "Which items are held back for validation and test."),
    click.option("--by-time", is_flag=True, help="Hold back the latest discoveries instead."),
)


@train.command("listeners")
@plays_argument
@output("listeners.safetensors")
@of_option
@_with_recipe
@runs
@seed("Of the first run.")
@on_devices(Machine("cpu", "1"), "ddp for several processes.")
@as_json
def train_(
    files: tuple[Path, ...],
    output: Path,
    of: str | None,
    recipe: ListenersRecipe,
    runs: int,
    seed: int,
    machine: Machine,
    as_json: bool,
) -> None:
    """Learn from who plays what.

    FILE is the folder of HetRec 2011 Last.fm, the TSV of Last.fm 360K, an export or dump of
    ListenBrainz, scrobbles as CSV, or any table of user,item[,time]; packed as .gz, too. Lines that
    cannot be read are counted. Stopped, the same command goes on.
    """
    from engine.training.listeners.train import train_listeners

    with stage_bar() as bar:
        trained = train_listeners(
            files,
            output,
            of=of,
            recipe=recipe,
            runs=runs,
            seed=seed,
            machine=machine,
            watch=Watch(bar),
        )
    first = trained[0]
    value = {
        "weights": [os.fspath(run.model.path) for run in trained],
        "models": [run.model.model_id for run in trained],
        "users": len(first.model.users),
        "items": len(first.model.items),
        "best": [dict(run.fitted.best) for run in trained],
        "left_out": dict(first.reading.left_out),
    }
    said = [
        f"{run.model.path}: model {run.model.model_id}, {len(run.model.users):,} users,"
        f" {len(run.model.items):,} items, best after epoch {run.fitted.best['epoch']:.0f}"
        f" of {len(run.fitted.points)}"
        for run in trained
    ]
    answer(value, printable("\n".join([*said, *first.reading.told()])), as_json=as_json)


@evaluate.command("listeners")
@plays_argument
@click.option(
    "-w", "--weights", multiple=True, required=True, type=PathOption, help="May be given again."
)
@of_option
@click.option(
    "--settings",
    type=PathOption,
    help="What `train listeners-settings` kept: told, and with it"
    " implicit's systems, if there are any, learn and are asked the same.",
)
@output("report")
@as_json
def evaluate_(
    files: tuple[Path, ...],
    weights: tuple[Path, ...],
    of: str | None,
    settings: Path | None,
    output: Path,
    as_json: bool,
) -> None:
    """Examine listeners on what was held back of the FILEs they were trained on.

    Weights that differ in nothing but their seeds are runs of one system. Writes report.md and
    pictures; with the tags of HetRec among them a map, coloured by tag.
    """
    from engine.models.listeners_file import ListenersFile
    from engine.training.listeners.examination import examine, figures
    from engine.training.listeners.report import write_report
    from engine.training.listeners.search import read_searches
    from engine.training.plays.tally import read_tally

    with stage_bar() as bar:
        models = [ListenersFile.read(path) for path in weights]
        tally, reading = read_tally(files, of, Watch(bar))
        searches = read_searches(settings) if settings else ()
        examination = examine(tally, models, Watch(bar), searches)
        listeners = np.bincount(tally.of_item, minlength=len(tally.items))
        map_ = _map(files, models[0], listeners, output / "map.png", bar)
    named = " ".join([*(f.name for f in files), *(f"-w {path.name}" for path in weights),
                      *([f"--settings {settings.name}"] if settings else [])])  # fmt: skip
    command = f"nearfield evaluate listeners {named}"
    page = write_report(examination, output, command, reading.told(), map_)
    value = {system.name: figures(system) for system in examination.systems}
    answer({"report": os.fspath(page), "figures": value}, os.fspath(page), as_json=as_json)


def _map(
    files: Sequence[Path],
    model: ListenersFile,
    listeners: np.ndarray[Any, np.dtype[np.int64]],
    picture: Path,
    told: Callable[[str, int, int], None],
) -> Map | None:
    """Draw the most played items by their tags, if these are known."""
    from engine.map.layout import Steps, laid_out
    from engine.map.picture import Dot, draw_dots
    from engine.training.listeners.company import main_tags, most_played
    from engine.training.listeners.report import Map
    from engine.training.metrics import unit
    from engine.training.plays.hetrec import read_tags
    from engine.training.plays.reading import Reading

    given = read_tags(files[0], Reading())
    if not given:
        return None
    rows = most_played(listeners, _ON_MAP).tolist()
    tags = main_tags([model.items[row].id for row in rows], given)
    vectors = unit(model.space.items[rows])
    places = laid_out(vectors, Steps(lambda done, total: told("Finding places", done, total)))
    dots = [
        Dot(x, y, model.items[row].name, tag, float(listeners[row]))
        for row, (x, y), tag in zip(rows, places.tolist(), tags, strict=True)
    ]
    draw_dots(dots, f"{len(rows):,} artists, by who plays them", picture, "tag")
    return Map(picture, rows, tags)
