"""Files that are spoilt anywhere: told, or taken in as far as they can be, and nothing else."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import NearfieldError
from engine.types import ImportKind
from tests.engine.importing.conftest import SINNERMAN, Desk

HISTORY, LISTENERS, PLAYLISTS = ImportKind
LISTEN = {
    "listened_at": 1_700_000_000,
    "track_metadata": {
        "artist_name": "Anna",
        "track_name": "Nude",
        "mbid_mapping": {"recording_mbid": SINNERMAN, "artist_mbids": [SINNERMAN]},
    },
}
TRACK = {"track_uri": "spotify:track:a", "artist_name": "Anna", "track_name": "Nude"}
LIST = {"name": "list", "tracks": [TRACK, {**TRACK, "track_name": "Blue"}, "b"]}
FILES = (
    (HISTORY, "anna.csv", "uts,artist,track\n1700000000,Anna,Nude\n1700000300,Anna,Blue\n"),
    (HISTORY, "anna.jsonl", f"{json.dumps(LISTEN)}\n" * 3),
    (LISTENERS, "part.tsv", f"{'0' * 40}\t\tAnna\t7\n{'1' * 40}\t{SINNERMAN}\tBob\t1\n"),
    (LISTENERS, "user_artists.dat", "userID\tartistID\tweight\n2\t51\t10\n3\t51\t1\n"),
    (PLAYLISTS, "lists.jsonl", f"{json.dumps(LIST)}\n" * 2),
    (PLAYLISTS, "mpd.slice.0-999.json", json.dumps({"info": {}, "playlists": [LIST] * 3})),
    (PLAYLISTS, "mix.m3u8", "#EXTM3U\n#EXTINF:100,Anna - Nude\n/a/b.mp3\nAnna/Blue.mp3\n"),
)
SPOILS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\x00", b"\xff", b"9" * 400, b"NaN", b"null", b"[[", b'"', b"\n\n", b"\t"]),
)


WHERE = st.integers(0, 1000).map(lambda thousandth: thousandth / 1000)
"""A place in a file; no float of hypothesis, since where torch flushes denormals it has none."""


@settings(
    max_examples=60,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(FILES), WHERE, st.integers(0, 12), SPOILS)
def test_spoilt_files(
    desk: Desk, file: tuple[ImportKind, str, str], where: float, lost: int, spoil: bytes
) -> None:
    if not desk.store.tracks(""):
        desk.add("Anna - Nude", "Anna - Blue", "Bob - Sleep")
    kind, name, text = file
    whole = text.encode()
    place = int(where * len(whole))
    path = desk.file(f"spoilt/{name}", whole[:place] + spoil + whole[place + lost :])
    with suppress(NearfieldError):
        source = desk.take_in(kind, path)
        desk.store.imports.remove(source.id)
    assert set(desk.tables().values()) == {0}
    assert desk.plays() == []
