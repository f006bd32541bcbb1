from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.errors import NotFound
from engine.types import Origin, Play, Tags, Track

MODEL = "model"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    yield store
    store.close()


@pytest.fixture
def ids(store: Store, tmp_path: Path) -> list[int]:
    folder = store.add_folder(tmp_path)
    names = ("a.mp3", "b.mp3", "c.mp3")
    return store.save_files(
        folder.id, [FileRecord(name, 1, 1, name, Tags(title=name)) for name in names]
    )


def track(store: Store, track_id: int) -> Track:
    (track,) = store.tracks(MODEL, [track_id])
    return track


def test_a_like_is_there_until_it_is_taken_back(store: Store, ids: list[int]) -> None:
    store.history.like(ids[:2], True)
    store.history.like(ids[:1], True)
    assert [track.liked for track in store.tracks(MODEL)] == [True, True, False]
    store.history.like(ids[1:], False)
    assert [track.liked for track in store.tracks(MODEL)] == [True, False, False]
    assert track(store, ids[0]).liked


def test_liking_again_keeps_the_date_of_the_first_time(
    store: Store, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.catalog.history_store.time.time", lambda: 1.0)
    store.history.like(ids[:1], True)
    monkeypatch.setattr("engine.catalog.history_store.time.time", lambda: 2.0)
    store.history.like(ids[:1], True)
    assert [row["added"] for row in store._db.rows("SELECT added FROM likes")] == [1.0]


def test_liking_what_is_not_there_harms_nothing(store: Store, ids: list[int]) -> None:
    store.history.like([99, ids[0]], True)
    assert store.history.standing().liked == {ids[0]}


def test_tracks_count_their_plays_and_know_the_last(store: Store, ids: list[int]) -> None:
    for started in (300.0, 100.0, 200.0):
        store.history.add(Play(ids[0], started, 10.0))
    store.history.add(Play(ids[1], 50.0, 10.0))
    standing = {t.id: (t.plays, t.last_played) for t in store.tracks(MODEL)}
    assert standing == {ids[0]: (3, 300.0), ids[1]: (1, 50.0), ids[2]: (0, None)}
    assert track(store, ids[0]).plays == 3


def test_plays_come_newest_first_as_they_were_told(store: Store, ids: list[int]) -> None:
    first = Play(ids[0], 1.5, 30.25, Origin.RADIO, finished=True)
    second = Play(ids[1], 2.5, 5.0, Origin.SIMILAR)
    third = replace(second, track_id=ids[2], origin=Origin.PLAYLIST)  # at the same moment
    for play in (second, third, first):
        store.history.add(play)
    assert store.history.plays(10) == [
        replace(play, liked=False) for play in (third, second, first)
    ]
    assert [play.track_id for play in store.history.plays(1)] == [ids[2]]


def test_a_play_knows_whether_its_track_was_liked_when_it_began(
    store: Store, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.catalog.history_store.time.time", lambda: 50.0)
    store.history.like(ids[:1], True)
    for started in (49.0, 50.0):
        store.history.add(Play(ids[0], started, 10.0))
    store.history.like(ids[:1], False)
    store.history.add(Play(ids[0], 60.0, 10.0))
    store.history.add(Play(ids[1], 70.0, 10.0, liked=True))  # whoever adds it knows better
    assert [play.liked for play in store.history.plays(10)] == [True, False, True, False]


def test_of_an_older_play_nobody_knows_whether_it_was_liked(store: Store, ids: list[int]) -> None:
    store.history.like(ids, True)
    store.history.add(Play(ids[0], 1.0, 10.0))
    store._db.execute("UPDATE plays SET liked = NULL")
    assert [play.liked for play in store.history.plays(1)] == [None]
    assert np.isnan(store.history.log().liked).tolist() == [True]


def test_the_log_has_all_plays_in_columns_oldest_first(
    store: Store, ids: list[int], tmp_path: Path
) -> None:
    other = store.add_folder(tmp_path / "other")
    (gone,) = store.save_files(other.id, [FileRecord("d.mp3", 1, 1, "d", Tags(title="d"))])
    assert len(store.history.log()) == 0
    for track_id, started in ((ids[1], 3.0), (ids[0], 1.0), (gone, 2.0)):
        store.history.add(Play(track_id, started, 10.0 * started, Origin.RADIO, finished=True))
    store.remove_folder(other.id)
    log = store.history.log()
    assert (log.tracks.tolist(), log.started.tolist()) == (ids[:2], [1.0, 3.0])
    assert (log.heard.tolist(), log.finished.tolist()) == ([10.0, 30.0], [True, True])
    assert (log.liked.tolist(), log.origins) == ([0.0, 0.0], ("radio", "radio"))


def test_what_came_of_each_track(store: Store, ids: list[int]) -> None:
    store.history.add(Play(ids[0], 10.0, 9.0, finished=True))
    store.history.add(Play(ids[0], 30.0, 9.0))
    store.history.like(ids[:1], True)
    store.history.like(ids[2:], True)
    played, liked = sorted(store.history.past_of_tracks(), key=lambda each: each.track_id)
    assert (played.track_id, played.plays, played.finished) == (ids[0], 2, 1)
    assert played.last_played == 30.0
    assert played.liked == pytest.approx(time.time(), abs=60)
    assert (liked.track_id, liked.plays, liked.finished) == (ids[2], 0, 0)
    assert liked.last_played is None


def test_plays_until_a_moment_are_counted(store: Store, ids: list[int]) -> None:
    for moment in (10.0, 20.0, 30.0):
        store.history.add(Play(ids[0], moment, 9.0))
    assert [store.history.begun_until(moment) for moment in (9.0, 20.0, 99.0)] == [0, 2, 3]
    store.remove_folder(1)
    assert store.history.begun_until(99.0) == 0


def test_the_mark_is_another_one_after_a_play_or_a_like(store: Store, ids: list[int]) -> None:
    marks = [store.history.mark()]
    for change in (
        lambda: store.history.add(Play(ids[0], 10.0, 9.0)),
        lambda: store.history.like(ids[:1], True),
        lambda: store.history.like(ids[:1], False),
        lambda: store._db.execute("DELETE FROM plays"),  # as when an import is taken out
    ):
        change()
        assert store.history.mark() != marks[-1]
        marks.append(store.history.mark())
    assert store.history.mark() == marks[-1]


def test_an_origin_of_another_version_does_not_hide_the_play(store: Store, ids: list[int]) -> None:
    store.history.add(Play(ids[0], 1.0, 10.0))
    store._db.execute("UPDATE plays SET origin = 'shuffle'")
    assert store.history.plays(10) == [Play(ids[0], 1.0, 10.0, Origin.LIBRARY, liked=False)]


def test_a_play_of_no_track_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.history.add(Play(1, 1.0, 10.0))


@pytest.mark.parametrize("heard", [-1.0, float("nan")])
def test_nothing_sounds_for_less_than_no_time(heard: float) -> None:
    with pytest.raises(ValueError, match="less than no time"):
        Play(1, 1.0, heard)


def test_a_removed_folder_takes_its_plays_out_of_sight(store: Store, ids: list[int]) -> None:
    store.history.add(Play(ids[0], 1.0, 10.0))
    (folder,) = store.folders()
    store.remove_folder(folder.id)
    assert store.history.plays(10) == []
    store.add_folder(folder.path)
    assert [play.track_id for play in store.history.plays(10)] == [ids[0]]


def test_many_tracks_are_liked_at_once(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    records = [FileRecord(f"{i}.mp3", 1, 1, str(i), Tags(title=str(i))) for i in range(31_000)]
    ids = store.save_files(folder.id, records)
    store.history.like(ids, True)
    assert len(store.history.standing(ids).liked) == 31_000
