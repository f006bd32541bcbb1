"""The model at work: windows of several tracks in, a unit vector and tag scores a track out.

There are two runtimes, onnxruntime and torch, which give the same numbers within 1e-4; this module
decides which one listens, and imports neither before.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.models.exported import SUFFIX
from engine.models.pooling import Pooled
from engine.models.weights import ModelFile


class Pending(Protocol):
    """Vectors and scores that may still be on their way from the device."""

    def pooled(self) -> list[Pooled]:
        """Each track's vector (d,) and scores (t,); waits for the device."""


class Model(Protocol):
    """A loaded model."""

    batch_tracks: int
    """Tracks a forward pass should take; 0 leaves it to the caller."""
    runtime: str
    """What runs it, with its version and where, for a person to read."""

    def start(self, tracks: Sequence[NDArray[np.float32]]) -> Pending:
        """Begin with the windows (n, samples) of each track, one track at least.

        A GPU works on while the next ones are made ready; a CPU is done on return.
        """

    def pooled(self, tracks: Sequence[NDArray[np.float32]]) -> list[Pooled]:
        """Each track's windows (n, samples) pooled to its vector (d,) and scores (t,)."""


def open_model(model_file: ModelFile, threads: int) -> Model:
    """The model on the best device and in the fastest runtime there is.

    That is torch on a GPU and onnxruntime on a CPU, as far as torch is installed and the model was
    exported. Raises ModelError if neither can run it.
    """
    exported = exported_model(model_file)
    if exported and not has_gpu():
        return _onnx_model(exported, threads)
    try:
        from engine.analysis.torch_model import TorchModel
    except ImportError as error:
        if exported:
            return _onnx_model(exported, threads)  # the GPU is of no use without torch
        raise ModelError(
            f"Cannot listen with the model {model_file.path.name!r}",
            "PyTorch is not installed, and beside the model lies no exported one. "
            "`nearfield models export` makes it where PyTorch is.",
        ) from error
    return TorchModel(model_file, threads)


def exported_model(model_file: ModelFile) -> ModelFile | None:
    """The model itself if it is exported, else the one beside it made of the same weights."""
    if model_file.path.suffix == SUFFIX:
        return model_file
    beside = model_file.path.with_suffix(SUFFIX)
    try:
        exported = ModelFile.read(beside) if beside.exists() else None
    except ModelError:
        return None
    return exported if exported and exported.model_id == model_file.model_id else None


def has_gpu() -> bool:
    """Whether NVIDIA's driver knows of a GPU; importing torch to ask it would take seconds."""
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    count = ctypes.c_int(0)
    try:
        driver = ctypes.CDLL(library)
        failed = driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count))
    except (OSError, AttributeError):
        return False
    return not failed and count.value > 0


def _onnx_model(exported: ModelFile, threads: int) -> Model:
    from engine.analysis.onnx_model import OnnxModel

    return OnnxModel(exported, threads)
