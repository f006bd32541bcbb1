"""Pictures are made once, from what can be decoded; batches mix them and lose none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.audio.decode import decode_excerpts
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd, MelSettings
from engine.errors import Cancelled
from engine.training.tagging import shards as shards_module
from engine.training.tagging.loading import Batches
from engine.training.tagging.shards import Hearing, Shard, Shards, shards_of

DATA = Path(__file__).parents[3] / "data"
PLAN = ExcerptPlan(seconds=0.5, count=2, sample_rate=12_000)
HEARING = Hearing(PLAN, MelFrontEnd(MelSettings(12_000, 512, 256, 96)), PLAN.samples)


def files(*names: str) -> list[Path]:
    return [DATA / name for name in names]


def test_good_files_become_pictures_and_bad_ones_are_counted(tmp_path: Path) -> None:
    paths = files("tiny.mp3", "empty.mp3", "absent.mp3", "tiny.flac", "mislabelled.mp3")
    made = shards_of(paths, HEARING, tmp_path, workers=2)
    assert sorted(set(made.tracks)) == [0, 3]
    assert made.failed.total() == 3
    assert made.failed["The file is empty."] == 1
    assert made.failed["The file is not there any more."] == 1
    windows = decode_excerpts(paths[3], PLAN)
    (shard,) = made.shards
    expected = HEARING.front_end(torch.from_numpy(windows)).numpy()
    np.testing.assert_allclose(shard.pictures()[shard.tracks == 3], expected, atol=0.05)


def test_a_window_of_several_pieces_gives_a_picture_of_each(tmp_path: Path) -> None:
    halves = Hearing(PLAN, HEARING.front_end, PLAN.samples // 2)
    (shard,) = shards_of(files("tiny.flac"), halves, tmp_path, workers=1).shards
    assert (
        len(shard.pictures())
        == len(shard.tracks)
        == 2 * len(decode_excerpts(DATA / "tiny.flac", PLAN))
    )


def test_what_is_there_is_not_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files("tiny.mp3", "tiny.flac", "tiny.ogg")
    monkeypatch.setattr(shards_module, "SHARD_TRACKS", 1)

    def stop(done: int) -> None:
        if done == 2:
            raise Cancelled("Stopped")

    with pytest.raises(Cancelled):
        shards_of(paths, HEARING, tmp_path, workers=1, step=stop)
    assert len(list(tmp_path.glob("*.json"))) == 1
    made = []
    pictures = Hearing.pictures

    def counted(hearing: Hearing, windows: NDArray[np.float32]) -> NDArray[np.float16]:
        made.append(windows)
        return pictures(hearing, windows)

    monkeypatch.setattr(Hearing, "pictures", counted)
    assert set(shards_of(paths, HEARING, tmp_path, workers=1).tracks) == {0, 1, 2}
    assert len(made) == 2
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_shard_is_made_again(tmp_path: Path) -> None:
    first = shards_of(files("tiny.flac"), HEARING, tmp_path, workers=1)
    expected = np.array(first.shards[0].pictures())
    (path,) = tmp_path.glob("*.npy")
    path.write_bytes(path.read_bytes()[:200])
    again = shards_of(files("tiny.flac"), HEARING, tmp_path, workers=1)
    np.testing.assert_array_equal(again.shards[0].pictures(), expected)


Numbered = Callable[..., Batches]


@pytest.fixture
def batches(tmp_path: Path) -> Numbered:
    """Batches of shards of so many windows each, one a track; a picture shows its track."""

    def make(size: int, *, shuffled: bool, counts: Sequence[int] = (5, 0, 4, 1)) -> Batches:
        shards, first = [], 0
        for number, count in enumerate(counts):
            tracks = np.arange(first, first + count)
            pictures = np.broadcast_to(tracks[:, None, None], (count, 2, 3)).astype(np.float16)
            np.save(tmp_path / f"{number}.npy", pictures)
            shards.append(Shard(tmp_path / f"{number}.npy", tracks, {}))
            first += count
        labels = np.eye(first, dtype=np.bool_)
        return Batches(Shards(tuple(shards)), labels, size, shuffled=shuffled, seed=3)

    return make


def seen(loaded: Batches) -> list[int]:
    """The tracks of an epoch in order; every picture must come with its own labels."""
    tracks = []
    for pictures, labels in loaded:
        shown = pictures[:, 0, 0].long()
        assert torch.equal(labels.argmax(dim=1), shown)
        tracks += shown.tolist()
    return tracks


def test_in_order_nothing_is_left_out(batches: Numbered) -> None:
    loaded = batches(4, shuffled=False)
    assert seen(loaded) == list(range(10))
    assert len(loaded) == 3


def test_shuffled_each_epoch_its_own_way_and_the_same_for_the_same_seed(batches: Numbered) -> None:
    loaded, again = batches(5, shuffled=True), batches(5, shuffled=True)
    first, second = seen(loaded), seen(loaded)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert seen(again) == first
    again.epoch = 1
    assert seen(again) == second


def test_a_rest_is_no_batch_of_its_own_in_training(batches: Numbered) -> None:
    loaded = batches(4, shuffled=True)
    assert len(loaded) == 2
    assert len(seen(loaded)) == 8


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the open files there")
def test_many_shards_are_not_all_open_at_once(batches: Numbered) -> None:
    loaded = batches(1, shuffled=True, counts=[1] * 60)
    before = len(list(Path("/proc/self/fd").iterdir()))
    most, tracks = 0, []
    for pictures, _ in loaded.at_once():
        most = max(most, len(list(Path("/proc/self/fd").iterdir())) - before)
        tracks.append(int(pictures[0, 0, 0]))
    assert sorted(tracks) == list(range(60))
    assert most < 20


def test_the_thread_ends_with_the_epoch(batches: Numbered) -> None:
    stream = iter(batches(1, shuffled=False))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "batches"]


def test_what_goes_wrong_in_the_thread_is_told(batches: Numbered, tmp_path: Path) -> None:
    loaded = batches(1, shuffled=False)
    (tmp_path / "2.npy").unlink()
    with pytest.raises(FileNotFoundError):
        list(loaded)
    assert not [thread for thread in threading.enumerate() if thread.name == "batches"]
