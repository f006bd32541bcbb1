"""Another model fills in beside the old one, is chosen, and given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ModelError, NotFound
from engine.library import Broadcast, Library
from engine.types import Change, Progress, TrackState
from tests.engine.library.conftest import by_name, track_id


@pytest.fixture
def newer_model(small_model: Path, tmp_path: Path) -> Path:
    """Other weights of the same network."""
    import torch

    from engine.models.embedder import Embedder
    from engine.models.weights import ModelFile, save

    old = ModelFile.read(small_model)
    torch.manual_seed(1)
    return save(
        tmp_path / "newer.safetensors",
        Embedder(),
        architecture=old.architecture,
        dimension=old.dimension,
        plan=old.plan,
        front_end=old.front_end,
    ).path


def test_a_new_model_fills_in_beside_the_old_one(heard: Library, newer_model: Path) -> None:
    seed = track_id(heard, "tiny.mp3")
    before = [neighbour.track.id for neighbour in heard.recommender.similar(seed)]
    assert len(before) == 5
    heard.close()
    with Library.open(heard.home, model=newer_model) as library:
        assert [neighbour.track.id for neighbour in library.recommender.similar(seed)] == before
        assert set(by_name(library).values()) == {TrackState.READY}, "the old one serves"
        assert library.analyse().done == 6
        assert library.status().indexed == 6
        assert set(by_name(library).values()) == {TrackState.READY}


def test_a_model_may_be_chosen_while_another_listens(heard: Library, newer_model: Path) -> None:
    news: list[Broadcast] = []
    seed = track_id(heard, "tiny.mp3")
    old = heard.status().model_id
    before = heard.recommender.similar(seed)
    imported = heard.models.take_in(newer_model)
    assert (imported.name, imported.listens, imported.heard) == ("newer", False, 0)

    heard.subscribe(news.append)
    heard.models.listen_with("newer")
    second = heard.models.all()[1]
    assert (second.name, second.listens, second.serves) == ("newer", True, False)
    assert heard.recommender.similar(seed) == before, "the old one serves until all is heard anew"

    assert heard.analyse().done == 6
    assert heard.recommender.similar(seed) != before
    assert heard.models.all()[1].serves
    assert Change(tracks=frozenset(track.id for track in heard.tracks.all())) in news
    assert old not in {model.model_id for model in heard.models.all() if model.serves}


def test_going_back_costs_nothing_even_while_the_other_listens(
    heard: Library, newer_model: Path, small_model: Path
) -> None:
    seed = track_id(heard, "tiny.mp3")
    before = heard.recommender.similar(seed)
    heard.models.take_in(small_model)
    heard.models.take_in(newer_model)
    heard.models.listen_with("newer")

    def go_back(progress: Progress) -> None:
        if progress.total:  # the other one is at it
            heard.models.listen_with(small_model.stem)

    assert heard.analyse(go_back).done == 0
    (model,) = {model.model_id: model for model in heard.models.all() if model.listens}.values()
    assert model.serves
    assert heard.recommender.similar(seed) == before
    assert [m.heard < 6 for m in heard.models.all() if m.name == "newer"] == [True]


def test_a_chosen_model_listens_after_the_next_start(heard: Library, newer_model: Path) -> None:
    chosen = heard.models.take_in(newer_model)
    heard.models.listen_with(chosen.name)
    heard.close()
    with Library.open(heard.home) as again:
        assert again.status().model_id == chosen.model_id
    (heard.home / "models" / "newer.safetensors").write_bytes(b"damaged")
    news: list[Broadcast] = []
    with Library.open(heard.home) as again:
        assert [model.name for model in again.models.all() if model.listens] == ["shipped"]
        with pytest.raises(ModelError, match="'newer' cannot listen"):
            again.check()
        again.subscribe(news.append)
        again.analysis.pause()
        again.start()
        assert [str(each) for each in news if isinstance(each, ModelError)]
        again.models.listen_with("shipped")
        again.check()


def test_a_model_that_is_not_there_cannot_be_chosen(heard: Library) -> None:
    listening = heard.status().model_id
    with pytest.raises(NotFound, match="There are: shipped"):
        heard.models.listen_with("nothing")
    assert heard.status().model_id == listening


def test_a_new_model_waits_for_a_disk_that_is_unplugged(
    heard: Library, newer_model: Path, music: Path
) -> None:
    heard.close()
    with Library.open(heard.home, model=newer_model) as library:
        music.rename(music.with_name("unplugged"))
        library.refresh()
        library.analyse()
        music.with_name("unplugged").rename(music)
        library.refresh()
        assert library.status().indexed == 6
        assert len(library.recommender.similar(track_id(library, "tiny.mp3"))) == 5
