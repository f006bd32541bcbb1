"""The blend of a real library: what speaks, what the weights change, what is fitted to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord
from engine.errors import Cancelled, NearfieldError
from engine.library import Library
from engine.library.blend.own import FEWEST, OwnBlend
from engine.library.blend.own_lists import Kind, OwnList, OwnLists
from engine.library.blend.sources import Gathered
from engine.models.weights import ModelFile
from engine.recommend.blend.default import read_weights, shipped, write_weights
from engine.recommend.blend.lists import listed
from engine.recommend.blend.voice import Voice
from engine.types import (
    Change,
    Heard,
    Neighbour,
    Play,
    PlaylistEntry,
    PlaylistLength,
    Signal,
    Tags,
    Weights,
)

STYLES, EACH = 3, 12
SOUND_ALONE = Weights()


@pytest.fixture
def library(tmp_path: Path, small_model: Path) -> Iterator[Library]:
    """Three styles of twelve tracks each, in sound and genre; nobody used it yet."""
    model, dice = ModelFile.read(small_model), np.random.default_rng(0)
    with Library.open(tmp_path / "home", model=small_model) as library:
        store = library._store
        store.embeddings.register(model.model_id, model.architecture, model.dimension)
        folder = store.add_folder(tmp_path)
        files = [
            FileRecord(f"{n}.mp3", 1, 1, f"mp3:{n}", Tags(f"Song {n}", f"Artist {n}",
                       genres=(f"Style {n // EACH}",)))
            for n in range(STYLES * EACH)
        ]  # fmt: skip
        ids = store.save_files(folder.id, files)
        corners = np.repeat(np.eye(STYLES, model.dimension), EACH, axis=0)
        raw = corners + 0.05 * dice.normal(size=corners.shape)
        vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
        heard = [Heard(i, f.identity, v) for i, f, v in zip(ids, files, vectors, strict=True)]
        store.embeddings.save(model.model_id, heard)
        yield library


def ids_of(library: Library) -> list[int]:
    return sorted(track.id for track in library.tracks.all())


def saved(library: Library, name: str, ids: list[int]) -> int:
    return library.playlists.create(name, [PlaylistEntry(i) for i in ids]).id


def alike(found: list[Neighbour]) -> list[tuple[int, float]]:
    return [(near.track.id, near.similarity) for near in found]


def test_the_sound_alone_gives_the_list_it_always_gave(library: Library) -> None:
    from engine.recommend.similar import similar

    first, *_, last = ids_of(library)
    saved(library, "Both", [first, last])
    library.history.like([last])
    library.recommender.weigh(SOUND_ALONE)
    found = library.recommender.similar(first)
    before = similar(library._neighbourhood.around(), library.tracks.one(first), 20)
    assert alike(found) == alike(before)
    assert found[0].reasons == before[0].reasons
    library.recommender.weigh(Weights(sound=0.0))
    assert alike(library.recommender.similar(first)) == alike(before), (
        "where nothing counts the sound does"
    )


def test_what_has_nothing_to_say_is_silent_and_changes_nothing(library: Library) -> None:
    silent = dict(library.recommender.mix().silent)
    assert set(silent) == {Signal.PLAYLISTS, Signal.LISTENERS, Signal.REPLAY, Signal.LIKES}
    first = ids_of(library)[0]
    library.recommender.weigh(Weights(sound=1.0, playlists=1.0, listeners=1.0, likes=1.0))
    blended = dict(alike(library.recommender.similar(first)))
    library.recommender.weigh(SOUND_ALONE)
    alone = dict(alike(library.recommender.similar(first)))
    assert list(blended) == list(alone)
    assert blended == pytest.approx(alone, abs=1e-6)


def test_a_signal_speaks_once_there_is_something_to_tell(library: Library) -> None:
    first, second, *_ = ids_of(library)
    saved(library, "Two", [first, second])
    library.history.like([first])
    library.history.played(Play(first, 1_700_000_000.0, 200.0, finished=True))
    assert set(dict(library.recommender.mix().silent)) == {Signal.LISTENERS}


def test_tracks_of_one_playlist_come_nearer_and_it_is_said(library: Library) -> None:
    first, *_, far = ids_of(library)
    library.recommender.weigh(Weights(sound=0.4, playlists=0.6))
    assert far not in [near.track.id for near in library.recommender.similar(first, 5)]
    for number in range(3):
        saved(library, f"Mix {number}", [first, far])
    found = {near.track.id: near for near in library.recommender.similar(first, 12)}
    assert "on 3 of your playlists" in found[far].reasons
    assert found[far].shares[0].signal is Signal.PLAYLISTS
    assert sum(share.share for share in found[far].shares) == pytest.approx(1)
    assert all(0 <= near.similarity <= 1 for near in found.values())


def test_playlists_know_tracks_that_were_not_heard_yet(library: Library) -> None:
    heard, other, *_ = ids_of(library)
    store = library._store
    folder = store.folders()[0]
    files = [FileRecord(f"new {n}.mp3", 1, 1, f"mp3:new{n}", Tags(f"New {n}", f"Anybody {n}"))
             for n in range(2)]  # fmt: skip
    new, unknown = store.save_files(folder.id, files)
    for number in range(3):
        saved(library, f"Mix {number}", [heard, new, other])
    library.recommender.weigh(Weights(sound=0.4, playlists=0.6))
    assert new in [near.track.id for near in library.recommender.similar(heard)]
    found = {near.track.id: near for near in library.recommender.similar(new)}
    assert set(found) == {heard, other}
    assert found[heard].reasons == ("on 3 of your playlists",)
    assert [track.id for track in library.recommender.radio(new, PlaylistLength(tracks=3))] == [
        new,
        *sorted({heard, other}),
    ]
    more = library.recommender.more_like([new], PlaylistLength(tracks=5))
    assert {track.id for track in more} == {heard, other}
    assert library.recommender.similar(unknown) == []
    radio = library.recommender.radio(unknown, PlaylistLength(tracks=3))
    assert [track.id for track in radio] == [unknown]
    assert library.recommender.more_like([unknown], PlaylistLength(tracks=3)) == []
    library.recommender.weigh(SOUND_ALONE)
    assert library.recommender.similar(new) == []
    assert new not in [near.track.id for near in library.recommender.similar(heard)]


def test_what_the_program_built_says_nothing_until_it_is_edited(library: Library) -> None:
    first, *_, far = ids_of(library)
    radio = library.playlists.create(
        "Radio", [PlaylistEntry(first), PlaylistEntry(far)], built=True
    )
    assert Signal.PLAYLISTS in dict(library.recommender.mix().silent)
    library.playlists.change(radio.id, name="Renamed")
    assert Signal.PLAYLISTS in dict(library.recommender.mix().silent), "another name is no opinion"
    library.playlists.change(radio.id, entries=[PlaylistEntry(far), PlaylistEntry(first)])
    assert Signal.PLAYLISTS not in dict(library.recommender.mix().silent)


def test_a_liked_track_says_so(library: Library) -> None:
    first, second, *_ = ids_of(library)
    library.recommender.weigh(Weights(sound=0.8, likes=0.2))
    library.history.like([second])
    found = {near.track.id: near for near in library.recommender.similar(first, 11)}
    assert "you like it" in found[second].reasons


def test_plays_speak_soon_after(library: Library) -> None:
    """Who asks right after a play is told what was so before; the new chances come meanwhile."""
    first, second, third, *_ = ids_of(library)
    library.recommender.weigh(Weights(sound=0.5, replay=0.5))
    past = library._blending._voices.past
    for number, track_id in enumerate((second, third)):
        for day in range(3):
            started = 1_700_000_000.0 + 86_400 * day + number
            library.history.played(Play(track_id, started, 200.0, finished=True))
        library.recommender.similar(first)
        past.close()
    found = {near.track.id: near for near in library.recommender.similar(first, 11)}
    shares = {each.signal: each.share for each in found[third].shares}
    assert shares[Signal.REPLAY] > 0


def test_a_playlist_is_continued_without_a_say_in_it(library: Library) -> None:
    """Its own tracks stand together because they are in it: that is no reason for anything."""
    ids = ids_of(library)
    playlist = saved(library, "Calm", ids[:3])
    other = saved(library, "Also", [*ids[:2], *ids[30:34]])
    library.recommender.weigh(Weights(sound=0.0, playlists=1.0))
    found = [
        track.id for track in library.recommender.continued(playlist, PlaylistLength(tracks=4))
    ]
    assert set(found) == set(ids[30:34])
    library.playlists.delete(other)
    library.recommender.weigh(SOUND_ALONE)
    found = [
        track.id for track in library.recommender.continued(playlist, PlaylistLength(tracks=6))
    ]
    assert set(found) <= set(ids[3:EACH])


def test_weights_are_kept_and_given_back(library: Library) -> None:
    chosen = Weights(sound=0.1, tags=0.9)
    library.recommender.weigh(chosen)
    mix = library.recommender.mix()
    assert (mix.weights, mix.fitted, mix.own) == (chosen, shipped(), False)
    library.recommender.weigh(None)
    assert library.recommender.mix().weights == shipped()


def test_what_is_shipped_counts_all_that_goes_together_and_adds_up() -> None:
    weights = shipped()
    together = weights.sound, weights.tags, weights.playlists, weights.listeners
    assert all(weight > 0 for weight in together)
    assert sum(astuple(weights)) == pytest.approx(1, abs=1e-3)


def test_weights_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing or more"):
        Weights(sound=-0.1)
    with pytest.raises(ValueError, match="nothing or more"):
        Weights(sound=float("nan"))


def test_too_few_lists_say_so(library: Library) -> None:
    with pytest.raises(NearfieldError, match="too little to fit"):
        library.recommender.fit()


def test_own_playlists_fit_own_weights_where_they_answer_better(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Playlists that mix the styles, each in its own way: sound and genre say nothing of them."""
    before = Weights(sound=0.9, tags=0.05, playlists=0.05)
    monkeypatch.setattr("engine.library.blend.blending.shipped", lambda: before)
    ids, dice = ids_of(library), np.random.default_rng(1)
    groups = np.array(ids).reshape(STYLES, 4, 3).transpose(1, 0, 2).reshape(4, 9)
    for number in range(FEWEST + 4):
        saved(library, f"{number}", dice.permutation(groups[number % 4])[:8].tolist())
    library.recommender.weigh(None)
    mix = library.recommender.fit()
    assert mix.own
    assert mix.weights == mix.fitted != before
    assert mix.weights.playlists > 0.5 > mix.weights.sound


