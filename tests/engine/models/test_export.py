"""Exported models say what the network says, under the same id, from one file or two."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from engine.errors import ModelError
from engine.models import export as export_module
from engine.models.export import TOLERANCE, export
from engine.models.exported import AUDIO, SCORES, VECTORS, open_session
from engine.models.taggers.networks import NETWORKS
from engine.models.weights import ModelFile, load, save


@pytest.fixture(scope="module")
def weights(exported_model: Path) -> ModelFile:
    return ModelFile.read(exported_model.with_suffix(".safetensors"))


@pytest.fixture(scope="module")
def sharing(exported_model: Path) -> ModelFile:
    return ModelFile.read(exported_model)


@pytest.fixture(scope="module")
def whole(
    sharing: ModelFile, weights: ModelFile, tmp_path_factory: pytest.TempPathFactory
) -> ModelFile:
    """Exported with its weights. Tracing takes seconds, so the graph of the first is used again."""

    def traced(*_: object) -> onnx.ModelProto:
        proto = onnx.load(sharing.path)
        del proto.metadata_props[:]
        return proto

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_module, "_traced", traced)
        return export(weights, tmp_path_factory.mktemp("whole") / "new" / "whole.onnx")


def say_the_same(exported: ModelFile, weights: ModelFile, windows: int) -> bool:
    samples = weights.plan.samples
    audio = 0.1 * torch.randn(windows, samples, generator=torch.Generator().manual_seed(windows))
    with torch.inference_mode():
        exact = load(weights)(audio)
    found = open_session(exported.path).run([VECTORS, SCORES], {AUDIO: audio.numpy()})
    assert [part.shape for part in found] == [tuple(part.shape) for part in exact]
    return all(
        np.abs(a.numpy() - b).max(initial=0) <= TOLERANCE for a, b in zip(exact, found, strict=True)
    )


@pytest.mark.parametrize("windows", [1, 2, 5])
def test_it_says_what_the_network_says_of_any_number_of_windows(
    whole: ModelFile, sharing: ModelFile, weights: ModelFile, windows: int
) -> None:
    assert say_the_same(whole, weights, windows)
    assert say_the_same(sharing, weights, windows)


def test_it_describes_itself_as_the_weights_do(
    whole: ModelFile, sharing: ModelFile, weights: ModelFile
) -> None:
    for exported in (whole, sharing):
        assert replace(exported, path=weights.path) == weights
        assert ModelFile.read(exported.path) == exported


def test_it_does_not_tell_where_it_was_made(sharing: ModelFile, whole: ModelFile) -> None:
    for exported in (sharing, whole):
        content = exported.path.read_bytes()
        assert b"export.py" not in content
        assert os.fsencode(exported.path.parent) not in content


def test_weights_need_not_lie_on_the_disk_twice(
    sharing: ModelFile, weights: ModelFile, tmp_path: Path
) -> None:
    assert sharing.path.stat().st_size < weights.path.stat().st_size / 4
    alone = Path(shutil.copy(sharing.path, tmp_path))
    with pytest.raises(ModelError, match=r"small\.onnx"):
        open_session(alone)


def test_a_tagger_keeps_its_tags(tmp_path: Path) -> None:
    """Of all networks this one has the most kinds of layers; `make bench-runtimes` has all."""
    network = NETWORKS["crnn"]
    torch.manual_seed(0)
    weights = save(
        tmp_path / "tagger.safetensors",
        network.tagger(network.settings, network.plan, 2),
        architecture="crnn",
        dimension=network.dimension,
        plan=network.plan,
        front_end=network.settings.as_metadata(),
        tags=("msd/rock", "msd/pop"),
    )
    exported = export(weights)
    assert exported.tags == ("msd/rock", "msd/pop")
    assert say_the_same(exported, weights, 1)


def test_an_export_that_says_something_else_is_not_kept(
    weights: ModelFile, whole: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "TOLERANCE", -1.0)
    with pytest.raises(ModelError, match="off by"):
        export(weights, tmp_path / "off.onnx")
    assert list(tmp_path.iterdir()) == []


def test_an_exported_model_is_no_weights_file(whole: ModelFile, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="exported"):
        load(whole)
    with pytest.raises(ModelError, match="exported"):
        export(whole, tmp_path / "again.onnx")


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x08\x0a" + bytes(50)])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.onnx"):
        ModelFile.read(path)


def test_a_network_of_another_program_is_refused(whole: ModelFile, tmp_path: Path) -> None:
    proto = onnx.load(whole.path)
    del proto.metadata_props[:]
    onnx.save(proto, tmp_path / "foreign.onnx")
    with pytest.raises(ModelError, match="not a model of this program"):
        ModelFile.read(tmp_path / "foreign.onnx")


def test_reading_one_needs_nothing_but_onnxruntime(whole: ModelFile) -> None:
    code = (
        "import sys; from pathlib import Path; from engine.models.weights import ModelFile;"
        f"ModelFile.read(Path({str(whole.path)!r}));"
        "assert not {'torch', 'onnx', 'onnxscript'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
