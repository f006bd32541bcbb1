"""Many words for one thing become one; every word of the known vocabularies has a place."""

from __future__ import annotations

import numpy as np
import pytest

from engine.models.vocabularies import VOCABULARIES
from engine.recommend.tag_set import TIDY, TagSet
from engine.types import TagGroup

EVERY = [tag for vocabulary in VOCABULARIES.values() for tag in vocabulary]


def log_odds(names: list[str], *scores: float) -> dict[str, float]:
    tags = TagSet(names)
    pooled = tags.log_odds(np.array([scores], np.float32))[0]
    return {tag.name: float(odds) for tag, odds in zip(tags.tags, pooled, strict=True)}


def odds(score: float) -> float:
    return float(np.log(score / (1 - score)))


def test_every_known_tag_means_one_tidy_one() -> None:
    meant = [tag for tidy in TIDY.values() for tags in tidy.values() for tag in tags.split(", ")]
    assert sorted(meant) == sorted(EVERY)


def test_three_vocabularies_become_one_tidy_set() -> None:
    tags = TagSet(EVERY).tags
    assert [tag.name for tag in tags] == [name for tidy in TIDY.values() for name in sorted(tidy)]
    assert {tag.group for tag in tags} == set(TagGroup) - {TagGroup.OTHERS}
    columns = [column for tag in tags for synonyms in tag.columns for column in synonyms]
    assert sorted(columns) == list(range(len(EVERY)))


def test_the_highest_of_a_vocabularys_synonyms_counts() -> None:
    names = ["mtat/woman", "mtat/female voice", "mtat/female"]
    assert log_odds(names, 0.1, 0.3, 0.2) == {"female voice": pytest.approx(odds(0.3), abs=1e-5)}


def test_each_vocabulary_has_one_vote() -> None:
    names = ["msd/rock", "mtat/rock", "jamendo/genre---rock"]
    votes = (0.6, 0.2, 0.05)
    mean = np.mean([odds(vote) for vote in votes])
    assert log_odds(names, *votes) == {"rock": pytest.approx(mean, abs=1e-5)}
    synonyms = log_odds(
        ["msd/pop", "jamendo/genre---pop", "jamendo/genre---poprock"], 0.5, 0.2, 0.1
    )
    assert synonyms["pop"] == pytest.approx((odds(0.5) + odds(0.2)) / 2, abs=1e-5)


def test_one_vocabulary_is_enough() -> None:
    tags = TagSet(VOCABULARIES["msd"]).tags
    assert {"female voice", "hip-hop", "instrumental", "calm", "80s"} <= {tag.name for tag in tags}
    assert "harpsichord" not in {tag.name for tag in tags}


def test_tags_of_ones_own_join_their_namesakes_or_stand_alone() -> None:
    tags = TagSet(["mine/Hip Hop", "msd/Hip-Hop", "mine/demo scene", "untitled"]).tags
    assert [(tag.name, tag.group, tag.columns) for tag in tags] == [
        ("hip-hop", TagGroup.GENRES, ((0,), (1,))),
        ("demo scene", TagGroup.OTHERS, ((2,),)),
        ("untitled", TagGroup.OTHERS, ((3,),)),
    ]


def test_certainty_has_an_end() -> None:
    certain = log_odds(["msd/rock", "msd/jazz"], 1.0, 0.0)
    assert certain["rock"] == pytest.approx(-certain["jazz"], abs=1e-2)
    assert np.isfinite(list(certain.values())).all()


def test_without_tags_or_tracks_there_is_nothing_to_pool() -> None:
    assert TagSet([]).log_odds(np.empty((3, 0), np.float32)).shape == (3, 0)
    assert TagSet(["msd/rock"]).log_odds(np.empty((0, 0), np.float32)).shape == (0, 1)
