"""Commands of the blend: what counts how much, fitting it, and what that brings."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.cli.evaluating import evaluate
from engine.cli.group import PathOption, as_json, nearfield
from engine.cli.learning import train
from engine.cli.options import output, seed, together, work
from engine.errors import NearfieldError, NotFound
from engine.library import Library
from engine.terminal import answer, stage_bar, track_name
from engine.text import plain
from engine.types import Mix, PlaylistEntry, PlaylistLength, Signal, Weights

_WORK = work("build/blend", "Keeps what was heard and read for the next run.")


_weighing = together(
    *(
        click.option(f"--{signal.value}", type=click.FloatRange(0, 1), help="From 0 to 1.")
        for signal in Signal
    )
)


@nearfield.command()
@_weighing
@click.option("--fitted", is_flag=True, help="Back to what was fitted.")
@click.option(
    "--fit",
    is_flag=True,
    help="Fit the weights to the playlists and the listening of this library.",
)
@as_json
@click.pass_obj
def blend(
    home: Path | None, /, fitted: bool, fit: bool, as_json: bool, **weights: float | None
) -> None:
    """See or set how much each signal counts in what is recommended.

    Only their proportions matter; a signal that is not named keeps its weight.
    """
    named = {signal: weight for signal, weight in weights.items() if weight is not None}
    if sum((fitted, fit, bool(named))) > 1:
        raise click.UsageError("Give weights, --fitted or --fit.")
    with Library.open(home) as library:
        if named:
            chosen = Weights(**{**asdict(library.recommender.mix().weights), **named})
            if not any(chosen.of(signal) for signal in Signal):
                raise NearfieldError("Nothing would count", "Give one signal a weight above 0.")
            library.recommender.weigh(chosen)
        elif fitted:
            library.recommender.weigh(None)
        mix = library.recommender.fit() if fit else library.recommender.mix()
    answer(_mix_value(mix), "\n".join(_mix_lines(mix)), as_json=as_json)


def _mix_lines(mix: Mix) -> list[str]:
    total = sum(mix.weights.of(signal) for signal in Signal)
    silent = dict(mix.silent)
    lines = []
    for signal in Signal:
        why = f"  ({silent[signal]})" if signal in silent else ""
        lines.append(f"{signal.value:>10}  {mix.weights.of(signal) / total:4.0%}{why}")
    if mix.weights == mix.fitted:
        return [
            *lines,
            "As fitted to your playlists and your listening." if mix.own else "As Nearfield came.",
        ]
    return [*lines, "As you decided; --fitted goes back."]


def _mix_value(mix: Mix) -> dict[str, Any]:
    return {
        "weights": asdict(mix.weights),
        "fitted": asdict(mix.fitted),
        "own": mix.own,
        "silent": {signal.value: why for signal, why in mix.silent},
    }


@nearfield.command("continue")
@click.argument("name")
@click.option("--tracks", default=10, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--add", is_flag=True, help="Put them at the playlist's end.")
@as_json
@click.pass_obj
def continue_playlist(home: Path | None, name: str, tracks: int, add: bool, as_json: bool) -> None:
    """Find tracks that go on from a saved playlist, by its name."""
    with Library.open(home) as library:
        saved = [each for each in library.playlists.all() if plain(each.name) == plain(name)]
        if not saved:
            raise NotFound(f"There is no playlist {name!r}", "Name one as the window shows it.")
        found = library.recommender.continued(saved[0].id, PlaylistLength(tracks=tracks))
        if add and found:
            entries = [*saved[0].entries, *(PlaylistEntry(track.id) for track in found)]
            library.playlists.change(saved[0].id, entries=entries)
    lines = [f"{place:3}. {track_name(track)}" for place, track in enumerate(found, 1)]
    value = {"playlist": saved[0].name, "tracks": [os.fspath(track.path) for track in found]}
    answer(value, "\n".join(lines or ["Nothing: none of it was listened to yet."]), as_json=as_json)


@train.command("blend")
@click.argument("music", type=PathOption)
@output("blend.json")
@_WORK
@as_json
def train_blend(music: Path, output: Path, work: Path, as_json: bool) -> None:
    """Fit the weights that come with the program to MUSIC.

    Its manifest.csv names sources. Sound and tags are fitted; of the others a rule decides.
    """
    from engine.training.blend.music import by_source, listen
    from engine.training.blend.weights import write_shipped
    from engine.training.watch import Watch

    with stage_bar() as bar:
        heard = listen(music, work / "music", Watch(bar))
        weights = write_shipped(output, heard, by_source(heard))
    lines = [f"{signal.value:>10}  {weights.of(signal):.3f}" for signal in Signal]
    value = {"output": os.fspath(output), "weights": asdict(weights)}
    answer(value, "\n".join([os.fspath(output), *lines]), as_json=as_json)


@evaluate.command("blend")
@click.option("--playlists", type=PathOption, required=True, help="Playlists, as for sequences.")
@click.option("--hetrec", type=PathOption, required=True, help="The folder of HetRec 2011 Last.fm.")
@click.option("--music", type=PathOption, required=True, help="A folder of music with a manifest.")
@seed()
@output("report")
@_WORK
@as_json
def evaluate_blend(
    playlists: Path, hetrec: Path, music: Path, seed: int, output: Path, work: Path, as_json: bool
) -> None:
    """See whether the blend beats each of its signals, by behaviour and by sound.

    Writes report.md, a picture and figures.csv.
    """
    from engine.training.blend.behaviour import read_behaviour
    from engine.training.blend.continuing import continue_playlists
    from engine.training.blend.music import by_album, by_source, listen
    from engine.training.blend.report import write_report
    from engine.training.watch import Watch

    with stage_bar() as bar:
        watch = Watch(bar)
        behaviour = read_behaviour(playlists, hetrec, work, watch)
        continued = continue_playlists(behaviour, seed, watch)
        heard = listen(music, work / "music", watch)
        answered = {
            "other artists of the same source": by_source(heard),
            "the same album": by_album(heard),
        }
    command = (
        f"nearfield evaluate blend --playlists {playlists.name} --hetrec {hetrec.name} "
        f"--music {music.name}"
    )
    page = write_report((behaviour, continued), (heard, answered), output, command)
    answer({"report": os.fspath(page)}, os.fspath(page), as_json=as_json)
