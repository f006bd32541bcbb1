"""The optional extras: what they bring, and what to say where one is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from engine.errors import NearfieldError

TRAINING = frozenset(
    {"h5py", "lightning", "mido", "networkx", "onnx", "onnxscript", "torch", "torchaudio"}
)
"""The packages of the extra in `pyproject.toml`; the rest of the program does without."""
SERVE = frozenset({"starlette", "uvicorn"})
"""Those of the extra for answering over HTTP."""


def not_installed(package: str) -> NearfieldError:
    """The error for a package of an extra that is wanted and not there."""
    extra, use = ("serve", "answering") if package in SERVE else ("training", "training")
    return NearfieldError(
        f"This needs {package}, which is not installed",
        f"Install it with what else is for {use}: pip install 'nearfield[{extra}]'",
    )


def require(package: str) -> None:
    """Raise NearfieldError if a package of the extra is not installed; imports nothing."""
    try:
        found = find_spec(package) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        raise not_installed(package)
