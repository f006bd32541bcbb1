"""Recommendations over a toy library whose neighbourhoods are known."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.index.exact import ExactIndex
from engine.recommend.playlists import more_like, radio
from engine.recommend.reasons import reasons
from engine.recommend.similar import similar
from engine.recommend.surroundings import Surroundings
from engine.types import HeardTag, PlaylistLength, TagGroup, Tags, Track, TrackState

STYLES, PER_STYLE, DIMENSION = 4, 30, 8


def track(track_id: int, **tags: str) -> Track:
    style = track_id // PER_STYLE
    named = Tags(
        title=tags.get("title", f"Title {track_id}"),
        artist=tags.get("artist", f"Artist {track_id // 5}"),
        album=tags.get("album", f"Album {track_id // 3}"),
        date=str(1980 + 10 * style),
        genres=(f"Style {style}",),
        duration=180.0,
    )
    return Track(
        track_id, 1, Path(f"/music/{track_id}.mp3"), named, TrackState.READY, identity=str(track_id)
    )


class Toy:
    """Four styles of thirty tracks, each style in a corner of its own."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        corners = np.repeat(np.eye(STYLES, DIMENSION), PER_STYLE, axis=0)
        raw = corners + 0.15 * random.normal(size=(STYLES * PER_STYLE, DIMENSION))
        vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
        self.vectors: dict[int, NDArray[np.float32]] = dict(enumerate(vectors))
        self.tracks = {track_id: track(track_id) for track_id in self.vectors}

    def place(self, track: Track, like: int) -> None:
        """Put a track exactly where another one is."""
        self.tracks[track.id] = track
        self.vectors[track.id] = self.vectors[like]

    def around(self, among: NDArray[np.int64] | None = None) -> Surroundings:
        index = ExactIndex(DIMENSION)
        index.add(np.array(list(self.vectors)), np.stack(list(self.vectors.values())))
        return Surroundings(index, self._named, self.vectors.get, among)

    def _named(self, ids: Sequence[int]) -> list[Track]:
        return [self.tracks[track_id] for track_id in ids if track_id in self.tracks]


@pytest.fixture
def toy() -> Toy:
    return Toy()


def test_neighbours_are_of_the_seeds_style_nearest_first(toy: Toy) -> None:
    found = similar(toy.around(), toy.tracks[0], 10)
    assert len(found) == 10
    assert all(neighbour.track.id // PER_STYLE == 0 for neighbour in found)
    similarities = [neighbour.similarity for neighbour in found]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 <= similarity <= 1 for similarity in similarities)


def test_a_track_that_was_not_heard_has_no_neighbours(toy: Toy) -> None:
    assert similar(toy.around(), track(999), 10) == []


def test_every_row_has_a_reason(toy: Toy) -> None:
    found = similar(toy.around(), toy.tracks[0], 10)
    assert all(neighbour.reasons for neighbour in found)
    assert "both Style 0" in found[0].reasons
    assert "both from the 1980s" in found[0].reasons


@pytest.mark.parametrize(
    "copy",
    [
        track(500, artist="Artist 0", title="TITLE 0 (2009 Remaster)"),
        track(500, artist="artist 0", title="Title 0 - Live at Home"),
        replace(track(500, artist="Other"), identity="0"),
    ],
    ids=["remaster", "live", "same sound"],
)
def test_copies_of_the_seed_are_left_out(toy: Toy, copy: Track) -> None:
    toy.place(copy, like=0)
    assert 500 not in [n.track.id for n in similar(toy.around(), toy.tracks[0], 10)]


def test_copies_of_each_other_collapse_to_one(toy: Toy) -> None:
    for copy in (500, 501, 502):
        toy.place(track(copy, artist="Twin", title="Same"), like=0)
    found = [n.track.tags.artist for n in similar(toy.around(), toy.tracks[0], 10)]
    assert found.count("Twin") == 1


def test_one_artist_does_not_fill_the_list_while_there_are_others(toy: Toy) -> None:
    for number in range(500, 520):
        toy.place(track(number, artist="Prolific", album=""), like=0)
    found = [n.track.tags.artist for n in similar(toy.around(), toy.tracks[0], 20)]
    assert found.count("Prolific") == 5
    assert len(found) == 20


