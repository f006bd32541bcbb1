"""What was heard in tracks, as figures: each track its own, each tag where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.library.replay import tag_odds
from engine.library.replay.tag_odds import TagOddsReader
from engine.types import Heard, Tags

NAMES = ("msd/jazz", "mtat/piano", "msd/House")
VECTOR = np.ones(2, np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    folder = store.add_folder(tmp_path)
    store.save_files(folder.id, [FileRecord(f"{n}", 1, 1, str(n), Tags(f"{n}")) for n in range(4)])
    yield store
    store.close()


def hear(store: Store, **scores: tuple[float, ...]) -> None:
    """Tracks by "t" and their number from 0; their ids are one more."""
    store.embeddings.register("model", "ear", 2, NAMES)
    heard = [
        Heard(int(name[1:]) + 1, name[1:], VECTOR, scores=np.array(each, np.float32))
        for name, each in scores.items()
    ]
    store.embeddings.save("model", heard)


def test_the_odds_of_some_and_of_all_are_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_odds, "PAGE", 2)
    hear(store, t2=(0.5, 0.9, 0.1), t0=(0.1, 0.5, 0.9), t1=(0.9, 0.1, 0.5))
    reader, ids = TagOddsReader(store), np.arange(1, 5)
    some = reader.some(ids)
    assert some.names == ("house", "jazz", "piano")
    even, likely = 0.0, np.log(9)
    assert some.odds[:3] == pytest.approx(
        np.array([[likely, -likely, even], [even, likely, -likely], [-likely, even, likely]]),
        abs=0.01,
    )
    assert np.isnan(some.odds[3]).all()
    every = reader.all(ids, ("piano", "unheard of", "house"))
    assert every.odds[:, [0, 2]] == pytest.approx(some.odds[:, [2, 0]], nan_ok=True)
    assert np.isnan(every.odds[:, 1]).all()
    few = reader.all(np.array([2, 3]), ("piano",))
    assert few.odds == pytest.approx(some.odds[1:3, 2:])


def test_they_are_kept_until_something_is_heard(store: Store) -> None:
    hear(store, t0=(0.1, 0.5, 0.9))
    reader, ids = TagOddsReader(store), np.arange(1, 5)
    before = reader.all(ids, ("jazz",))
    assert reader.all(ids, ("jazz",)) is before
    hear(store, t1=(0.9, 0.1, 0.5))
    after = reader.all(ids, ("jazz",))
    assert np.isnan(before.odds[1]).all()
    assert not np.isnan(after.odds[1]).any()


def test_a_library_that_heard_nothing_has_no_odds(store: Store) -> None:
    reader, ids = TagOddsReader(store), np.arange(1, 5)
    assert reader.some(ids).names == ()
    assert np.isnan(reader.all(ids, ("jazz",)).odds).all()
    assert reader.all(np.empty(0, np.int64), ("jazz",)).odds.shape == (0, 1)
