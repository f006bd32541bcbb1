"""Weights files say what they are, and are refused when they cannot be trusted."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine.audio.excerpts import ExcerptPlan
from engine.errors import ModelError, NearfieldError
from engine.models.embedder import Embedder
from engine.models.weights import ModelFile, load, save, shipped
from tests.full_disk import full_disk

PLAN = ExcerptPlan(seconds=30.0, count=3, sample_rate=16_000)
Write = Callable[..., ModelFile]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    torch.manual_seed(0)
    return Embedder()


@pytest.fixture
def write(embedder: Embedder, tmp_path: Path) -> Write:
    def write(
        name: str = "a",
        plan: ExcerptPlan = PLAN,
        architecture: str = "embedder",
        tags: tuple[str, ...] = (),
    ) -> ModelFile:
        return save(
            tmp_path / f"{name}.safetensors",
            embedder,
            architecture=architecture,
            dimension=128,
            plan=plan,
            front_end=embedder.front_end.settings.as_metadata(),
            tags=tags,
        )

    return write


def test_a_file_describes_itself(write: Write) -> None:
    written = write()
    assert ModelFile.read(written.path) == written
    assert written.plan == PLAN
    assert written.dimension == 128
    assert written.tags == ()
    assert len(written.model_id) == 12


def test_a_loaded_network_gives_the_same_vectors(write: Write, embedder: Embedder) -> None:
    audio = torch.randn(2, 32_000, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        torch.testing.assert_close(load(write())(audio), embedder.eval()(audio))


def test_the_names_of_the_scores_are_part_of_the_model(write: Write) -> None:
    tagged = write(tags=("msd/rock", "mtat/harpsichord"))
    assert ModelFile.read(tagged.path).tags == ("msd/rock", "mtat/harpsichord")
    assert tagged.model_id not in {write().model_id, write(tags=("mtat/harpsichord",)).model_id}
    with pytest.raises(ModelError, match="do not fit"):
        load(write(tags=("msd/rock",)))  # the embedder has no scores to be named


def test_a_loaded_network_only_listens(write: Write) -> None:
    model = load(write())
    assert not model.training
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_a_copy_is_the_same_model(write: Write, tmp_path: Path) -> None:
    written = write()
    copy = tmp_path / "copy.safetensors"
    shutil.copy(written.path, copy)
    assert ModelFile.read(copy).model_id == written.model_id


def test_other_settings_or_weights_are_another_model(write: Write, embedder: Embedder) -> None:
    first = write().model_id
    assert write(plan=ExcerptPlan(30.0, 5, 16_000)).model_id != first
    bias = embedder.convolutions[0].bias
    with torch.no_grad():
        bias[0] += 1e-3  # type: ignore[index,operator]
    assert write().model_id != first


def test_reading_a_description_does_not_import_torch(write: Write) -> None:
    code = (
        "import sys; from pathlib import Path; from engine.models.weights import ModelFile;"
        f"ModelFile.read(Path({str(write().path)!r})); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_full_disk_leaves_the_weights_that_were_there(write: Write, tmp_path: Path) -> None:
    before = write()
    kept = before.path.read_bytes()
    with full_disk(), pytest.raises(NearfieldError, match=r"Cannot write 'a\.safetensors'.*large"):
        write(tags=("other",))
    assert before.path.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [before.path]


@pytest.mark.parametrize("content", [b"", b"not weights at all", b"\x10" + bytes(7) + b"{}" * 8])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.safetensors"):
        ModelFile.read(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        ModelFile.read(tmp_path / "gone.safetensors")


def test_weights_of_another_program_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    save_file({"weight": torch.zeros(3)}, path)
    with pytest.raises(ModelError, match="not a model of this program"):
        ModelFile.read(path)


def test_a_network_of_the_future_is_refused(write: Write) -> None:
    with pytest.raises(ModelError, match="does not know 'telepath'"):
        load(write(architecture="telepath"))


def test_weights_that_do_not_fit_are_refused(write: Write, tmp_path: Path) -> None:
    written = write()
    misfit = save(
        tmp_path / "misfit.safetensors",
        torch.nn.Linear(2, 2),
        architecture="embedder",
        dimension=written.dimension,
        plan=written.plan,
        front_end=written.front_end,
    )
    with pytest.raises(ModelError, match="do not fit"):
        load(misfit)


def test_a_model_that_was_never_shipped() -> None:
    with pytest.raises(ModelError, match="nothing-like-it"):
        shipped("nothing-like-it")
