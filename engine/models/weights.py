"""Weights files: safetensors that say of themselves what they are.

Training writes one; the analysis reads its description (cheaply, without torch) to know the model's
id and excerpt plan, and loads the network when there is something to listen to. An exported model
(`engine.models.exported`) is described in the same words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from engine.audio.excerpts import ExcerptPlan
from engine.errors import ModelError
from engine.models.architectures import BUILDERS
from engine.models.exported import SETTINGS, SUFFIX, read_metadata
from engine.whole_file import unwritable, whole_file

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A weights file's, or an exported model's, description of itself.

    `model_id` is made from the weights and all settings that shape a vector, so that results of
    two models are never mixed up; a copy under another name has the same id.
    """

    path: Path
    model_id: str
    architecture: str
    dimension: int
    plan: ExcerptPlan
    front_end: Mapping[str, Any]
    tags: tuple[str, ...] = ()
    """The names of its scores, each with its vocabulary; empty for a network without any."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the description, without torch; raises ModelError if the file is none of ours."""
        try:
            read = read_metadata if path.suffix == SUFFIX else read_description
            model_id, settings = read(path)
            return cls(
                path=path,
                model_id=model_id,
                architecture=str(settings["architecture"]),
                dimension=int(settings["dimension"]),
                plan=ExcerptPlan(**settings["plan"]),
                front_end=settings["front_end"],
                tags=tuple(map(str, settings.get("tags", ()))),
            )
        except (OSError, SafetensorError) as error:
            raise ModelError(f"Cannot read the model {path.name!r}", str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            message = "The file holds weights, but not a model of this program."
            raise ModelError(f"Cannot use the model {path.name!r}", message) from error

    def settings(self) -> dict[str, Any]:
        """What the file says of itself, as it stands in its metadata."""
        settings = {
            "architecture": self.architecture,
            "dimension": self.dimension,
            "plan": asdict(self.plan),
            "front_end": dict(self.front_end),
        }
        # A network without tags has the same id as before there were any.
        return settings | ({"tags": list(self.tags)} if self.tags else {})


def shipped(name: str = "ear") -> ModelFile:
    """The weights that come with the program; raises ModelError if they are damaged or absent."""
    return ModelFile.read(Path(str(files("resources") / "models" / f"{name}.safetensors")))


def load(model_file: ModelFile, device: str = "cpu") -> nn.Module:
    """Build the network the file names, with its weights, ready to listen on `device`.

    Imports torch. Raises ModelError if this program does not know the network or the weights do
    not fit it.
    """
    from safetensors.torch import load_file

    title = f"Cannot use the model {model_file.path.name!r}"
    if model_file.path.suffix == SUFFIX:
        raise ModelError(title, "It is an exported model; this needs the weights it is made from.")
    if model_file.architecture not in BUILDERS:
        raise ModelError(title, f"This version does not know {model_file.architecture!r} networks.")
    try:
        model = BUILDERS[model_file.architecture](model_file)
        model.load_state_dict(load_file(model_file.path))
    except (OSError, SafetensorError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(title, "Its weights do not fit the network it names.") from error
    return model.to(device).eval().requires_grad_(False)


def save(
    path: Path,
    model: nn.Module,
    *,
    architecture: str,
    dimension: int,
    plan: ExcerptPlan,
    front_end: Mapping[str, Any],
    tags: Sequence[str] = (),
) -> ModelFile:
    """Write a weights file, whole or not at all, and return its description."""
    settings = ModelFile(path, "", architecture, dimension, plan, front_end, tuple(tags)).settings()
    tensors = {name: tensor.cpu().numpy() for name, tensor in model.state_dict().items()}
    write_tensors(path, tensors, settings)
    return ModelFile.read(path)


def write_tensors(
    path: Path, tensors: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]
) -> None:
    """Write a file of tensors and what it says of itself, whole or not at all; without torch.

    Raises NearfieldError if it cannot be written.
    """
    whole = {name: np.asarray(tensor, order="C") for name, tensor in tensors.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as unfinished:
            save_file(whole, unfinished, {SETTINGS: json.dumps(settings, sort_keys=True)})
            # safetensors writes for the owner alone; an installed model is for every user.
            unfinished.chmod(0o644)
    except (OSError, SafetensorError) as error:
        raise unwritable(path, error) from error


def read_description(path: Path) -> tuple[str, dict[str, Any]]:
    """The id of a file of weights and what it says of itself, whatever its tensors are.

    Raises OSError, SafetensorError, KeyError or ValueError if it says nothing.
    """
    with safe_open(path, framework="np") as file:
        settings = json.loads((file.metadata() or {})[SETTINGS])
        return _fingerprint(file, settings), settings


def _fingerprint(file: Any, settings: object) -> str:
    """Twelve hex digits over all tensors, in order of their names, and the settings."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for name in sorted(file.keys()):
        tensor = file.get_tensor(name)
        digest.update(f"{name} {tensor.dtype} {tensor.shape}".encode())
        digest.update(tensor.tobytes())
    return digest.hexdigest()[:12]