def test_weights_that_are_no_better_are_not_taken(library: Library) -> None:
    """Playlists of one style each: what is shipped answers them as well as anything."""
    ids = np.array(ids_of(library)).reshape(STYLES, EACH)
    dice = np.random.default_rng(1)
    for number in range(FEWEST):
        saved(library, f"{number}", dice.permutation(ids[number % STYLES])[:9].tolist())
    mix = library.recommender.fit()
    assert not mix.own
    assert mix.weights == shipped()


def test_own_weights_that_cannot_be_read_are_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = OwnBlend(tmp_path / "blend.json")
    assert own.weights() is None
    own.path.write_text("torn {", encoding="utf-8")
    assert own.weights() is None
    assert "left alone" in caplog.text
    told = {"playlists": 30, "imported playlists": 0, "listening sessions": 0}
    write_weights(own.path, Weights(tags=1.0), {"better": False, "lists": told})
    assert own.weights() is None
    lists = {number: range(10) for number in range(31)}
    assert not own.due(OwnLists(lists, listed([]), [])), "hardly any is new"
    some = OwnLists({number: range(10) for number in range(37)}, listed([]), [])
    assert own.due(some), "a fifth and more is new"
    write_weights(own.path, Weights(tags=1.0), {"better": True, "lists": told})
    assert own.weights() == read_weights(own.path) == Weights(tags=1.0)
    write_weights(own.path, Weights(tags=1.0), {"better": True, "playlists": 31})
    assert own.due(OwnLists(lists, listed([]), [])), "kept by a version that knew of playlists only"


