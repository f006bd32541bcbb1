"""What is one name however it is written, and what stays two."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.song_names import artist_name, song_name, split_name, title_name

ONE_ARTIST = (
    ("The Beatles", "beatles", "Beatles, The", "THE BEATLES"),
    ("Simon & Garfunkel", "Simon and Garfunkel", "simon + garfunkel"),
    ("Beyoncé", "Beyonce", "Beyonce\u0301", "ＢＥＹＯＮＣＥ"),
    ("Jay-Z feat. Rihanna", "JAY Z", "Jay‐Z ft. Kanye West", "Jay-Z (featuring Alicia Keys)"),
    ("Guns N' Roses", "Guns and Roses", "Guns & Roses"),
    ("AC/DC", "ac dc"),
    ("Sigur Rós", "SIGUR ROS"),
    ("Straße", "STRASSE"),
)
ONE_TITLE = (
    ("Help!", "Help! - Remastered 2009", "Help (2009 Digital Remaster)", "help [Mono Version]"),
    ("Lose Control", "Lose Control (feat. Ciara & Fat Man Scoop)", "Lose Control ft. Ciara"),
    ("Back In Your Head - Morgan Page Remix", "Back in Your Head (Morgan Page Remix)"),
    ("Rock 'n' Roll", "Rock and Roll", "Rock & Roll", "Rock ’n’ Roll"),
    ("Another Brick in the Wall, Pt. 2", "Another Brick In The Wall (Part 2)"),
    ("Nude - Live - Remastered 2011", "Nude (Live)"),
    ("Toxic - Radio Edit", "Toxic [Explicit]", "Toxic (Album Version)"),
    ("Où", "ou", "O\u0075\u0300"),
)
TWO_TITLES = (
    ("Nude", "Nude (Live)"),
    ("Nude (Live)", "Nude - Live at Wembley"),
    ("Nude", "Nude - Demo"),
    ("Nude", "Nude (Somebody Remix)"),
    ("Nude (One Remix)", "Nude (Another Remix)"),
    ("Suite (From “Predator”)", "Suite (From “Willow”)"),
    ("Rudolph - 1953 Version", "Rudolph - 1959 Version"),
    ("Nude", "Nude, Pt. 2"),
    ("Marcus Garvey", "Marcus Garvey (Version)"),
    ("1979", "1999"),
    ("???", "!!!"),
)


@pytest.mark.parametrize("spellings", ONE_ARTIST)
def test_one_artist(spellings: tuple[str, ...]) -> None:
    assert len(set(map(artist_name, spellings))) == 1


@pytest.mark.parametrize("spellings", ONE_TITLE)
def test_one_song(spellings: tuple[str, ...]) -> None:
    assert len(set(map(title_name, spellings))) == 1


@pytest.mark.parametrize("titles", TWO_TITLES)
def test_two_songs(titles: tuple[str, str]) -> None:
    assert len(set(map(title_name, titles))) == 2


@pytest.mark.parametrize("artist", ["", "Various Artists", "VA", "Unknown", "[unknown]", "????"])
def test_nobody_is_no_artist(artist: str) -> None:
    assert song_name(artist, "Nude") == song_name(artist, "") == ""


def test_names_that_are_all_article_or_all_punctuation_stay() -> None:
    assert artist_name("The The") == "the"
    assert artist_name("!!!") == "!!!"
    assert title_name("(...)") != title_name("( )")


def test_a_title_of_which_nothing_is_left_is_not_all_by_the_artist() -> None:
    assert title_name("\u0301") == ""
    assert song_name("Anna", "\u0301") == ""


def test_artist_and_title_in_one() -> None:
    assert split_name("Anna - Nude - Live") == ("Anna", "Nude - Live")
    assert split_name("Anna – Nude") == ("Anna", "Nude")
    assert split_name("Anna-Nude") == split_name("Anna - ") == ("", "")


PIECES = st.sampled_from(
    ["Song", "The", "the", "feat.", "ft", "(", ")", "[", "]", " - ", " – ", ",", "&", "and", "n",
     "Pt.", "2011", "Remastered", "Live", "with", "é", "e\u0301", "ß", "!!!", "???", "; ", " / ",
     "Mono", "version", "radio edit", "İ", "ŉ", "Ⅷ", "ﬁ", " "]
)  # fmt: skip
NAMES = st.one_of(
    st.text(max_size=20),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)
COMPARED = pytest.mark.parametrize("compared", [artist_name, title_name])
INVENTED = settings(max_examples=100, database=None, deadline=None)


@COMPARED
@INVENTED
@given(name=NAMES)
def test_a_name_as_it_is_compared_stays_so(compared: Callable[[str], str], name: str) -> None:
    once = compared(name)
    assert compared(once) == once


@COMPARED
@INVENTED
@given(name=NAMES, form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_of_unicode_is_all_one(
    compared: Callable[[str], str], name: str, form: str
) -> None:
    written = unicodedata.normalize(form, name)  # type: ignore[arg-type]
    assert compared(written) == compared(name)
