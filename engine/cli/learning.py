"""Commands that train models: `nearfield train …`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.cli.options import Option, on_devices, output, seed, together, work
from engine.errors import NearfieldError
from engine.library import Library
from engine.terminal import answer, stage_bar
from engine.training.course import Machine, Point
from engine.training.watch import Watch
from engine.types import Comparison

if TYPE_CHECKING:
    from engine.training.preference.graph import PreferenceGraph
    from engine.training.preference.pipeline import Settings


@nearfield.group()
def train() -> None:
    """Train a model, on a music folder or on your own library."""


@train.command()
@click.option("--take-over", is_flag=True, help="Listen with what was learned, if it is better.")
@click.option("--go-back", is_flag=True, help="Listen again as before it was taken over.")
@as_json
@click.pass_obj
def library(home: Path | None, take_over: bool, go_back: bool, as_json: bool) -> None:
    """Learn your library from its tags, playlists, plays and likes.

    The model that listens goes on learning; afterwards both are compared on music that neither was
    trained on. Stopped with Ctrl-C it goes on when it is run again. Nothing changes before
    --take-over.
    """
    if take_over and go_back:
        raise click.UsageError("Give --take-over or --go-back, not both.")
    with Library.open(home) as opened, stage_bar() as bar:
        if take_over or go_back:
            opened.claim()
            name = opened.models.take_over() if take_over else opened.models.go_back()
        else:
            learned = opened.models.learn(lambda now: bar(now.doing, now.done, now.total))
    if take_over or go_back:
        said = f"{name} listens from now on; `nearfield scan` hears the library with it."
        answer({"listens": name}, said, as_json=as_json)
    else:
        answer(asdict(learned), _compared(learned.comparison), as_json=as_json)


def _compared(found: Comparison) -> str:
    """A comparison in words and numbers."""
    verdict = (
        "What was learned is better: nearfield train library --take-over listens with it."
        if found.better
        else "What was learned is not surely better, so nothing changes."
    )
    return (
        f"On {found.tracks} tracks that were held out:\n"
        f"  what goes together is nearer: {found.triplets_before:.1%} before,"
        f" {found.triplets_after:.1%} after (the gain is {found.least_gain:+.1%} at least)\n"
        f"  neighbours that belong there: {found.neighbours_before:.3f} before,"
        f" {found.neighbours_after:.3f} after\n{verdict}"
    )


@train.group()
def preference() -> None:
    """Train the embedder on what goes with what, stage by stage or all at once.

    The stages graph, chunks, distances, triplets and fit keep what they have in one file, --work;
    each can be stopped with Ctrl-C and goes on when it is run again. Where the graph comes from:
    the tags in a folder of music, or with --edges a list of albums that lead to albums, whose
    recordings are looked for in the folder.
    """


_OPTIONS: dict[str, Option] = {
    "work": work("preference.sqlite", "The training's file."),
    "edges": click.option(
        "--edges", type=PathOption, help="A CSV of from_album, to_album; else tags are used."
    ),
    "within": click.option(
        "--within",
        is_flag=True,
        help="Negatives only from what the walk reached, as published.",
    ),
    "in_degree": click.option(
        "--in-degree", type=click.IntRange(0), help="What a central album has at least."
    ),
    "top": click.option("--top", type=click.IntRange(1), help="How many are central at most."),
    "each": click.option(
        "--each", type=click.IntRange(1), help="Chunks of a recording at most [default: all]."
    ),
    "by_chunk": click.option(
        "--by-chunk", is_flag=True, help="Deal each chunk to a split on its own, not by artist."
    ),
    "recipe": click.option(
        "--recipe", type=click.Choice(["gentle", "published"]), default="gentle"
    ),
    "steps": click.option("--steps", type=click.IntRange(1), help="Instead of the recipe's."),
    "seed": seed(),
    "machine": on_devices(Machine(), "How several share the work."),
    "workers": click.option(
        "--workers", type=click.IntRange(0), default=0, help="Processes that read triplets."
    ),
    "output": output("embedder.safetensors"),
    "unheard": click.option(
        "--unheard", type=PathOption, help="Other music to examine the result on, by genre."
    ),
}
"""Those that several stages have in common."""


def _options(*which: str) -> Option:
    """These options, and the one for JSON."""
    return together(as_json, *(_OPTIONS[name] for name in which))


GRAPH = ("edges", "in_degree", "top")
CHUNKS = ("each", "by_chunk")
FIT = ("recipe", "steps", "machine", "workers")


@preference.command("graph")
@click.argument("music", type=PathOption)
@_options("work", *GRAPH)
def graph_(music: Path, work: Path, as_json: bool, **options: Any) -> None:
    """Keep the graph: nodes, edges, in-degrees, and which nodes are central."""
    from engine.training.preference.database import PreferenceFile
    from engine.training.preference.graph import keep_graph

    made = _graph(music, options["edges"])
    with PreferenceFile(work) as file, stage_bar() as bar:
        centrals = keep_graph(file, made, _settings(options).centre, Watch(bar))
    value = {"nodes": len(made.nodes), "edges": len(made.edges), "central": len(centrals)}
    said = "{nodes} nodes, {edges} edges, {central} central".format(**value)
    answer(value, said, as_json=as_json)


@preference.command("chunks")
@_options("work", *CHUNKS, "seed")
def chunks_(work: Path, as_json: bool, **options: Any) -> None:
    """Listen to the recordings and deal their 30-second chunks to train, validation and test."""
    from engine.audio.mel import MelFrontEnd
    from engine.training.preference.chunks import keep_chunks
    from engine.training.preference.database import SPLITS

    with _existing(work) as file, stage_bar() as bar:
        keep_chunks(file, MelFrontEnd(), _settings(options).chunking, Watch(bar))
        value = {split: len(file.chunks(split)) for split in SPLITS}
    answer(value, _counts(value, "chunks"), as_json=as_json)


@preference.command()
@_options("work")
def distances(work: Path, as_json: bool) -> None:
    """Measure how many steps lie between each central node and the others, up to 4."""
    from engine.training.preference.distances import keep_distances

    with _existing(work) as file, stage_bar() as bar:
        keep_distances(file, Watch(bar))
        *_, central = file.graph()
    answer({"maps": len(central)}, f"{len(central)} distance maps", as_json=as_json)


@preference.command()
@_options("work", "within", "recipe", "steps", "seed")
def triplets(work: Path, as_json: bool, **options: Any) -> None:
    """Draw triplets from the closest and the farthest of each distance map."""
    from engine.training.preference.database import SPLITS
    from engine.training.preference.triplets import keep_triplets

    with _existing(work) as file, stage_bar() as bar:
        keep_triplets(file, _settings(options).drawing, Watch(bar))
        value = {split: len(file.triplets(split)) for split in SPLITS}
    answer(value, _counts(value, "triplets"), as_json=as_json)


@preference.command()
@_options("work", *FIT, "seed", "output")
def fit(work: Path, output: Path, as_json: bool, **options: Any) -> None:
    """Train a network on the triplets and write its weights."""
    from engine.training.preference.pipeline import train, write_embedder

    with _existing(work), stage_bar() as bar:
        lesson = train(
            work,
            _settings(options),
            machine=options["machine"],
            workers=options["workers"],
            watch=Watch(bar),
        )
    model = write_embedder(lesson, output)
    _answer_fitted(output, model.model_id, lesson.fitted.best, as_json)


@preference.command("all")
@click.argument("music", type=PathOption)
@_options("work", *GRAPH, *CHUNKS, *FIT, "seed", "output", "unheard")
def all_(
    music: Path, work: Path, output: Path, unheard: Path | None, as_json: bool, **options: Any
) -> None:
    """Run every stage on a folder of music and write weights with a model card beside them."""
    from engine.training.preference import pipeline

    settings = _settings(options)
    with stage_bar() as bar:
        watch = Watch(bar)
        pipeline.prepare(work, lambda: _graph(music, options["edges"]), settings, watch)
        lesson = pipeline.train(
            work, settings, machine=options["machine"], workers=options["workers"], watch=watch
        )
        model = pipeline.write_embedder(lesson, output)
        pipeline.report(work, lesson, model, settings, music, unheard, watch)
    _answer_fitted(output, model.model_id, lesson.fitted.best, as_json)


def _graph(music: Path, edges: Path | None) -> PreferenceGraph:
    from engine.training.preference.edge_list import graph_of_edge_list
    from engine.training.preference.shared_tags import graph_of_folder

    return graph_of_edge_list(edges, music) if edges else graph_of_folder(music)


def _settings(options: dict[str, Any]) -> Settings:
    """What the options say; a list of edges is treated as published unless they say otherwise."""
    from dataclasses import replace

    from engine.training.preference.chunks import Chunking
    from engine.training.preference.graph import EVERYWHERE, PUBLISHED_CENTRE, Centre
    from engine.training.preference.pipeline import Settings
    from engine.training.preference.recipes import RECIPES

    published = options.get("edges") is not None
    centre = PUBLISHED_CENTRE if published else EVERYWHERE
    in_degree, top = options.get("in_degree"), options.get("top")
    recipe = RECIPES[options.get("recipe") or "gentle"]
    seed = options.get("seed") or 0
    return Settings(
        recipe=replace(recipe, steps=options.get("steps") or recipe.steps),
        centre=Centre(centre.in_degree if in_degree is None else in_degree, top or centre.top),
        chunking=Chunking(
            each=options.get("each"), by_owner=not options.get("by_chunk"), seed=seed
        ),
        beyond=not (published or options.get("within")),
        seed=seed,
    )


def _existing(work: Path) -> Any:
    from engine.training.preference.database import PreferenceFile

    if not work.exists():
        raise NearfieldError("The graph comes first", f"There is no file {work}.")
    return PreferenceFile(work)


def _counts(value: dict[str, int], what: str) -> str:
    return ", ".join(f"{count} {what} in {split}" for split, count in value.items())


def _answer_fitted(output: Path, model_id: str, best: Point, as_json: bool) -> None:
    value = {"weights": os.fspath(output), "model": model_id, "best": dict(best)}
    said = f"validation triplets {best['validation_triplets']:.3f} at step {best['step']:.0f}"
    answer(value, f"Model {model_id}: {said}\n{output}", as_json=as_json)
