"""Plays added up: who played what how often, and since when."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import NearfieldError
from engine.models.item import Item
from engine.training.plays import tally as module
from engine.training.plays.play import Play
from engine.training.plays.tally import UNTOLD, Tallying, read_tally

HETREC = Path(__file__).parents[5] / "shared" / "listening" / "hetrec2011-lastfm-2k"


def test_plays_of_one_item_are_added_up(tmp_path: Path) -> None:
    first, second = tmp_path / "anna.csv", tmp_path / "ben.csv"
    first.write_text("artist,track,date\nAir,Talisman,300\nair , TALISMAN,100\nAir,Remember,200\n")
    second.write_text("artist,track,date\nAir,Talisman,\n")
    tally, reading = read_tally([first, second])
    assert tally.name == "anna.csv, ben.csv"
    assert tally.users == ("anna", "ben")
    assert [item.name for item in tally.items] == ["Air – Talisman", "Air – Remember"]
    columns = (tally.of_user, tally.of_item, tally.counts, tally.since)
    pairs = zip(*(column.tolist() for column in columns), strict=True)
    assert list(pairs) == [(0, 0, 2, 100), (0, 1, 1, 200), (1, 0, 1, UNTOLD)]
    assert not tally.timed
    assert reading.told() == []


def test_tracks_count_for_their_artist(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    path.write_text("artist,track\nAir,Talisman\nAir,Remember\nMoby,Porcelain\n")
    tally, _ = read_tally([path], "artists")
    assert [item.name for item in tally.items] == ["Air", "Moby"]
    assert tally.counts.tolist() == [2, 1]


def test_many_plays_are_merged_in_blocks_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(0)
    plays = [
        Play(f"u{user}", Item(title=f"i{item}"), int(count), int(time))
        for user, item, count, time in dice.integers(1, 30, (5_000, 4))
    ]
    whole = Tallying()
    whole.add(plays)
    monkeypatch.setattr(module, "_BLOCK", 100)
    blocks = Tallying()
    blocks.add(plays)
    one, other = whole.tally("whole"), blocks.tally("blocks")
    assert one.users == other.users
    assert one.items == other.items
    for name in ("of_user", "of_item", "counts", "since"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert one.counts.sum() == sum(play.count for play in plays)
    found = (one.of_user == one.users.index("u7")) & (
        one.of_item == one.items.index(Item(title="i9"))
    )
    mine = [play for play in plays if (play.user, play.item.title) == ("u7", "i9")]
    assert one.counts[found].tolist() == [sum(play.count for play in mine)]
    assert one.since[found].tolist() == [min(play.time or 0 for play in mine)]


def test_without_a_play_there_is_nothing_to_learn(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    path.write_text("user,item\n")
    with pytest.raises(NearfieldError, match="No line tells of a play"):
        read_tally([path])


@pytest.mark.skipif(not HETREC.exists(), reason="the real data set is not here")
def test_the_real_hetrec_is_read_whole() -> None:
    tally, reading = read_tally([HETREC])
    assert (len(tally.users), len(tally.items), len(tally)) == (1892, 17632, 92834)
    assert reading.told() == []
