"""onnxruntime beside torch on a CPU: `make bench-runtimes`.

Every network that a weights file can name, the shipped one with its weights and the taggers with
random ones, is exported and hears the same tracks of noise in both runtimes: front end and network,
on one core. Processor time is measured, the better of several turns of each, taken alternately. A
ratio above 1 means that onnxruntime is faster. How far any number of a vector or any score is off
is told, too. At the end: what a process with the shipped model, ready to listen, costs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.analysis.model import Model
from engine.analysis.onnx_model import OnnxModel
from engine.models.architectures import TAGGERS
from engine.models.weights import ModelFile, save, shipped

READY = """
import sys, time
began = time.perf_counter()
from importlib import import_module
from pathlib import Path
import psutil
from engine.models.weights import ModelFile
module, kind, path = sys.argv[1:]
getattr(import_module(module), kind)(ModelFile.read(Path(path)), 1)
taken = time.perf_counter() - began
print(taken, psutil.Process().memory_info().rss / 2**20)
"""


def main() -> None:
    """Export everything into a folder that is gone afterwards, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    print("| network | windows | torch, ms a track | onnxruntime, ms a track | ratio | off by |")
    print("|---|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for weights in _weights(Path(folder)):
            print(_row(weights, Path(folder), options.turns), flush=True)
    for name, module, kind, path in _kinds():
        seconds, memory = _ready(module, kind, path)
        print(f"{name}: ready after {seconds:.1f} s, {memory:.0f} MB")


def _weights(folder: Path) -> Iterator[ModelFile]:
    """The shipped weights, then random ones of each tagger."""
    import torch

    from engine.models.taggers.networks import NETWORKS

    yield shipped()
    for name in TAGGERS:
        torch.manual_seed(0)
        network = NETWORKS[name]
        yield save(
            folder / f"{name}.safetensors",
            network.tagger(network.settings, network.plan, 50),
            architecture=name,
            dimension=network.dimension,
            plan=network.plan,
            front_end=network.settings.as_metadata(),
            tags=[f"msd/{number}" for number in range(50)],
        )


def _row(weights: ModelFile, folder: Path, turns: int) -> str:
    from engine.analysis.torch_model import TorchModel
    from engine.models.export import export

    exported = export(weights, folder / f"{weights.architecture}.onnx")
    runtimes: list[Model] = [TorchModel(weights, 1), OnnxModel(exported, 1)]
    plan = weights.plan
    noise = np.random.default_rng(0).normal(0, 0.1, (plan.count, plan.samples))
    track = noise.astype(np.float32)
    seconds = [[_seconds(runtime, track) for runtime in runtimes] for _ in range(turns)]
    with_torch, without = (1000 * min(each) for each in zip(*seconds, strict=True))
    (exact,), (found,) = (runtime.pooled([track]) for runtime in runtimes)
    off = max(float(np.abs(a - b).max(initial=0)) for a, b in zip(exact, found, strict=True))
    return (
        f"| {weights.architecture} | {plan.count} x {plan.seconds:g} s | {with_torch:.1f} "
        f"| {without:.1f} | {with_torch / without:.2f} | {off:.1g} |"
    )


def _seconds(runtime: Model, track: NDArray[np.float32]) -> float:
    began = time.process_time()
    runtime.pooled([track])
    return time.process_time() - began


def _kinds() -> Iterator[tuple[str, str, str, Path]]:
    path = shipped().path
    yield "torch", "engine.analysis.torch_model", "TorchModel", path
    yield "onnxruntime", "engine.analysis.onnx_model", "OnnxModel", path.with_suffix(".onnx")


def _ready(module: str, kind: str, path: Path) -> tuple[float, float]:
    """Seconds until a new process could listen, and what it holds then, in MB."""
    command = [sys.executable, "-c", READY, module, kind, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


if __name__ == "__main__":
    main()
