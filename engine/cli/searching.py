"""The command that searches for settings: `nearfield train listeners-settings`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.group import as_json
from engine.cli.learning import train
from engine.cli.listeners import of_option, plays_argument
from engine.cli.options import AT_LEAST_ONE, output, seed
from engine.terminal import answer, printable, stage_bar
from engine.training.listeners.systems import SYSTEMS
from engine.training.watch import Watch


@train.command("listeners-settings")
@plays_argument
@of_option
@output("settings")
@click.option(
    "--system",
    "systems",
    multiple=True,
    type=click.Choice(SYSTEMS),
    show_default=True,
    default=SYSTEMS[:1],
    help="May be given again; those of implicit only where it is installed.",
)
@click.option("--tries", type=AT_LEAST_ONE, default=26, show_default=True)
@seed("Of what is drawn.")
@as_json
def listeners_settings(
    files: tuple[Path, ...],
    of: str | None,
    output: Path,
    systems: tuple[str, ...],
    tries: int,
    seed: int,
    as_json: bool,
) -> None:
    """Find settings that suit your plays, by what is held back of FILES for validation.

    The best so far are changed step by step; each try is a whole training, and is kept in the
    folder OUTPUT. Stopped, the same command goes on.
    """
    from engine.training.listeners.search import search
    from engine.training.plays.tally import read_tally

    with stage_bar() as bar:
        tally, reading = read_tally(files, of, Watch(bar))
        found = [
            search(tally, system, output, budget=tries, seed=seed, watch=Watch(bar))
            for system in systems
        ]
    value = {each.system: asdict(each.best) for each in found}
    said = [
        f"{each.system}, best of {len(each.trials)}: "
        + ", ".join(f"{name} {value}" for name, value in each.best.settings.items())
        + f" (NDCG of the validation {each.best.ndcg:.4f} after {each.best.steps})"
        for each in found
    ]  # fmt: skip
    answer(value, printable("\n".join([*said, *reading.told()])), as_json=as_json)