def test_habits_fit_own_weights_where_they_answer_better(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who plays the same twelve tracks of all styles again and again, and likes six more.

    Sound and genre say nothing of what goes on, plays and likes all of it.
    """
    before = Weights(sound=0.5, tags=0.5)
    monkeypatch.setattr("engine.library.blend.blending.shipped", lambda: before)
    ids, dice = np.array(ids_of(library)), np.random.default_rng(2)
    loved = ids.reshape(STYLES, EACH)[:, :4].ravel()
    first = time.time() - 86_400.0 * 2 * FEWEST
    for day in range(FEWEST + 4):
        for number, track_id in enumerate(dice.permutation(loved)[:8].tolist()):
            started = first + 86_400.0 * day + 300.0 * number
            library.history.played(Play(track_id, started, 290.0, finished=True))
    news: list[object] = []
    library.subscribe(news.append)
    mix = library.recommender.fit()
    assert news == [Change(mix=True)]
    library.recommender.fit()
    assert len(news) == 1, "nothing is another when it is fitted again"
    assert mix.own
    assert mix.weights.replay > 0.3
    assert mix.weights.playlists == 0, "of which nothing is known"


def test_fitting_ends_at_once_wherever_it_is_and_leaves_nothing(library: Library) -> None:
    ids = np.array(ids_of(library)).reshape(STYLES, EACH)
    dice = np.random.default_rng(1)
    for number in range(FEWEST):
        saved(library, f"{number}", dice.permutation(ids[number % STYLES])[:9].tolist())
    kept, asked = library.home / "blend.json", [0]
    last = 0

    def cancelled() -> bool:
        asked[0] += 1
        return asked[0] == last

    library.recommender.fit(cancelled)
    whole = asked[0]
    assert whole > 2 * FEWEST, "it asks between questions, and between voices"
    kept.unlink()
    for last in (FEWEST // 2, FEWEST + 2, whole):
        asked[0] = 0
        with pytest.raises(Cancelled):
            library.recommender.fit(cancelled)
        assert asked[0] == last
        assert not kept.exists()


def test_voices_to_fit_know_nothing_of_what_they_are_asked_for(library: Library) -> None:
    first, second, third, *_, far = ids_of(library)
    mine = saved(library, "Mine", [first, far])
    saved(library, "Other", [first, second])
    then = time.time() - 50_000.0
    library.history.played(Play(second, then - 86_400.0, 200.0, finished=True))
    voices = library._blending._voices_to_fit()

    def said(speaking: Sequence[Voice], signal: Signal, track: int) -> float:
        """What one voice says of a track beside the first; NaN if nothing."""
        opinion = {voice.signal: voice for voice in speaking}[signal].asked(np.array([first]))
        return float("nan") if opinion is None else float(opinion.scores(np.array([track]))[0])

    aside = voices.without([OwnList(Kind.OWN, mine, np.array([first, far]), np.ones(2))])
    assert [voice.signal for voice in aside] == list(Signal)
    assert said(aside, Signal.PLAYLISTS, second) > 0
    assert np.isnan(said(aside, Signal.PLAYLISTS, far))
    assert said(voices.without([]), Signal.PLAYLISTS, far) > 0
    library.history.like([third])
    library.history.played(Play(third, then + 10.0, 200.0, finished=True))
    early = library._blending._voices_to_fit().at(then)
    assert np.isnan(said(early, Signal.LIKES, second)), "the like came later"
    chances = [said(early, Signal.REPLAY, track) for track in (third, far)]
    assert chances[0] == pytest.approx(chances[1], nan_ok=True), "its play came later"
    late = library._blending._voices_to_fit().at(time.time() + 10.0)
    assert said(late, Signal.LIKES, third) == 1
    assert np.isnan(said(aside, Signal.REPLAY, second)), "silent about playlists"


def test_what_is_imported_is_left_out_of_its_own_question() -> None:
    ids, table = listed([[1, 2, 3], [2, 3, 4]])
    gathered = Gathered(store=None, revision="", own={7: frozenset({1, 4})})  # type: ignore[arg-type]
    gathered.__dict__["imported"] = ids, table
    whole, part = gathered.playlists_without([]), gathered.playlists_without([7], [0])
    assert whole.neighbours.counts.tolist() == [2, 2, 2, 2]
    assert part.neighbours.counts[np.isin(part.ids, [2, 3, 4])].tolist() == [1, 1, 1]
    assert part.asked(np.array([1])) is None
