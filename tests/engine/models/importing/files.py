"""Files of weights as the published ones are laid out, with numbers drawn at random."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import torch

from engine.models.taggers.networks import NETWORKS


def write_fcn(path: Path, tags: int = 50) -> Path:
    """A PyTorch file with the names and shapes of the fully convolutional network."""
    network = NETWORKS["fcn"]
    tagger = network.tagger(network.settings, network.plan, tags)
    there = {
        "front_end.mel.": "spec.",
        "entrance.": "spec_bn.",
        "tag_layer.": "dense.",
        **{f"stages.{n}.layer.": f"layer{n + 1}.conv." for n in range(5)},
        **{f"stages.{n}.norm.": f"layer{n + 1}.bn." for n in range(5)},
    }
    weights = {
        next(new + name.removeprefix(old) for old, new in there.items() if name.startswith(old)): t
        for name, t in tagger.state_dict().items()
    }
    torch.save(weights, path)
    return path


def write_choi_crnn(path: Path, tags: int = 50) -> Path:
    """A Keras 1 file with the names and shapes of K. Choi's convolutional recurrent network."""
    widths = (1, 64, 128, 128, 128)
    shapes: dict[str, tuple[int, ...]] = {"output_W": (32, tags), "output_b": (tags,)}
    for part in ("gamma", "beta", "running_mean", "running_std"):
        shapes[f"bn_0_freq_{part}"] = (1440,)
        shapes |= {f"bn{n}_{part}": (widths[n],) for n in range(1, 5)}
    for n in range(1, 5):
        shapes |= {f"conv{n}_W": (widths[n], widths[n - 1], 3, 3), f"conv{n}_b": (widths[n],)}
    for layer, inputs in (("gru1", 128), ("gru2", 32)):
        for gate in "zrh":
            shapes[f"{layer}_W_{gate}"] = (inputs, 32)
            shapes[f"{layer}_U_{gate}"] = (32, 32)
            shapes[f"{layer}_b_{gate}"] = (32,)
    dice = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        for name, shape in shapes.items():
            layer = "bn_0_freq" if name.startswith("bn_0_freq") else name.split("_")[0]
            values = dice.uniform(0.1, 0.3, size=shape).astype(np.float32)
            file.create_dataset(f"{layer}/{name}_1:0", data=values)
    return path
