"""Heard tags, of tracks and of tags, as the library grows and models change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.library import Library, heard_tags
from engine.library.heard_tags import HeardTags
from engine.types import Heard, TagGroup, Tags, Within
from tests.bench.material import write_tagger
from tests.engine.conftest import SONGS

NAMES = ("msd/electronic", "msd/female vocalists", "mtat/harpsichord", "mtat/harp")
MODEL = "tagger"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Forty tracks, all electronic to a degree."""
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "fcn", 2, NAMES)
    folder = store.add_folder(tmp_path)
    ids = store.save_files(
        folder.id, [FileRecord(f"{n}", 1, 1, f"{n}", Tags(title="")) for n in range(1, 41)]
    )
    assert ids == list(range(1, 41))
    hear(store, dict.fromkeys(ids, (0.15, 0.01, 0.001, 0.001)))
    yield store
    store.close()


def hear(store: Store, scores: dict[int, tuple[float, ...]], model: str = MODEL) -> None:
    vector = np.array([1, 0], np.float32)
    store.embeddings.save(
        model,
        [Heard(i, f"{i}", vector, scores=np.array(s, np.float32)) for i, s in scores.items()],
    )


def names(heard: HeardTags, track_id: int) -> list[str]:
    return [tag.name for tag in heard.of(track_id)]


def test_a_track_is_told_by_what_sets_it_apart(store: Store) -> None:
    hear(store, {7: (0.15, 0.3, 0.4, 0.01)})
    heard = HeardTags(store)
    (tags,) = heard.of_tracks([7, 99]).values()
    assert [(tag.name, tag.group) for tag in tags] == [
        ("harpsichord", TagGroup.INSTRUMENTS),
        ("female voice", TagGroup.VOICES),
    ]
    assert names(heard, 8) == []
    assert heard.names() == ("electronic", "harp", "harpsichord", "female voice")


def test_tracks_are_found_by_a_tag_or_its_beginning(store: Store) -> None:
    hear(store, {7: (0.1, 0.3, 0.4, 0.01), 9: (0.1, 0.01, 0.001, 0.3)})
    heard = HeardTags(store)
    assert heard.tracks("harpsichord").tolist() == [7]
    assert heard.tracks("har").tolist() == [7, 9]
    assert heard.tracks("harp").tolist() == [9]  # it is a tag itself
    assert heard.tracks("Female-Voice").tolist() == [7]
    assert heard.tracks("zither").tolist() == []


def test_what_is_heard_later_is_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_tags, "PAGE", 7)  # many pages of them
    heard = HeardTags(store)
    assert heard.tracks("harp").tolist() == []
    hear(store, {9: (0.1, 0.01, 0.001, 0.3)})
    assert heard.tracks("harp").tolist() == [9]


def test_heard_anew_a_track_is_found_by_what_it_is_now(store: Store) -> None:
    hear(store, {9: (0.1, 0.01, 0.001, 0.3)})
    heard = HeardTags(store)
    assert heard.tracks("harp").tolist() == [9]
    hear(store, {9: (0.1, 0.01, 0.3, 0.001)})
    assert heard.tracks("harp").tolist() == []
    assert heard.tracks("harpsichord").tolist() == [9]


def test_what_is_usual_follows_the_library(store: Store) -> None:
    hear(store, {7: (0.1, 0.12, 0.001, 0.001)})
    heard = HeardTags(store)
    assert names(heard, 7) == ["female voice"]
    hear(store, dict.fromkeys(range(10, 41), (0.1, 0.12, 0.001, 0.001)))
    assert names(heard, 7) == []


def test_the_model_that_serves_is_the_one_that_is_asked(store: Store) -> None:
    heard = HeardTags(store)
    assert heard.names()
    store.embeddings.register("plain", "embedder", 2)
    store.embeddings.save("plain", [Heard(7, "7", np.array([1, 0], np.float32))])
    store.embeddings.serve("plain")
    assert heard.names() == ()
    assert heard.of(7) == ()
    assert heard.tracks("harp").tolist() == []


def test_before_there_is_a_model_nothing_is_heard(tmp_path: Path) -> None:
    store = Store(tmp_path / "empty.db")
    assert HeardTags(store).of(1) == ()
    assert HeardTags(store).tracks("rock").tolist() == []
    store.close()


TAGS = ("msd/rock", "mtat/rock", "mtat/flute")


@pytest.fixture(scope="module")
def listened(tmp_path_factory: pytest.TempPathFactory, songs: Path) -> Iterator[Library]:
    """A library that a tagger, with random weights, has listened to."""
    home = tmp_path_factory.mktemp("tagged")
    model = write_tagger(home / "tagger.safetensors", TAGS)
    with Library.open(home / "home", model=model) as library:
        library.folders.add(songs)
        library.refresh()
        library.analyse()
        yield library


def test_what_a_tagger_heard_reaches_the_library(listened: Library) -> None:
    assert listened.heard_tags.names() == ("rock", "flute")
    store, model = listened._store.embeddings, listened.status().model_id
    ids, scores, _ = store.scores(model)
    assert len(ids) == len(SONGS)
    assert scores.shape == (len(SONGS), len(TAGS))
    assert len({tuple(row) for row in scores.tolist()}) > 1
    # Untrained, it is half sure of everything: far above what is usual.
    assert all("flute" in names(listened.heard_tags, track_id) for track_id in ids.tolist())
    assert listened.heard_tags.tracks("flut").tolist() == ids.tolist()


def test_neighbours_say_what_was_heard_in_both(listened: Library) -> None:
    (seed, *_) = listened.tracks.all()
    found = listened.recommender.similar(seed.id, within=Within(heard="flute"))
    assert len(found) == len(SONGS) - 1
    assert all("both: " in "; ".join(neighbour.reasons) for neighbour in found)
    assert listened.recommender.similar(seed.id, within=Within(heard="harp")) == []
