"""Import of a file of published weights, or of one of our own, into a folder of models."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ModelError, NearfieldError
from engine.models.importing.layouts import Layout, recognised
from engine.models.importing.reading import Weights, read_weights
from engine.models.installed import SHIPPED, SUFFIX
from engine.models.vocabularies import VOCABULARIES
from engine.models.weights import ModelFile, save

if TYPE_CHECKING:
    from engine.models.taggers.networks import Network
    from engine.models.taggers.tagger import Tagger

_SPELLINGS = {
    "msd": "msd",
    "lastfm": "msd",
    "mtat": "mtat",
    "mtt": "mtat",
    "magnatagatune": "mtat",
    "jamendo": "jamendo",
    "mtg": "jamendo",
}
"""What file names call the sets of tags."""


def import_model(path: Path, folder: Path, vocabulary: str | None = None) -> ModelFile:
    """Convert the weights in `path` to our own file in `folder`; returns its description.

    `vocabulary` (msd, mtat or jamendo) says which tags the scores are for; left out, it is known
    from the network or taken from the file's name. The same weights are never kept twice, and other
    weights of the same name are kept beside. Raises ModelError, and then nothing is written.
    """
    if path.suffix == SUFFIX:
        return _copied(ModelFile.read(path), folder)
    weights = read_weights(path)
    layout = recognised(weights)
    if layout is None:
        raise ModelError(
            f"Cannot import {path.name!r}",
            "It holds weights, but of none of the networks that are known here:"
            " FCN, CRNN, musicnn, VGG and the CNN and CRNN of K. Choi.",
        )
    vocabulary = vocabulary or _vocabulary(path, layout)
    network, tagger = _tagger(path, layout, weights, len(VOCABULARIES[vocabulary]))
    name = f"{vocabulary}-{layout.architecture.replace('_', '-')}"
    with _incoming(folder, name) as incoming:
        made = save(
            incoming,
            tagger,
            architecture=layout.architecture,
            dimension=network.dimension,
            plan=network.plan,
            front_end=network.settings.as_metadata(),
            tags=VOCABULARIES[vocabulary],
        )
        return _settled(made, folder, name)


def _vocabulary(path: Path, layout: Layout) -> str:
    """The set of tags a file's scores are for, from its name where the network leaves a choice."""
    if len(layout.vocabularies) == 1:
        return layout.vocabularies[0]
    words = re.split(r"[^a-z]+", path.stem.lower())
    spelled = {_SPELLINGS[word] for word in words if word in _SPELLINGS}
    named = spelled & set(layout.vocabularies)
    if len(named) == 1:
        return named.pop()
    raise ModelError(
        f"Which tags does {path.name!r} tell?",
        "The weights cannot say what their scores are for, and the file's name does not."
        " Say so: --tags msd (last.fm, Million Song Dataset), mtat (MagnaTagATune) or jamendo.",
    )


def _tagger(path: Path, layout: Layout, weights: Weights, tags: int) -> tuple[Network, Tagger]:
    import torch

    from engine.models.taggers.networks import NETWORKS

    network = NETWORKS[layout.architecture]
    tagger = network.tagger(network.settings, network.plan, tags)
    try:
        converted = layout.convert(weights)
        if not all(torch.isfinite(tensor).all() for tensor in converted.values()):
            raise ValueError("there are numbers in it that are none")
        tagger.load_state_dict({**_own_front_end(tagger), **converted})
    except (KeyError, IndexError, RuntimeError, ValueError) as error:
        raise ModelError(
            f"Cannot import {path.name!r}",
            f"It looks like the {layout.architecture} of {layout.origin}, but its weights do not"
            " fit that network.",
        ) from error
    return network, tagger


def _own_front_end(tagger: Tagger) -> Weights:
    return {name: t for name, t in tagger.state_dict().items() if name.startswith("front_end.")}


def _copied(ours: ModelFile, folder: Path) -> ModelFile:
    """A weights file of this program, under its own name."""
    from engine.models.weights import load

    load(ours)  # what it names must be known here, and must fit
    with _incoming(folder, ours.path.stem) as incoming:
        incoming.write_bytes(ours.path.read_bytes())
        return _settled(ModelFile.read(incoming), folder, ours.path.stem)


@contextmanager
def _incoming(folder: Path, name: str) -> Iterator[Path]:
    """Where a file lies until it is settled; two processes may import the same one.

    A name of its own, not `whole_file`'s: which name it is to have shows when it is there.
    """
    incoming = folder / f".{name}.{os.getpid()}.incoming"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield incoming
    except ModelError:
        raise
    except (OSError, NearfieldError) as error:
        raise ModelError("The model cannot be kept", f"{folder}: {error}") from error
    finally:
        with suppress(OSError):
            incoming.unlink(missing_ok=True)


def _settled(made: ModelFile, folder: Path, name: str) -> ModelFile:
    """Give a new file its name, or the next that is free, unless the same model is there."""
    number = 2 if name == SHIPPED else 1
    while (path := folder / f"{name}{f'-{number}' if number > 1 else ''}{SUFFIX}").exists():
        if _model_id(path) == made.model_id:
            return ModelFile.read(path)
        number += 1
    made.path.replace(path)
    return ModelFile.read(path)


def _model_id(path: Path) -> str:
    try:
        return ModelFile.read(path).model_id
    except ModelError:
        return ""
