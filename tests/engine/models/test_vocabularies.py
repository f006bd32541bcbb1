"""The vocabularies of the taggers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.models.vocabularies import JAMENDO, MSD, MSD_GROUPS, MTAT, VOCABULARIES

WEIGHTS = Path(__file__).parents[4] / "shared" / "weights"


def test_each_has_fifty_tags_of_its_own_name() -> None:
    for prefix, tags in VOCABULARIES.items():
        assert len(set(tags)) == len(tags) == 50
        assert all(tag.startswith(f"{prefix}/") for tag in tags)


def test_tags_keep_the_order_of_the_outputs() -> None:
    assert (MSD[0], MSD[17], MSD[33], MSD[-1]) == (
        "msd/rock",
        "msd/Mellow",
        "msd/Hip-Hop",
        "msd/happy",
    )
    assert (MTAT[0], MTAT[21], MTAT[-1]) == ("mtat/guitar", "mtat/no vocals", "mtat/choral")
    assert list(JAMENDO) == sorted(JAMENDO)


@pytest.mark.skipif(not WEIGHTS.exists(), reason="the published weights are not beside the project")
@pytest.mark.parametrize("prefix", ["mtat", "jamendo"])
def test_they_are_the_published_lists(prefix: str) -> None:
    published = json.loads((WEIGHTS / f"{prefix}_tags.json").read_text())
    assert list(VOCABULARIES[prefix]) == [f"{prefix}/{tag}" for tag in published]


def test_every_tag_of_last_fm_is_in_one_group() -> None:
    assert sorted(tag for group in MSD_GROUPS.values() for tag in group) == sorted(MSD)
    assert {name: len(tags) for name, tags in MSD_GROUPS.items()} == {
        "genres": 28,
        "moods": 12,
        "instruments": 5,
        "eras": 5,
    }
    assert "msd/Hip-Hop" in MSD_GROUPS["genres"]
    assert "msd/60s" in MSD_GROUPS["eras"]
