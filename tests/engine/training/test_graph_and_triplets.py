"""What goes with what: the preference graph, the split, the triplets drawn from it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.collection import SHARES, split_by_artist
from engine.training.graph import distances
from engine.training.triplets import TripletSampler
from tests.engine.training.conftest import piece

PIECES = [
    piece("a1", "Ann", "First", "Folk"),
    piece("a2", "Ann", "First", "Folk"),
    piece("a3", "Ann", "Second", "Folk"),
    piece("b1", "Bob", "Best", "folk"),
    piece("c1", "Cid", "Best", "Noise"),
]


def test_steps_follow_from_what_is_shared() -> None:
    steps = distances(PIECES)[0]
    assert steps == {0: 0, 1: 1.0, 2: 2.0, 3: 3.0}


def test_albums_of_the_same_name_are_not_the_same_album() -> None:
    assert 4 not in distances(PIECES)[3]


def test_steps_are_the_same_both_ways() -> None:
    steps = distances(PIECES)
    assert all(steps[other][one] == way for one in steps for other, way in steps[one].items())


def test_the_published_triplets_take_the_closest_and_the_farthest() -> None:
    sampler = TripletSampler(distances(PIECES), [1] * 5, graded=False, seed=0)
    drawn = sampler.draw(200)
    of_first = drawn[drawn[:, 0] == 0]
    assert set(of_first[:, 1]) == {1}
    assert set(of_first[:, 2]) == {4}


def test_graded_triplets_are_in_the_order_of_the_graph() -> None:
    steps = distances(PIECES)
    drawn = TripletSampler(steps, [1] * 5, graded=True, seed=0).draw(300)
    for anchor, positive, negative in drawn.tolist():
        assert steps[anchor].get(positive, 5.0) < steps[anchor].get(negative, 5.0)


def test_a_track_is_its_own_positive_in_another_chunk() -> None:
    lonely = [piece("a", "Ann", genre="Folk"), piece("b", "Bob", genre="Noise")]
    drawn = TripletSampler(distances(lonely), [3, 2], graded=False, seed=0).draw(100)
    assert (drawn[:, 0] != drawn[:, 1]).all()
    assert ((drawn[:, 0] < 3) == (drawn[:, 1] < 3)).all()
    assert ((drawn[:, 0] < 3) != (drawn[:, 2] < 3)).all()


def test_the_same_seed_draws_the_same() -> None:
    first, second = (
        TripletSampler(distances(PIECES), [2] * 5, graded=True, seed=7).draw(50) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


def test_one_track_alone_gives_nothing_to_draw() -> None:
    assert not TripletSampler(distances(PIECES[:1]), [4], graded=True, seed=0)


@pytest.mark.parametrize("seed", range(5))
def test_no_artist_is_in_two_splits(seed: int) -> None:
    many = [piece(f"{artist}-{n}", f"Artist {artist}") for artist in range(30) for n in range(3)]
    splits = split_by_artist(many, seed)
    artists = [{piece.artist for piece in splits[name]} for name in SHARES]
    assert sum(map(len, artists)) == 30
    assert sum(map(len, splits.values())) == 90
    assert len(splits["train"]) == pytest.approx(63, abs=3)
