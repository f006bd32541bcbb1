"""Names: numbered, folded, ranked and searched, however they came."""

from __future__ import annotations

import random

import pytest

from engine.lines.names import Names, sort_in_runs
from engine.text import plain

TEXTS = ["", "Björk", "AC/DC", "ac dc", "Ágætis byrjun", "...", "\n", "東京", "Zoë", "bjork"]


@pytest.fixture
def names() -> Names:
    names = Names()
    names.numbers(TEXTS)
    return names


def test_a_name_has_one_number_and_no_name_is_zero(names: Names) -> None:
    assert names.numbers(TEXTS).tolist() == list(range(len(TEXTS)))
    assert names.numbers(["new", "Zoë", "", "new"]).tolist() == [10, 8, 0, 10]
    assert names.texts == [*TEXTS, "new"]


def test_ranks_are_those_of_the_folded_names(names: Names) -> None:
    for text in ("Aaa", "Zzz", "bjørk"):
        ranks = names.ranks.tolist()
        for one, rank in zip(names.texts, ranks, strict=True):
            for other, standing in zip(names.texts, ranks, strict=True):
                if "\n" not in {one, other}:
                    assert (rank < standing) == (plain(one) < plain(other)), (one, other)
        names.numbers([text])
    assert names.ranks[1] == names.ranks[9], "compared as equal"


def test_each_word_is_found_wherever_it_stands(names: Names) -> None:
    for more in ("Björk again", "a tokyo 東"):
        for word in ("b", "bj", "rk", "ac", "dc", "東", "京", "...", "zz", "byrjun", "s b"):
            (found,) = names.holding([word])
            assert found.tolist() == [word in plain(text) for text in names.texts], word
        names.numbers([more])


def test_names_from_a_file_grow_like_others(names: Names) -> None:
    again = Names(names.texts, names.folded, names.ranks)
    assert again.ranks.tolist() == names.ranks.tolist()
    assert again.numbers(["Zoë", "Abba"]).tolist() == names.numbers(["Zoë", "Abba"]).tolist()
    assert again.folded == names.folded
    assert again.ranks.tolist() == names.ranks.tolist()


def test_sorting_in_runs_is_sorting() -> None:
    dice = random.Random(1)
    pairs = [(dice.randrange(50), number) for number in range(500)]
    assert sort_in_runs(pairs, lambda pair: pair[0], run=7) == sorted(pairs), "and stable"
