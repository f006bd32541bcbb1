"""What the teachers said is kept, whole, once, and made again when something changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.audio.mel import MelFrontEnd, MelSettings
from engine.models.weights import ModelFile, load
from engine.training.distillation.examples import read_examples
from engine.training.distillation.labelling import (
    WINDOW,
    Plan,
    Shard,
    label_all,
    read_labels,
    read_sound,
    shards,
    takes,
)
from engine.training.distillation.teachers import Teacher, Teachers
from engine.training.material import read_material

PLAN = Plan(alterations=1)


def nobody(done: int, total: int) -> None:
    pass


@pytest.fixture(scope="module")
def labelled(
    recordings: Path, teacher: ModelFile, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Shard]:
    cache = tmp_path_factory.mktemp("labels")
    wanted = shards(read_material(recordings)[:3], PLAN)
    return label_all(wanted, [teacher], cache, nobody, workers=1)


def test_every_window_is_there_as_it_is_and_altered(labelled: dict[Path, Shard]) -> None:
    (shard,) = labelled
    labels = read_labels(shard)
    assert read_sound(shard).shape == (6, WINDOW)
    assert labels.recording.tolist() == [0, 0, 1, 1, 2, 2]
    assert labels.is_altered.tolist() == [False, True] * 3
    assert labels.embeddings.shape == (6, 64)
    assert labels.logits.shape == (6, 50)
    assert labels.part_embeddings.shape == (6, 4, 64)
    assert labels.part_logits.shape == (6, 4, 50)


def test_the_labels_are_what_the_network_says_of_the_sound(
    labelled: dict[Path, Shard], teacher: ModelFile
) -> None:
    labels = read_labels(next(iter(labelled)))
    network = load(teacher)
    louder = read_sound(next(iter(labelled))).astype(np.float32) / 32767
    louder *= 10 ** (-16 / 20) / np.sqrt((louder**2).mean(axis=1, keepdims=True))
    with torch.inference_mode():
        _, scores = network(torch.from_numpy(louder))
    said = 1 / (1 + np.exp(-labels.logits))
    np.testing.assert_allclose(said, scores.numpy(), atol=1e-4)


def test_a_window_is_the_strongest_of_its_parts(labelled: dict[Path, Shard]) -> None:
    labels = read_labels(next(iter(labelled)))
    # The network pools four moments; the last part reaches into a fifth.
    np.testing.assert_allclose(
        labels.part_embeddings[:, :3].max(axis=1), labels.embeddings, atol=1e-5
    )
    assert (labels.part_embeddings[:, 0] != labels.part_embeddings[:, 2]).any()


def test_loudness_is_no_matter_to_the_teachers(teacher: ModelFile) -> None:
    sound = np.random.default_rng(0).standard_normal(WINDOW).astype(np.float32)
    teachers = Teachers([Teacher.of(teacher)])
    loud, soft = teachers.answer(sound), teachers.answer(sound * 0.01)
    np.testing.assert_allclose(loud.logits, soft.logits, atol=1e-3)
    np.testing.assert_allclose(loud.part_embeddings, soft.part_embeddings, atol=1e-3)


def test_nothing_is_labelled_twice(
    labelled: dict[Path, Shard], recordings: Path, teacher: ModelFile
) -> None:
    (path,) = labelled
    before = path.stat().st_mtime_ns
    told: list[tuple[int, int]] = []
    wanted = shards(read_material(recordings)[:3], PLAN)
    again = label_all(wanted, [teacher], path.parent, lambda *now: told.append(now), workers=1)
    assert again == labelled
    assert path.stat().st_mtime_ns == before
    assert told == [(1, 1)]


def test_another_plan_another_shard(recordings: Path) -> None:
    (one,), (other,) = (shards(read_material(recordings)[:3], Plan(n)) for n in (1, 2))
    assert one.name(["teacher"]) != other.name(["teacher"])
    assert one.name(["teacher"]) != one.name(["another"])


def test_what_cannot_be_decoded_is_left_out(recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "good.flac").write_bytes((recordings / "0.flac").read_bytes())
    (tmp_path / "noise.flac").write_bytes(bytes(range(256)) * 20)
    (shard,) = shards(read_material(tmp_path), Plan(0))
    assert len(list(takes(shard))) == 1


def test_a_crop_looks_as_the_front_end_would_show_it(labelled: dict[Path, Shard]) -> None:
    settings = MelSettings()
    examples = read_examples(labelled, settings, nobody)
    assert len(examples) == 6
    heard = [examples.recordings[number].name for number in examples.recording]
    assert sorted(set(heard)) == ["0.flac", "1.flac", "2.flac"]
    steps = 157
    for number in (0, 3, 5):
        start = int(np.random.default_rng(number).integers(1 + WINDOW // 1024 + 1 - steps))
        crop = examples.crop(number, steps, np.random.default_rng(number))
        sound = read_sound(next(iter(labelled)))[number] / np.float32(32767)
        part = torch.from_numpy(sound[start * 1024 : start * 1024 + 160_000])[None]
        picture = MelFrontEnd(settings)(part)[0].numpy()
        # Two steps at either end lie half outside the part.
        np.testing.assert_allclose(crop[:, 2:-2], picture[:, 2:-2], atol=0.15)


def test_a_part_is_a_stretch_of_its_own_moments(labelled: dict[Path, Shard]) -> None:
    examples = read_examples(labelled, MelSettings(), nobody)
    whole = examples.pictures[0][0].astype(np.float32)
    for part in range(4):
        stretch = examples.part(0, part, 157, np.random.default_rng(part))
        starts = [
            start
            for start in range(whole.shape[1] - 156)
            if np.ptp(stretch - whole[:, start : start + 157], axis=None) < 0.2
            or np.corrcoef(stretch.ravel(), whole[:, start : start + 157].ravel())[0, 1] > 0.999
        ]
        assert starts
        assert any(80 * part <= start <= 80 * part + 3 for start in starts)
