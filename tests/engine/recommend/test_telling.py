"""What is told of a track is what sets it apart in its library."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.recommend.tag_set import TagSet
from engine.recommend.telling import COMMON, UNKNOWN, Telling, information, usual

NAMES = ["msd/electronic", "msd/rock", "mtat/harpsichord", "mtat/piano"]
TAGS = TagSet(NAMES)
QUIET: Mapping[str, float] = dict.fromkeys(NAMES, 0.01)


def heard(*tracks: Mapping[str, float]) -> NDArray[np.float32]:
    scores = [[{**QUIET, **track}[name] for name in NAMES] for track in tracks]
    return TAGS.log_odds(np.array(scores, np.float32))


def told(library: NDArray[np.float32], track: Mapping[str, float]) -> list[str]:
    telling = Telling(TAGS.tags, usual(library))
    tags = telling.tags(heard(track)[0])
    assert all(0 <= tag.score <= 1 for tag in tags)
    assert [tag.score for tag in tags] == sorted((tag.score for tag in tags), reverse=True)
    names = [
        tag.name
        for tag, is_told in zip(TAGS.tags, telling.told(heard(track))[0], strict=True)
        if is_told
    ]
    assert sorted(names) == sorted(tag.name for tag in tags)
    return [tag.name for tag in tags]


ELECTRONIC = heard(*[{"msd/electronic": 0.3}] * 100)


def test_what_every_track_has_tells_less_than_what_none_has() -> None:
    track = {"msd/electronic": 0.3, "mtat/harpsichord": 0.3}
    assert told(ELECTRONIC, track)[0] == "harpsichord"
    assert told(ELECTRONIC, {"mtat/harpsichord": 0.3, "msd/rock": 0.5}) == ["rock", "harpsichord"]


def test_a_rare_tag_that_is_hardly_heard_is_not_told() -> None:
    assert told(ELECTRONIC, {"mtat/harpsichord": 0.05}) == []


def test_the_likeliest_genre_is_told_even_where_all_have_it() -> None:
    assert told(ELECTRONIC, {"msd/electronic": 0.22}) == ["electronic"]
    assert told(ELECTRONIC, {"msd/electronic": 0.15}) == []


def test_a_library_of_one_kind_is_still_told_of() -> None:
    pianos = heard(*[{"mtat/piano": 0.8}] * 100)
    assert told(pianos, {"mtat/piano": 0.8}) == ["piano"]


def test_a_few_tracks_are_no_measure_of_what_is_usual() -> None:
    nothing = usual(np.empty((0, len(NAMES)), np.float32))
    assert nothing == pytest.approx([UNKNOWN] * len(NAMES))
    rock = [{"msd/rock": 0.15}]
    column = [tag.name for tag in TAGS.tags].index("rock")
    few, many = (float(usual(heard(*rock * count))[column]) for count in (2, 1_000))
    assert UNKNOWN < few < many < 0.15 < COMMON
    assert many == pytest.approx(0.15, abs=0.01)


def test_information_is_gained_above_what_is_usual_only() -> None:
    usually = np.array([0.1], np.float32)
    scores = np.array([[0.05], [0.1], [0.2], [0.4]], np.float32)
    gained = information(scores, usually)[:, 0]
    assert gained[0] == gained[1] == 0
    assert 0 < gained[2] < gained[3]
    # 0.4 ln 4 + 0.6 ln (0.6 / 0.9)
    assert gained[3] == pytest.approx(0.3112, abs=1e-3)
