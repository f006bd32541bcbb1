"""Export: from a weights file to an ONNX file that holds the whole path, audio in, vectors out.

The mel front end is inside, so that whatever runs the file cannot compute another picture. Needs
torch; what comes out needs onnxruntime alone.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torchaudio.transforms import MelSpectrogram

from engine.errors import ModelError
from engine.models.exported import (
    AUDIO,
    MODEL_ID,
    SCORES,
    SETTINGS,
    SUFFIX,
    VECTORS,
    open_session,
)
from engine.models.matrix_mel import MatrixMel
from engine.models.weights import ModelFile, load
from engine.whole_file import unwritable, whole_file

if TYPE_CHECKING:
    from onnx import ModelProto

TOLERANCE = 1e-4
"""How far any number of a vector, or any score, of an exported model may be off."""


def export(model_file: ModelFile, output: Path | None = None) -> ModelFile:
    """Write an exported model, whole or not at all, and return its description.

    Without `output` it comes to lie beside the weights, where the analysis finds it, and is small:
    the tensors both have in common it reads from there. It is run beside the network it was made
    from before it takes its place; raises ModelError if they disagree, or for a file of no use.
    """
    beside = output is None
    output = output or model_file.path.with_suffix(SUFFIX)
    network = load(model_file)
    exact = [part.numpy() for part in network(torch.from_numpy(_probe(model_file.plan.samples)))]
    proto = _traced(network, model_file.plan.samples)
    for key, value in (
        (SETTINGS, json.dumps(model_file.settings(), sort_keys=True)),
        (MODEL_ID, model_file.model_id),
    ):
        proto.metadata_props.add(key=key, value=value)
    if beside:
        _share(proto, model_file.path)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(output) as unfinished:
            unfinished.write_bytes(proto.SerializeToString(deterministic=True))
            _check(unfinished, model_file, exact)
    except OSError as error:
        raise unwritable(output, error) from error
    return ModelFile.read(output)


def _probe(samples: int) -> NDArray[np.float32]:
    """Windows (3, samples) unlike each other: noise, two tones over faint noise, silence.

    Of tones alone a picture with a deep floor would show what a 32-bit transform rounds off, which
    no two of them agree on; no recording is that clean.
    """
    time = np.arange(samples)
    tones = np.sin(0.05 * time) + 0.3 * np.sin(0.7 * time)
    noise = np.random.default_rng(0).normal(0, 0.1, samples)
    return np.stack([noise, tones + 0.01 * noise, 0 * noise]).astype(np.float32)


def _traced(network: nn.Module, samples: int) -> ModelProto:
    """The network as a graph for any number of windows of that length."""
    _take_matrix_mel(network)
    example = torch.from_numpy(_probe(samples))[:2]
    any_batch = {AUDIO: {0: torch.export.Dim("windows")}}
    proto = traced(_Listening(network), example, [AUDIO], [VECTORS, SCORES], any_batch)
    # torch takes a batch whose size a network asks for by len() for one of always that size
    assert proto.graph.input[0].type.tensor_type.shape.dim[0].dim_param, "not for any batch"
    return proto


def traced(
    network: nn.Module,
    example: Tensor,
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic_shapes: dict[str, Any] | None = None,
) -> ModelProto:
    """A network as a graph, for inputs of the example's shape where `dynamic_shapes` says nothing.

    It says nothing of where it came from: no path of a machine.
    """
    with _quiet():
        program = torch.onnx.export(
            network.eval(),
            (example,),
            input_names=inputs,
            output_names=outputs,
            dynamic_shapes=dynamic_shapes,
            dynamo=True,
            optimize=False,  # norms melted into weights could not be shared; onnxruntime does it
            verbose=False,
        )
    assert program is not None
    proto = program.model_proto
    _forget_origin(proto)
    return proto


def _forget_origin(proto: ModelProto) -> None:
    """Without the lines of source that each step came from: paths of one machine, no use."""
    graph = proto.graph
    for part in (proto, graph, *graph.node, *graph.value_info, *graph.input, *graph.output):
        del part.metadata_props[:]
        part.doc_string = ""


class _Listening(nn.Module):
    """The network under an argument whose name the exporter can rely on."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        vectors, scores = self.network(audio)
        return vectors, scores


def _take_matrix_mel(network: nn.Module) -> None:
    """Put a MatrixMel in the place of each of torchaudio's."""
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, MelSpectrogram):
                setattr(module, name, MatrixMel(child))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what torch's exporter has to say about itself and about packages it does not need."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _share(proto: ModelProto, weights: Path) -> None:
    """Let tensors that stand in the weights file byte by byte be read from there."""
    from onnx import TensorProto

    content = weights.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    spans = [entry["data_offsets"] for name, entry in header.items() if name != "__metadata__"]
    places = {content[start + begin : start + end]: start + begin for begin, end in spans}
    for tensor in proto.graph.initializer:
        place = places.get(tensor.raw_data)
        if place is None or tensor.data_type != TensorProto.FLOAT:
            continue
        length = len(tensor.raw_data)
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", weights.name), ("offset", place), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))


def _check(path: Path, model_file: ModelFile, exact: list[NDArray[np.float32]]) -> None:
    """Raise ModelError if the exported model says something else than the network."""
    session = open_session(path)
    found = session.run([VECTORS, SCORES], {AUDIO: _probe(model_file.plan.samples)})
    off = max(float(np.abs(a - b).max(initial=0)) for a, b in zip(exact, found, strict=True))
    if not off <= TOLERANCE:
        message = f"Its numbers would be off by {off:.2g}, more than {TOLERANCE:g}."
        raise ModelError(f"Cannot export {model_file.path.name!r}", message)
