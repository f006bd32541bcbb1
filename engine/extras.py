"""The optional extra `training`: what it brings, and what to say where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from engine.errors import NearfieldError

TRAINING = frozenset(
    {"h5py", "lightning", "mido", "networkx", "onnx", "onnxscript", "torch", "torchaudio"}
)
"""The packages of the extra in `pyproject.toml`; the rest of the program does without."""


def not_installed(package: str) -> NearfieldError:
    """The error for a package of the extra that is wanted and not there."""
    return NearfieldError(
        f"This needs {package}, which is not installed",
        "Install it with what else is for training: pip install 'nearfield[training]'",
    )


def require(package: str) -> None:
    """Raise NearfieldError if a package of the extra is not installed; imports nothing."""
    try:
        found = find_spec(package) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        raise not_installed(package)
