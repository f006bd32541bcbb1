"""Exported models: .onnx files that run where no torch is, and what they say of themselves.

`engine.models.export` writes them; this module opens them, with onnxruntime, which is imported by
whoever needs it first. An exported model has the id of the weights it was made from: both give
the same vectors within 1e-4, so that what one has heard need not be heard again by the other.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SETTINGS, MODEL_ID = "nearfield", "nearfield-model"
"""The keys of a file's metadata: the settings as in a weights file, and the weights' id."""
AUDIO, VECTORS, SCORES = "audio", "vectors", "scores"
"""The names of what goes in, (B, samples), and of what comes out, (B, d) and (B, t)."""
SUFFIX = ".onnx"


def read_metadata(path: Path) -> tuple[str, dict[str, Any]]:
    """The model's id and its settings.

    Raises ModelError if the file is no network, KeyError or ValueError if it is none of ours.
    """
    metadata = open_session(path, optimised=False).get_modelmeta().custom_metadata_map
    return metadata[MODEL_ID], json.loads(metadata[SETTINGS])


def open_session(graph: Path | bytes, *, optimised: bool = True) -> InferenceSession:
    """The network of a file or its content, ready to run on one core; ModelError if it is none.

    Without `optimised` it is opened faster and runs slower.
    """
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    if not optimised:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its many errors have no common root but this
        name = repr(graph.name) if isinstance(graph, Path) else "in memory"
        raise ModelError(f"Cannot read the model {name}", str(error)) from error