def test_repeats_are_not_replaced_by_what_sounds_like_nothing_of_it(toy: Toy) -> None:
    """All of the seed's style is by one artist: better more of that than another style."""
    for track_id in range(PER_STYLE):
        toy.tracks[track_id] = track(track_id, artist="Only", album="Only")
    found = similar(toy.around(), toy.tracks[0], 12)
    assert [neighbour.track.id // PER_STYLE for neighbour in found] == [0] * 12


def test_a_library_by_one_artist_still_gets_a_full_list(toy: Toy) -> None:
    for track_id in toy.tracks:
        toy.tracks[track_id] = track(track_id, artist="Only", album="Only")
    assert len(similar(toy.around(), toy.tracks[0], 20)) == 20


def test_missing_tracks_are_passed_over(toy: Toy) -> None:
    for track_id in range(1, 25):
        toy.tracks[track_id] = replace(toy.tracks[track_id], state=TrackState.MISSING)
    found = similar(toy.around(), toy.tracks[0], 10)
    assert len(found) == 10
    assert all(n.track.state is TrackState.READY for n in found)


def test_a_hub_gives_way_to_a_track_that_is_only_near_the_seed(toy: Toy) -> None:
    """The crowd is a little nearer than the lonely track, but near to one another as well."""
    crowd, lonely = range(500, 520), 600
    places = {0: 0.0, lonely: 21.0, **{number: -20 - number / 1000 for number in crowd}}
    for track_id, degrees in places.items():
        radians = np.radians(degrees)
        toy.tracks[track_id] = track(track_id, artist=f"Artist {track_id}", title=str(track_id))
        toy.vectors[track_id] = np.zeros(DIMENSION, np.float32)
        toy.vectors[track_id][-2:] = np.cos(radians), np.sin(radians)
    nearest = toy.around().near(toy.vectors[0], 8, frozenset({0}))
    assert all(neighbour.track.id in crowd for neighbour in nearest)
    assert lonely in [n.track.id for n in similar(toy.around(), toy.tracks[0], 8)]


def test_radio_starts_with_the_seed_and_stays_in_its_style(toy: Toy) -> None:
    queue = radio(toy.around(), toy.tracks[0], PlaylistLength(tracks=15))
    assert queue[0].id == 0
    assert len({track.id for track in queue}) == len(queue) == 15
    assert all(track.id // PER_STYLE == 0 for track in queue)


def test_radio_does_not_play_an_artist_twice_in_a_row(toy: Toy) -> None:
    artists = [t.tags.artist for t in radio(toy.around(), toy.tracks[0], PlaylistLength(tracks=15))]
    assert all(a != b for a, b in itertools.pairwise(artists))


def test_radio_from_an_unheard_track_is_that_track(toy: Toy) -> None:
    assert radio(toy.around(), track(999), PlaylistLength(tracks=5)) == [track(999)]


@pytest.mark.parametrize("minutes", [10.0, 31.0, 60.0])
def test_minutes_are_kept_to_half_a_track(toy: Toy, minutes: float) -> None:
    queue = radio(toy.around(), toy.tracks[0], PlaylistLength(minutes=minutes))
    assert abs(sum(t.tags.duration or 0 for t in queue) / 60 - minutes) <= 1.5


def test_more_like_finds_new_tracks_of_all_the_seeds_styles(toy: Toy) -> None:
    seeds = [toy.tracks[0], toy.tracks[1], toy.tracks[31], toy.tracks[32]]
    found = more_like(toy.around(), seeds, PlaylistLength(tracks=12))
    assert len(found) == 12
    assert not {seed.id for seed in seeds} & {track.id for track in found}
    assert {track.id // PER_STYLE for track in found} == {0, 1}


def test_more_like_nothing_heard_is_nothing(toy: Toy) -> None:
    assert more_like(toy.around(), [track(999)], PlaylistLength(tracks=5)) == []


def test_a_length_is_tracks_or_minutes() -> None:
    with pytest.raises(ValueError, match="tracks or in minutes"):
        PlaylistLength()
    with pytest.raises(ValueError, match="more than nothing"):
        PlaylistLength(tracks=0)


def test_similar_tracks_among_some(toy: Toy) -> None:
    among = np.array([3, 7, PER_STYLE + 1, 2 * PER_STYLE])
    found = similar(toy.around(among), toy.tracks[0], 10)
    assert {neighbour.track.id for neighbour in found} == set(among.tolist())
    assert similar(toy.around(np.array([], np.int64)), toy.tracks[0], 10) == []


def told(*names: str) -> list[HeardTag]:
    return [HeardTag(name, TagGroup.GENRES, 0.5) for name in names]


def test_reasons_name_the_most_telling_of_what_was_heard_in_both() -> None:
    seed, other = track(0), track(100)  # of other styles and decades
    heard = told("harp", "calm", "Style 3", "opera", "slow"), told("slow", "opera", "calm", "harp")
    assert reasons(seed, other, heard) == ("both: harp, calm, opera",)
    assert reasons(seed, other, (told("harp"), told("calm"))) == ()


def test_where_no_tag_speaks_the_ear_does(toy: Toy) -> None:
    toy.tracks = {i: replace(each, tags=Tags(each.tags.title)) for i, each in toy.tracks.items()}
    toy.place(replace(track(500), tags=Tags("Twin")), like=0)
    found = similar(toy.around(), toy.tracks[0], 10)
    told = {neighbour.track.id: neighbour.reasons for neighbour in found}
    assert told.pop(500) == ("sounds very much alike",)
    assert set(told.values()) <= {("sounds very much alike",), ("sounds alike",)}


def test_what_the_files_say_themselves_is_not_said_again() -> None:
    found = reasons(track(0), track(1), (told("style-0", "harp"), told("harp", "style-0")))
    assert "both Style 0" in found
    assert "both: harp" in found


def prefers(*ids: int) -> Callable[[Sequence[int]], Mapping[int, float]]:
    """Chances of a listener who plays these again and no others."""
    return lambda asked: {track_id: float(track_id in ids) for track_id in asked}


def test_of_tracks_as_near_the_one_that_is_played_again_comes_first(toy: Toy) -> None:
    twins = [track(200, artist="One", album="A"), track(201, artist="Other", album="B")]
    for twin in twins:
        toy.place(twin, like=7)
    for loved in (200, 201):
        for built in (
            radio(toy.around(), toy.tracks[7], PlaylistLength(tracks=30), prefers(loved)),
            more_like(toy.around(), [toy.tracks[7]], PlaylistLength(tracks=30), prefers(loved)),
        ):
            order = [found.id for found in built]
            assert order.index(loved) < order.index(401 - loved)


def test_nearness_rules_over_what_is_played_again(toy: Toy) -> None:
    """Who plays only another style again still gets this one."""
    others = prefers(*range(PER_STYLE, 4 * PER_STYLE))
    length = PlaylistLength(tracks=PER_STYLE // 2)
    for built in (
        radio(toy.around(), toy.tracks[0], length, others),
        more_like(toy.around(), [toy.tracks[0]], length, others),
    ):
        assert {found.id // PER_STYLE for found in built} == {0}
