"""A whole distillation in small, and what the lessons teach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import cli
from engine.errors import REFUSED, Cancelled, NearfieldError
from engine.models.weights import ModelFile, load
from engine.training.distillation.card import write_card
from engine.training.distillation.distil import distil
from engine.training.distillation.recipe import SHIPPED
from engine.training.distillation.school import FOLDS, School
from engine.training.distillation.teachers import TOP, highest
from engine.training.evaluation.agreement import agreements
from engine.training.watch import Watch

QUICK = replace(
    SHIPPED, batch=4, epochs=4, real_alterations=1, equaliser=0.0, held_back=0.25, dimension=16
)


@pytest.fixture(scope="module")
def school(
    recordings: Path, teacher: ModelFile, tmp_path_factory: pytest.TempPathFactory
) -> School:
    return School(recordings, None, (teacher,), tmp_path_factory.mktemp("cache"), workers=2)


def test_weights_come_out_that_can_listen_and_name(school: School, tmp_path: Path) -> None:
    made = distil(school, tmp_path / "ear.safetensors", QUICK)
    assert ModelFile.read(tmp_path / "ear.safetensors") == made.model
    assert made.model.tags[0] == "msd/rock"
    vectors, scores = load(made.model)(torch.randn(3, 160_000))
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(3))
    assert scores.shape == (3, 50)
    assert ((scores >= 0) & (scores <= 1)).all()
    losses = [point["loss"] for point in made.fitted.points]
    assert losses[-1] < 0.9 * losses[0]
    again = distil(school, tmp_path / "again.safetensors", QUICK)
    assert again.model.model_id == made.model.model_id


def test_a_fold_that_is_left_out_is_not_learned_from(school: School, tmp_path: Path) -> None:
    by_fold = school.real_shards(QUICK)
    made = distil(school, tmp_path / "ear.safetensors", QUICK, left_out=1)
    theirs = {r.name for shard in by_fold[1] for r in shard.recordings}
    heard = {r.name for r in made.recordings}
    assert theirs
    assert not theirs & heard
    everyone = {r.name for shards in by_fold.values() for s in shards for r in s.recordings}
    assert theirs | heard == everyone
    assert len(by_fold) == FOLDS


def test_too_little_music_is_refused(school: School, tmp_path: Path) -> None:
    with pytest.raises(NearfieldError, match="too little"):
        distil(school, tmp_path / "ear.safetensors", replace(QUICK, batch=16))


def test_it_can_be_stopped(school: School, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        distil(school, tmp_path / "ear.safetensors", QUICK, watch=Watch(cancelled=lambda: True))
    assert not list(tmp_path.iterdir())


def test_how_loud_it_is_does_not_matter(school: School, tmp_path: Path) -> None:
    ear = load(distil(school, tmp_path / "ear.safetensors", QUICK).model)
    sound = torch.from_numpy(
        np.random.default_rng(0).standard_normal((1, 160_000)).astype(np.float32)
    )
    torch.testing.assert_close(ear(sound)[0], ear(sound * 0.1)[0], atol=1e-3, rtol=0)


def test_a_teacher_that_is_not_there_is_named(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "msd_fcn.pth").write_bytes(b"")
    asked = ["train", "ear", str(recordings), "--teachers", str(tmp_path)]
    assert cli.main(asked) == REFUSED
    said = capsys.readouterr().err
    assert "mtat_fcn.pth, jamendo_fcn.pth" in said
    assert "msd_fcn.pth" not in said


def test_a_card_says_what_it_is_made_of(school: School, tmp_path: Path) -> None:
    made = distil(school, tmp_path / "ear.safetensors", QUICK)
    card = write_card(made, school).read_text(encoding="utf-8")
    assert made.model.model_id in card
    assert "8 tracks of openly licensed music and 0 songs" in card
    assert school.teachers[0].model_id in card
    assert "| epochs | 4 |" in card
    listed = (tmp_path / "ear" / "attribution.csv").read_text().splitlines()
    assert len(listed) == 9
    assert (tmp_path / "ear" / "curves.png").exists()


def test_each_teachers_highest_tags_are_what_it_said() -> None:
    logits = np.array([[[5, 1, 4, 3, 2, 0, -3, -1, -2, -9]]], np.float32)
    said = highest(logits, [5, 5])
    assert np.flatnonzero(said[0, 0]).tolist() == [0, 2, 3, 5, 7, 8]
    assert said.sum() == 2 * TOP


def test_every_lesson_changes_what_is_learned(school: School, tmp_path: Path) -> None:
    recipes = [
        QUICK,
        replace(QUICK, tags=0.0),
        replace(QUICK, highest=0.0),
        replace(QUICK, whitened=False),
    ]
    made = [distil(school, tmp_path / "ear.safetensors", recipe).model for recipe in recipes]
    assert len({model.model_id for model in made}) == len(recipes)


class Listener(nn.Module):
    """Says of every tag how loud its band is, and remembers how much it heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[int, ...]] = []

    def hidden(self, pictures: Tensor) -> Tensor:
        self.heard.append(tuple(pictures.shape))
        return pictures.mean(dim=-1)

    def logits(self, hidden: Tensor) -> Tensor:
        return hidden[:, :50]


def test_each_ear_is_asked_of_all_of_the_windows_of_its_fold(school: School) -> None:
    ears = [Listener() for _ in range(FOLDS)]
    agreement = agreements(school, QUICK, {"loud": ears}, Watch())["loud"]
    # Two files of one window each in every fold; half a minute is three times ten seconds.
    assert [one.heard for one in ears] == [[(3, 128, 157)] * 2] * FOLDS
    assert agreement.windows == agreement.recordings
