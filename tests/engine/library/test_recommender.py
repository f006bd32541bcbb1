"""What the library recommends is of the library."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.library import Library
from engine.types import PlaylistLength
from tests.engine.library.conftest import track_id


def test_a_track_that_is_gone_is_not_found(heard: Library) -> None:
    with pytest.raises(NotFound):
        heard.recommender.similar(999)


def test_playlists_are_built_from_the_library(heard: Library) -> None:
    seed = track_id(heard, "tiny.mp3")
    assert heard.recommender.radio(seed, PlaylistLength(tracks=3))[0].id == seed
    more = heard.recommender.more_like([seed], PlaylistLength(minutes=1))
    assert seed not in [track.id for track in more]
