"""A library is learned by a process of its own, compared, taken over, given back."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.audio.encode import write_audio
from engine.errors import Cancelled, NearfieldError, NotFound
from engine.library import Library
from engine.library.learner import Learner
from engine.models.weights import ModelFile
from engine.training.preference.learning import RECIPE, WEIGHTS
from engine.training.preference.own_library import Habits
from engine.types import Comparison, CurvePoint, Learned, LearningProgress, Play, PlaylistEntry

QUICK = replace(RECIPE, steps=4, check_every=2, batch=2, crop=40)
BETTER = Comparison(9, 0.6, 0.7, 0.02, 0.3, 0.4, better=True)


@pytest.fixture(scope="module")
def songs_of_eight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen songs of eight artists, a second each."""
    folder = tmp_path_factory.mktemp("eight")
    random = np.random.default_rng(0)
    for artist in range(8):
        for song in range(2):
            sound = 0.1 * random.standard_normal(16_000).astype(np.float32)
            place = folder / f"Artist {artist}" / "Album"
            place.mkdir(parents=True, exist_ok=True)
            write_audio(place / f"{song}.flac", sound, 16_000, "flac")
    return folder


@pytest.fixture
def library(tmp_path: Path, songs_of_eight: Path, small_model: Path) -> Library:
    library = Library.open(tmp_path / "home", model=small_model)
    library.folders.add(songs_of_eight)
    library.refresh()
    return library


def habits_of(library: Library) -> Habits:
    playlists = [playlist.track_ids for playlist in library.playlists.all()]
    return Habits(library.tracks.all(), playlists, library.history.plays())


def test_a_library_is_learned_from_what_was_done_with_it(
    library: Library, small_model: Path, tmp_path: Path
) -> None:
    ids = [track.id for track in library.tracks.all()]
    library.playlists.create("Mix", [PlaylistEntry(track_id) for track_id in ids[::3]])
    library.history.like(ids[:4])
    library.history.played(Play(ids[0], 0, 1, finished=True))
    told: list[LearningProgress] = []
    learner = Learner(tmp_path / "learning", tmp_path / "models")
    model = ModelFile.read(small_model)
    with library:
        found = learner.learn(habits_of(library), model, told.append, lambda: False, QUICK)
    assert [point.step for point in found.points] == [2, 4]
    assert learner.result() == found
    doings = list(dict.fromkeys(news.doing for news in told))
    assert doings[-2:] == ["Training", "Comparing"]
    assert told[-1].points
    new = ModelFile.read(tmp_path / "learning" / WEIGHTS)
    assert (new.plan, new.dimension) == (model.plan, model.dimension)


def test_a_learning_can_be_stopped(library: Library, small_model: Path, tmp_path: Path) -> None:
    learner = Learner(tmp_path / "learning", tmp_path / "models")
    stop = threading.Event()
    with library, pytest.raises(Cancelled):
        learner.learn(
            habits_of(library), ModelFile.read(small_model),
            lambda news: stop.set(), stop.is_set, QUICK,
        )  # fmt: skip
    assert learner.result() is None


def test_too_little_music_is_said_so(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, pytest.raises(NearfieldError, match="central"):
        library.models.learn()


def keep(home: Path, comparison: Comparison, weights: Path) -> None:
    """As if this had been learned."""
    folder = home / "learning"
    folder.mkdir(parents=True)
    (folder / WEIGHTS).write_bytes(weights.read_bytes())
    learned = Learned((CurvePoint(1, 0.5, 0.6),), comparison)
    (folder / "result.json").write_text(json.dumps(asdict(learned)))


def test_what_is_better_takes_over_and_one_call_goes_back(
    tmp_path: Path, small_model: Path
) -> None:
    keep(tmp_path, BETTER, small_model)
    with Library.open(tmp_path) as library:
        (shipped,) = [model for model in library.models.all() if model.listens]
        name = library.models.take_over()
        assert [model.name for model in library.models.all() if model.listens] == [name]
        learned = library.models.learned()
        assert learned
        assert learned.taken_over
    with Library.open(tmp_path) as library:
        assert library.status().model_id == ModelFile.read(small_model).model_id
        assert library.models.go_back() == shipped.name
        assert library.status().model_id == shipped.model_id
        learned = library.models.learned()
        assert learned
        assert not learned.taken_over
        with pytest.raises(NotFound, match="Nothing was taken over"):
            library.models.go_back()


def test_what_is_not_better_does_not_take_over(tmp_path: Path, small_model: Path) -> None:
    with Library.open(tmp_path) as library, pytest.raises(NotFound, match="Nothing was learned"):
        library.models.take_over()
    keep(tmp_path, replace(BETTER, better=False), small_model)
    with Library.open(tmp_path) as library:
        before = library.status().model_id
        with pytest.raises(NearfieldError, match="not better"):
            library.models.take_over()
        assert library.status().model_id == before


def test_the_command_takes_over_and_goes_back(
    tmp_path: Path, small_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, BETTER, small_model)
    command = ["--library", str(tmp_path), "train", "library"]
    assert cli.main([*command, "--take-over", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"listens": "my-library-1"}
    assert cli.main([*command, "--go-back"]) == 0
    assert "shipped listens from now on" in capsys.readouterr().out
    assert cli.main([*command, "--go-back"]) == 1
