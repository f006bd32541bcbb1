"""Import of published weights: what is known again, what is refused, what is written."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from engine.errors import ModelError
from engine.models.importing.published import import_model
from engine.models.vocabularies import JAMENDO, MSD, MTAT
from engine.models.weights import ModelFile, load
from tests.engine.models.importing.files import write_choi_crnn, write_fcn
from tests.full_disk import full_disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture(scope="module")
def fcn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fcn(tmp_path_factory.mktemp("published") / "weights of msd (best).pth")


def test_an_imported_network_computes_what_the_file_says(fcn: Path, folder: Path) -> None:
    imported = import_model(fcn, folder)
    assert imported.path == folder / "msd-fcn.safetensors"
    assert (imported.architecture, imported.dimension, imported.tags) == ("fcn", 64, MSD)
    assert ModelFile.read(imported.path) == imported
    published = torch.load(fcn, weights_only=True)
    network = load(imported)
    assert torch.equal(network.state_dict()["tag_layer.weight"], published["dense.weight"])
    with torch.inference_mode():
        vectors, scores = network(0.1 * torch.randn(1, imported.plan.samples))
    assert vectors.shape == (1, 64)
    assert scores.shape == (1, 50)


def test_a_network_of_keras_is_imported(tmp_path: Path, folder: Path) -> None:
    imported = import_model(write_choi_crnn(tmp_path / "any name.h5"), folder)
    assert imported.path.stem == "msd-choi-crnn", "only one set of tags is possible"
    with torch.inference_mode():
        vectors, _ = load(imported)(0.1 * torch.randn(1, imported.plan.samples))
    assert vectors.shape == (1, 32)


@pytest.mark.parametrize(
    ("name", "tags"),
    [("mtat_fcn.pth", MTAT), ("MTT-fcn.pth", MTAT), ("mtg-jamendo fcn.pth", JAMENDO)],
)
def test_tags_are_known_from_the_name(
    name: str, tags: tuple[str, ...], fcn: Path, tmp_path: Path, folder: Path
) -> None:
    assert import_model(fcn.rename(tmp_path / name), folder).tags == tags
    (tmp_path / name).rename(fcn)


@pytest.mark.parametrize("name", ["best_model.pth", "msd to mtat.pth"])
def test_where_neither_says_one_is_asked_and_can_say_it(
    name: str, fcn: Path, tmp_path: Path, folder: Path
) -> None:
    path = write_fcn(tmp_path / name)
    with pytest.raises(ModelError, match=r"--tags"):
        import_model(path, folder)
    assert not folder.exists()
    assert import_model(path, folder, "jamendo").tags == JAMENDO


def test_the_same_weights_are_kept_once_and_others_beside(
    fcn: Path, tmp_path: Path, folder: Path
) -> None:
    first = import_model(fcn, folder)
    assert import_model(fcn, folder) == first
    other = import_model(write_fcn(tmp_path / "msd.pth"), folder)
    assert other.path.stem == "msd-fcn-2"
    assert ModelFile.read(first.path) == first
    assert len(list(folder.iterdir())) == 2


def test_a_model_of_ours_is_taken_in_as_it_is(fcn: Path, tmp_path: Path, folder: Path) -> None:
    ours = import_model(fcn, tmp_path / "elsewhere")
    assert import_model(ours.path, folder).model_id == ours.model_id
    named_so = ours.path.rename(ours.path.with_stem("shipped"))
    assert import_model(named_so, folder).path.stem == "shipped-2", "there is one of that name"


def test_on_a_full_disk_nothing_is_left(fcn: Path, tmp_path: Path, folder: Path) -> None:
    ours = import_model(fcn, tmp_path / "elsewhere")
    for path in (fcn, ours.path):
        with full_disk(), pytest.raises(ModelError, match=r"cannot be kept.*models.*large"):
            import_model(path, folder)
        assert not list(folder.iterdir())


def _cut(path: Path, part: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])


def _cut_fcn(path: Path) -> None:
    _cut(write_fcn(path), 0.6)


def _cut_crnn(path: Path) -> None:
    _cut(write_choi_crnn(path), 0.6)


def _too_few_tags(path: Path) -> None:
    write_fcn(path, tags=10)


def _one_missing(path: Path) -> None:
    write_choi_crnn(path)
    with h5py.File(path, "a") as file:
        del file["gru1/gru1_U_h_1:0"]


def _misshapen(path: Path) -> None:
    write_choi_crnn(path)
    with h5py.File(path, "a") as file:
        del file["conv2/conv2_W_1:0"]
        file["conv2/conv2_W_1:0"] = np.zeros((3, 3), np.float32)


def _not_finite(path: Path) -> None:
    write_choi_crnn(path)
    with h5py.File(path, "a") as file:
        file["conv2/conv2_b_1:0"][3] = np.nan


def _too_large(path: Path) -> None:
    write_choi_crnn(path)
    with h5py.File(path, "a") as file:
        file.create_dataset("x/x_W:0", shape=(1_000_000, 1_000_000), dtype="f4", chunks=True)


def _other_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["something"] = np.zeros(3)
        file["words"] = "no weights"


def _other_torch(path: Path) -> None:
    torch.save({"weight": torch.zeros(3)}, path)


def _a_list(path: Path) -> None:
    torch.save([torch.zeros(3)], path)


class _Harmful:
    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return _harm, ("done",)


def _harm(word: str) -> None:
    pytest.fail("a file of weights was run")


def _harmful(path: Path) -> None:
    torch.save({"layer5.conv.weight": _Harmful()}, path)


def _bare_pickle(path: Path) -> None:
    path.write_bytes(pickle.dumps({"weights": [1, 2, 3]}))


def _text(path: Path) -> None:
    path.write_text("not weights at all")


def _empty(path: Path) -> None:
    path.touch()


def _absent(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    "spoil",
    [
        _cut_fcn,
        _cut_crnn,
        _too_few_tags,
        _one_missing,
        _misshapen,
        _not_finite,
        _too_large,
        _other_hdf5,
        _other_torch,
        _a_list,
        _harmful,
        _bare_pickle,
        _text,
        _empty,
        _absent,
    ],
)
@pytest.mark.parametrize("name", ["msd.pth", "msd.safetensors"])
def test_what_is_no_good_is_refused_and_nothing_written(
    spoil: Callable[[Path], None], name: str, tmp_path: Path, folder: Path
) -> None:
    spoil(tmp_path / name)
    with pytest.raises(ModelError):
        import_model(tmp_path / name, folder)
    assert not folder.exists()
