"""Listening and playlists made up from a library's own names, as other programs export them.

Writes `anna.csv` (a history as of Last.fm, with the gaps such exports have), `listeners.csv` (what
other people play) and a folder `Playlists` of M3U8 files into FOLDER, to try imports with and for
the pictures in docs/screenshots: `python -m tests.made_up_listening --library HOME FOLDER`. Part of
it is of songs that no library has. Nobody listened to anything of it.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.library import Library
from engine.types import Tags

DAY: Final = 86_400.0
DAYS: Final = 900.0
"""How long the history is; it ends today."""
SEASON: Final = 45.0
"""Days for which a track is in favour, before it is hardly played again."""
PLAYS: Final = 4_200
ELSEWHERE: Final = 0.09
"""The share of songs that the library does not have."""
LISTENERS: Final = 60

GONE: Final = tuple(
    Tags(title, artist)
    for artist, titles in {
        "The Paper Lanterns": ("Slow Ferry", "Harbour Lights", "Winter Timetable", "Slow Ferry II"),
        "Ines Valdarno": ("Terracotta", "Quiet Cartography", "Olive Hour"),
        "Low Orbit Club": ("Apogee", "Night Bus to Perigee", "Docking"),
        "Hollis & the Tide Tables": ("Springs and Neaps", "Salt Road"),
        "Kestrel Parade": ("Thermals", "Field Recording of a Fair"),
    }.items()
    for title in titles
)
"""Songs of nobody, who are in no library."""

MOODS: Final = (
    "Late night",
    "Sunday morning",
    "Coding",
    "On the train",
    "Rainy afternoon",
    "Cooking",
)


def make_up(songs: Sequence[Tags], folder: Path, now: float, seed: int = 0) -> None:
    """Write all three into `folder`, of these songs and of those nobody has; `now` ends it."""
    dice = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    _write_history(songs, folder / "anna.csv", now, dice)
    _write_listeners(songs, folder / "listeners.csv", dice)
    _write_playlists(songs, folder / "Playlists", dice)


def _write_history(
    songs: Sequence[Tags], path: Path, now: float, dice: np.random.Generator
) -> None:
    """Each song has its season; what plays while it is exported has no time yet."""
    taste, seasons = np.exp(1.2 * dice.normal(size=len(songs))), dice.uniform(0, DAYS, len(songs))
    rows = [["", "", "", song.artist, song.album, song.title] for song in _some(songs, 3, dice)]
    for day in np.sort(dice.uniform(0, DAYS, PLAYS))[::-1]:
        in_season = 0.01 + np.exp(-(((day - seasons) / SEASON) ** 2))
        song = _one(songs, taste * in_season, dice)
        moment = int(now - DAYS * DAY + day * DAY)
        said = time.strftime("%d %b %Y, %H:%M", time.gmtime(moment))
        rows.append([str(moment), said, "", song.artist, song.album, song.title])
    _write_table(path, ("uts", "utc_time", "artist_mbid", "artist", "album", "track"), rows)


def _write_listeners(songs: Sequence[Tags], path: Path, dice: np.random.Generator) -> None:
    """Each plays the songs of two albums or artists, and some more."""
    rows = []
    for number in range(1, LISTENERS + 1):
        loved = {_group(song) for song in _some(songs, 2, dice)}
        taste = np.array([12.0 if _group(song) in loved else 0.3 for song in songs])
        for song in [_one(songs, taste, dice) for _ in range(40)]:
            plays = 1 + dice.geometric(0.1)
            rows.append([f"listener {number}", song.artist, song.title, str(plays)])
    _write_table(path, ("user", "artist", "track", "plays"), rows)


def _write_playlists(songs: Sequence[Tags], folder: Path, dice: np.random.Generator) -> None:
    """Twice for each mood: the songs of one genre, and a few more."""
    folder.mkdir(exist_ok=True)
    genres = sorted({song.genre for song in songs if song.genre}) or [""]
    for number in range(2 * len(MOODS)):
        genre = genres[dice.integers(len(genres))]
        taste = np.array([10.0 if song.genre == genre else 0.3 for song in songs])
        listed = dict.fromkeys(_one(songs, taste, dice) for _ in range(dice.integers(8, 25)))
        lines = ["#EXTM3U"]
        for song in listed:
            lines += [
                f"#EXTINF:{round(song.duration or 0)},{song.artist} - {song.title}",
                f"/srv/music/{song.artist}/{song.title}.mp3".replace("//", "/"),
            ]
        name = f"{MOODS[number // 2]}{' again' if number % 2 else ''}.m3u8"
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")


def _group(song: Tags) -> str:
    return song.album or song.artist


def _one(songs: Sequence[Tags], taste: np.ndarray, dice: np.random.Generator) -> Tags:
    """A song by how much it is liked, or one of those nobody has: the first of them most often."""
    if dice.random() < ELSEWHERE:
        return GONE[min(dice.geometric(0.2), len(GONE)) - 1]
    reached = np.cumsum(taste)
    return songs[int(np.searchsorted(reached, dice.random() * reached[-1]))]


def _some(songs: Sequence[Tags], count: int, dice: np.random.Generator) -> list[Tags]:
    return [songs[place] for place in dice.integers(len(songs), size=count)]


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Make it up from the names in the library in HOME."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True, metavar="HOME")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    with Library.open(options.library) as library:
        songs = [track.tags for track in library.tracks.all()]
    make_up([song for song in songs if song.artist], options.folder, time.time())


if __name__ == "__main__":
    main()
