"""Learning from the user's own plays in the background: when, by whom, and what may take over."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.errors import NearfieldError
from engine.library.replay import learner as replay_learner
from engine.library.replay.learner import ReplayLearner
from engine.models.replay.fields import Category, Fields, Number, Vocabulary
from engine.models.replay.model import save_replay_model
from engine.models.replay.network import ReplayNetwork
from engine.training.replay.own_learning import MODEL, RECIPE, Told, Verdict, split_by_outcome
from engine.types import Play, Tags

DAY = 86_400.0
QUICK = replace(RECIPE, epochs=8, dropout=0.0, rates=(0.01,), batch=32, hidden=(16, 8))
JAZZ = 75


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """600 plays of 225 tracks by as many artists: jazz is come back to for some days, rock never.

    Counts know neither artist nor track when it is first played; the genre tells.
    """
    store = Store(tmp_path / "library.db")
    folder = store.add_folder(tmp_path)
    records = [
        FileRecord(f"{n}.mp3", 1, 1, str(n), Tags(f"t{n}", f"artist {n}", genres=(genre,)))
        for n, genre in enumerate(["jazz"] * JAZZ + ["rock"] * 150)
    ]
    ids = store.save_files(folder.id, records)
    with store.atomic():
        for number in range(300):
            day = time.time() - (400 - number * 1.2) * DAY
            jazz, rock = ids[number // 4], ids[JAZZ + number % 150]
            store.history.add(Play(jazz, day, 150.0, finished=True))
            store.history.add(Play(rock, day + 1000, 150.0))
    yield store
    store.close()


@pytest.fixture
def learner(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReplayLearner:
    monkeypatch.setattr(replay_learner, "LEAST", 500)
    return ReplayLearner(tmp_path / "replay", store, QUICK)


def wait_for(path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)


def keep(folder: Path, learner: ReplayLearner, *, better: bool) -> Verdict:
    """As if this had been learned from what there is now."""
    folder.mkdir(exist_ok=True)
    plays = len(learner.chances.material()[0].settled())
    verdict = Verdict(plays, 100, 0.4, 0.5, 0.05 if better else -0.01, 0.7, 0.6)
    learner._keep(verdict)
    return verdict


def test_the_background_learns_and_what_is_better_takes_over(
    learner: ReplayLearner, tmp_path: Path
) -> None:
    assert learner.due()
    assert not learner.chances.all().learned
    learner.start()
    wait_for(tmp_path / "replay" / "result.json", 120)
    learner.stop()
    verdict = learner._verdict()
    assert verdict
    assert verdict.better
    assert verdict.model_loss < verdict.counts_loss
    told = learner.chances.all()
    assert told.learned
    assert told.chances[:JAZZ].min() > told.chances[JAZZ:].max()
    assert sorted(path.name for path in (tmp_path / "replay").iterdir()) == [MODEL, "result.json"]
    assert not learner.due()
    some = learner.chances.of([3, 30, 999])
    assert some == pytest.approx({3: told.chances[2], 30: told.chances[29]})


def test_it_is_learned_again_once_there_is_more(
    learner: ReplayLearner, store: Store, tmp_path: Path
) -> None:
    keep(tmp_path / "replay", learner, better=False)
    assert not learner.due()
    with store.atomic():
        for number in range(140):
            store.history.add(Play(1, time.time() - (40 + number) * DAY, 9.0))
    assert learner.due()


def test_young_plays_are_not_enough(
    learner: ReplayLearner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_learner, "LEAST", 601)
    with store.atomic():
        for number in range(140):
            store.history.add(Play(1, time.time() - number * 1000.0, 9.0))
    assert not learner.due()


def test_what_is_not_better_leaves_the_word_to_the_counts(
    learner: ReplayLearner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worse = Verdict(550, 100, 0.5, 0.4, -0.1, 0.6, 0.7)

    def learned(work: Path) -> Verdict:
        (work / MODEL).write_bytes(b"weights")
        return worse

    monkeypatch.setattr(learner, "_learned", learned)
    (tmp_path / "replay").mkdir()
    (tmp_path / "replay" / MODEL).write_bytes(b"the ones before")
    assert learner.learn() == worse
    assert not (tmp_path / "replay" / MODEL).exists()
    assert not learner.chances.all().learned
    assert not learner.due()


@pytest.mark.parametrize("content", [b"", b"no model", b"\x10\0\0\0\0\0\0\0{}"])
def test_a_torn_file_is_ignored_with_a_warning_and_learned_anew(
    learner: ReplayLearner, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tmp_path / "replay", learner, better=True)
    (tmp_path / "replay" / MODEL).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert not learner.chances.all().learned
        learner.chances.all()
    assert len(caplog.records) == 1
    assert "is not used" in caplog.text
    assert learner.due()


def test_a_model_of_other_plays_is_ignored_too(
    learner: ReplayLearner, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tmp_path / "replay", learner, better=True)
    network = ReplayNetwork({"user": 3}, ["user"], 1, (4, 2))
    tensors = {name: value.numpy() for name, value in network.state_dict().items()}
    fields = Fields(
        (Category("user", "user"),), (Number("age", 0, 99),), {"user": Vocabulary(["anna"])}
    )
    save_replay_model(tmp_path / "replay" / MODEL, tensors, fields, rows="kkbox", made_of={})
    assert not learner.chances.all().learned
    assert "of other plays" in caplog.text
    assert learner.due()


def test_a_learning_ends_at_once_when_the_library_closes(
    learner: ReplayLearner, tmp_path: Path
) -> None:
    learner.start()
    wait_for(tmp_path / "replay" / "work", 60)
    learner.stop()
    assert not learner._thread.is_alive()
    assert not (tmp_path / "replay" / "work").exists()


def test_without_torch_the_counts_speak(
    learner: ReplayLearner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def absent(package: str) -> None:
        raise NearfieldError(f"This needs {package}")

    monkeypatch.setattr(replay_learner, "require", absent)
    with caplog.at_level(logging.INFO):
        learner.start()
        patience = time.monotonic() + 10
        while "needs torch" not in caplog.text and time.monotonic() < patience:
            time.sleep(0.01)
        learner.stop()
    assert "needs torch" in caplog.text
    assert not learner.chances.all().learned


def test_nothing_is_learned_from_what_was_not_known_when_the_test_began() -> None:
    moments = np.arange(1000.0) * 0.5 * DAY
    split = split_by_outcome(moments)
    learned = np.concatenate([split.train, split.validation])
    assert len(split.test) == 200
    assert moments[learned].max() + 30 * DAY <= moments[split.test].min()
    assert split.train.max() < split.validation.min()


@pytest.mark.parametrize("count", [0, 1, 100])
def test_too_little_history_is_said_so(count: int) -> None:
    with pytest.raises(NearfieldError, match="too little"):
        split_by_outcome(np.arange(float(count)) * 0.5 * DAY)


def test_a_gain_has_to_be_sure() -> None:
    """The same mean gain: of every play a little, or of one play very much."""
    truth = np.arange(100) < 50
    counts = np.full(100, 0.5, np.float32)
    steady, lucky = np.where(truth, 0.51, 0.49).astype(np.float32), counts.copy()
    lucky[0] = 0.99
    lucky[1] = 0.3
    assert Told(truth, steady, counts, 0.5).verdict(100).better
    verdict = Told(truth, lucky, counts, 0.5).verdict(100)
    assert verdict.model_loss < verdict.counts_loss
    assert not verdict.better


def test_what_is_nearer_but_orders_worse_is_not_better() -> None:
    """Counts far off in a perfect order, and a model that tells the share of all plays."""
    truth = np.arange(100) < 50
    counts = np.where(truth, 0.02, 0.01).astype(np.float32)
    verdict = Told(truth, np.full(100, 0.5, np.float32), counts, 0.5).verdict(100)
    assert verdict.sure_gain > 0
    assert (verdict.model_auc, verdict.counts_auc) == (0.5, 1.0)
    assert not verdict.better
