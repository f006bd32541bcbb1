"""Commands about the models a library listens with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json, nearfield
from engine.library import Library
from engine.models.vocabularies import VOCABULARIES
from engine.models.weights import ModelFile
from engine.terminal import answer
from engine.types import KnownModel


@nearfield.group()
def models() -> None:
    """The models there are to listen with."""


@models.command("list")
@as_json
@click.pass_obj
def list_(home: Path | None, as_json: bool) -> None:
    """Show which models there are, and which one listens."""
    with Library.open(home) as library:
        known = library.models.all()
    answer([asdict(model) for model in known], _table(known), as_json=as_json)


@models.command("import")
@click.argument("file", type=PathOption)
@click.option(
    "--tags",
    type=click.Choice(sorted(VOCABULARIES)),
    help="Whose tags it tells, where neither the weights nor the file's name say so.",
)
@as_json
@click.pass_obj
def import_(home: Path | None, file: Path, tags: str | None, as_json: bool) -> None:
    """Make FILE one of the models: published weights of a tagger, or a model trained here.

    Known are the taggers FCN, CRNN and musicnn as PyTorch files (.pth), musicnn and VGG as Keras
    files (.h5), and the CNN and CRNN of K. Choi as older Keras files.
    """
    with Library.open(home) as library:
        model = library.models.take_in(file, tags)
    way_on = (
        f"`nearfield models use {model.name}` lets it listen;"
        f" `nearfield models export {model.name}` first makes that faster on a CPU."
    )
    text = f"Imported {model.name}: {_sizes(model)}\n{way_on}"
    answer(asdict(model), text, as_json=as_json)


@models.command()
@click.argument("name")
@as_json
@click.pass_obj
def use(home: Path | None, name: str, as_json: bool) -> None:
    """Listen with the model NAME from now on.

    What the library knows of its tracks stays: the model before serves until this one has heard
    everything, and going back costs nothing.
    """
    with Library.open(home) as library:
        library.claim()
        library.models.listen_with(name)
        known = library.models.all()
    (model,) = (model for model in known if model.listens)
    text = f"{model.name} listens from now on: `nearfield scan` lets it hear what it has not."
    answer(asdict(model), text, as_json=as_json)


@models.command()
@click.argument("model")
@click.argument("output", type=PathOption, required=False)
@as_json
@click.pass_obj
def export(home: Path | None, model: str, output: Path | None, as_json: bool) -> None:
    """Write MODEL as ONNX, from audio to vectors and scores, to run without PyTorch.

    MODEL is one of those listed, or a file of weights. Without OUTPUT it is written beside its
    weights, and on a machine without a GPU `nearfield` listens with it from then on: the same
    vectors, sooner.
    """
    from engine.models.export import export

    if Path(model).is_file():
        exported = export(ModelFile.read(Path(model)), output)
    else:
        with Library.open(home) as library:
            exported = export(library.models.find(model), output)
    value = {"output": os.fspath(exported.path), "model": exported.model_id}
    answer(value, f"Model {exported.model_id} is in {exported.path}", as_json=as_json)


def _table(known: Sequence[KnownModel]) -> str:
    width = max(len(model.name) for model in known)
    return "\n".join(f"{model.name:<{width}}  {_sizes(model)}{_role(model)}" for model in known)


def _sizes(model: KnownModel) -> str:
    tags = f", {len(model.tags)} tags" if model.tags else ""
    return f"{model.network}, {model.dimension} dimensions{tags}, {model.heard} tracks heard"


def _role(model: KnownModel) -> str:
    roles = [name for name, it in (("listens", model.listens), ("serves", model.serves)) if it]
    return f" ({' and '.join(roles)})" if roles else ""
