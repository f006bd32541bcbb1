"""What the columns of the log become: fields, missing ones, and what is refused."""

from __future__ import annotations

import pytest

from engine.models.replay.fields import RowError
from engine.training.replay.genres import genre_name
from engine.training.replay.isrc import Registration
from engine.training.replay.kkbox_rows import extra_fields, from_kkbox, member_fields, song_fields
from engine.training.replay.names import share_a_person, split_names


def test_a_song_has_three_genres_and_artists_and_a_flag_for_more() -> None:
    fields = song_fields({"genre_ids": "465|458|726|139", "artist_name": "A & B| C feat. D"})
    assert [fields[f"genre_{n}"] for n in (1, 2, 3)] == ["465", "458", "726"]
    assert [fields[f"artist_{n}"] for n in (1, 2, 3)] == ["A & B", "C", "D"]
    assert (fields["more_genres"], fields["more_artists"]) == (1, 0)


def test_who_wrote_what_they_sing() -> None:
    fields = song_fields(
        {"artist_name": "林俊傑 (JJ Lin)", "composer": "JJ Lin", "lyricist": "Wu Qing Feng"}
    )
    assert (fields["composer_is_artist"], fields["lyricist_is_artist"]) == (1, 0)
    assert song_fields({"artist_name": "A", "composer": ""})["composer_is_artist"] is None


@pytest.mark.parametrize(
    ("isrc", "country", "year"),
    [
        ("TWUM71200043", "TW", 2012),
        ("QMZSY1600015", "US", 2016),
        ("gb-ayE-99-00079", "GB", 1999),
        ("TWA531700000", "TW", 2017),
        ("TWA531800000", "TW", 1918),
    ],
)
def test_a_recordings_code_tells_country_and_year(isrc: str, country: str, year: int) -> None:
    assert Registration.of(isrc) == Registration(country, year)


@pytest.mark.parametrize("isrc", ["", "TWUM7120004", "TWUM7120004X", "12UM71200043"])
def test_what_is_no_code_tells_nothing(isrc: str) -> None:
    assert extra_fields({"isrc": isrc}) == {"country": None, "year": None}


@pytest.mark.parametrize(("bd", "age"), [("27", 27), ("0", None), ("-43", None), ("1051", None)])
def test_an_age_that_nobody_has_is_missing(bd: str, age: int | None) -> None:
    assert member_fields({"bd": bd})["age"] == age


def test_membership_in_years_and_days() -> None:
    fields = member_fields(
        {"registration_init_time": "20120228", "expiration_date": "20120301", "gender": ""}
    )
    assert (fields["joined_year"], fields["member_days"], fields["gender"]) == (2012, 2, None)


@pytest.mark.parametrize(
    ("told", "language"), [("52.0", "52"), ("3", "3"), ("-1", None), ("", None)]
)
def test_languages_are_written_in_two_ways(told: str, language: str | None) -> None:
    assert song_fields({"language": told})["language"] == language


def test_nothing_is_known_of_an_empty_row() -> None:
    assert set(from_kkbox({}).values()) == {None}
    assert set(from_kkbox({"source_system_tab": "null", "msno": ""}).values()) == {None}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("song_length", "four minutes"),
        ("song_length", "-1"),
        ("song_length", "99999999999999999999"),
        ("song_length", "9" * 5000),
        ("bd", "1e3"),
        ("language", "Chinese"),
        ("registration_init_time", "20110229"),
        ("expiration_date", "2017-09-20"),
    ],
)
def test_a_value_that_cannot_be_is_named(column: str, value: str) -> None:
    with pytest.raises(RowError, match=column) as raised:
        from_kkbox({column: value})
    assert len(str(raised.value)) < 150


def test_names_are_split_and_compared() -> None:
    assert split_names(" TEDDY|  FUTURE BOUNCE|TEDDY|") == ("TEDDY", "FUTURE BOUNCE")
    assert split_names("Above & Beyond") == ("Above & Beyond",)
    assert share_a_person(["光良"], ["光良 (Michael Wong)"])
    assert share_a_person(["joe  hisaishi"], ["Joe Hisaishi"])
    assert not share_a_person(["Joe"], ["Joe Hisaishi"])


def test_genres_have_names_where_they_are_known() -> None:
    assert (genre_name("465"), genre_name("31415")) == ("pop", "31415")
