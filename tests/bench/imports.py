"""Importing playlists and listeners, and how well songs are matched: `make bench-imports`.

The libraries are rows without sound, made on the spot: every other track of the Million Playlist
Dataset's sample, with the artist and title that it has there, or *worn*: written as people write
tags ("The" and accents gone, another remaster, guests moved to the artist, "and" for "&"). The
playlists of the sample are imported, then HetRec's listeners, each by the command line in a process
of its own; *CPU* is what that process spent, *memory* the most it held.

Whether a match is right is judged by the data set's own ids. A song whose very track is in the
library has to be found. A match with a track of another id is another release of the same name, or
one that is spelled differently; `python -m tests.bench.imports --sample 25` prints some of these,
to be judged by eye.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.catalog.store import FileRecord, Store
from engine.catalog.tag_text import clean
from engine.text import plain
from engine.types import Company, Tags

MPD = Path("../shared/listening/mpd")
HETREC = Path("../shared/listening/hetrec2011-lastfm-2k")
LATER = 1_000
"""Tracks that are added when all is imported."""
SLICES = (1, 5)

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """One command: its answer, the seconds of its processor, the most memory it held."""

    value: dict[str, Any]
    seconds: float
    mebibytes: float


def main() -> None:
    """Import and judge, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--playlists", type=Path, default=MPD, help="the folder of the sample")
    parser.add_argument("--plays", type=Path, default=HETREC, help="the folder of HetRec")
    parser.add_argument("--sample", type=int, default=0, help="matches to be judged by eye")
    options = parser.parse_args()
    names = named(options.playlists / "tracks.tsv.gz")
    ids = random.Random(0).sample(sorted(names), len(names))
    with tempfile.TemporaryDirectory() as place:
        homes = {name: Path(place, name) for name in ("as named", "worn")}
        dice = random.Random(0)
        tags = {
            "as named": {each: names[each] for each in ids[::2]},
            "worn": {each: worn(*names[each], dice) for each in ids[::2]},
        }
        for name, home in homes.items():
            fill(home, tags[name])
        print(f"{len(ids):,} tracks, {len(ids[::2]):,} of them in the library")
        measured(homes, options.playlists / "playlists.jsonl.gz", options.plays)
        judged({name: (homes[name], tags[name]) for name in homes}, names)
        shown(homes["as named"], names, options.sample)
        afterwards(homes["as named"], {each: names[each] for each in ids[1 : 2 * LATER : 2]})
        grown(homes["as named"], Path(place), names)


def named(table: Path) -> dict[str, Named]:
    """Artist and title by id."""
    with gzip.open(table, "rt", encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {track: (clean(artist), clean(title)) for track, artist, title in rows}


def worn(artist: str, title: str, dice: random.Random) -> Named:
    """A track as somebody else may have tagged it."""
    head, _, guests = title.partition(" (feat. ")
    ways: list[Named] = [(artist, title), (artist.upper(), title.title())]
    ways.append((artist.removeprefix("The "), title.replace("’", "'").replace("'", "")))
    ways.append((artist.replace(" & ", " and "), title.replace(" & ", " and ")))
    ways.append(
        (plain(artist), plain(title)) if " - " not in title + title[:1] else (artist, title)
    )
    ways.append((artist, title if " - " in title else f"{title} - Remastered 2011"))
    if guests:
        ways.append((f"{artist} feat. {guests.partition(')')[0]}", head + guests.partition(")")[2]))
    return dice.choice(ways)


def fill(home: Path, tags: dict[str, Named]) -> None:
    """Put tracks into a library; each file is called after its id."""
    home.mkdir(exist_ok=True)
    store = Store(home / "library.db")
    folder = next(iter(store.folders()), None) or store.add_folder(Path("/nowhere/music"))
    rows = [
        FileRecord(f"{track}.mp3", 1, 1, track, Tags(title=title, artist=artist))
        for track, (artist, title) in tags.items()
    ]
    for start in range(0, len(rows), 1000):
        store.save_files(folder.id, rows[start : start + 1000])
    store.close()


def imported(home: Path, kind: str, path: Path) -> Done:
    """Import by the command line."""
    command = [sys.executable, "-m", "engine.cli", "--library", str(home)]
    with tempfile.TemporaryFile() as answer:
        child = subprocess.Popen([*command, "import", kind, str(path), "--json"], stdout=answer)
        most = 0
        # What the system tells at the end counts the memory of whoever started it, too.
        while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
            most = max(most, _held(child.pid))
            time.sleep(0.05)
        child.returncode = os.waitstatus_to_exitcode(ended[1])
        assert child.returncode == 0
        answer.seek(0)
        used = ended[2]
        return Done(json.load(answer), used.ru_utime + used.ru_stime, most / 1024)


def _held(pid: int) -> int:
    """The most memory that a process has held so far, in KiB; 0 if it is gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if "VmHWM" in line), 0)


def measured(homes: dict[str, Path], playlists: Path, plays: Path) -> None:
    """Import everything into each library, and say what it took."""
    print("| library | import | entries | found | lists kept | CPU s | entries/s | memory MiB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for name, home in homes.items():
        for kind, path in (("playlists", playlists), ("listeners", plays)):
            if kind == "listeners" and name == "worn":
                continue  # they name artists only
            done = imported(home, kind, path)
            report = done.value["report"]
            entries = report["entries"]
            found = sum(report[f"by_{means}"] for means in ("id", "name", "artist"))
            print(f"| {name} | {path.name} | {entries:,} | {found / entries:.1%}"
                  f" | {report['lists_kept']:,} of {report['lists']:,} | {done.seconds:.1f}"
                  f" | {entries / done.seconds:,.0f} | {done.mebibytes:.0f} |",
                  flush=True)  # fmt: skip


def judged(libraries: dict[str, tuple[Path, dict[str, Named]]], names: dict[str, Named]) -> None:
    """Say how many songs were found that are there, and what was found beside them."""
    ids = defaultdict[Named, set[str]](set)
    for track, name in names.items():
        ids[name].add(track)
    print("judged by the ids of the data set")
    print("| library | songs whose track is there | found | spelled alike | other tracks found |"
          " of the same name | spelled otherwise |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|")
    for library, (home, tags) in libraries.items():
        found = matches(home)
        there = {name for name in found if ids[name] & tags.keys()}
        own = sum(bool(ids[name] & found[name]) for name in there)
        spelled = {(artist.casefold(), title.casefold()) for artist, title in tags.values()}
        alike = sum((artist.casefold(), title.casefold()) in spelled for artist, title in there)
        others = [(name, other) for name in found for other in found[name] - ids[name]]
        same = sum(_folded(name) == _folded(names[other]) for name, other in others)
        print(f"| {library} | {len(there):,} | {own / len(there):.2%} | {alike / len(there):.2%}"
              f" | {len(others):,} | {same:,} | {len(others) - same:,} |")  # fmt: skip


def shown(home: Path, names: dict[str, Named], most: int) -> None:
    """Print some matches whose names are spelled otherwise."""
    pairs = [
        (name, names[other])
        for name, tracks in matches(home).items()
        for other in tracks
        if _folded(name) != _folded(names[other])
    ]
    for name, other in random.Random(0).sample(sorted(pairs), min(most, len(pairs))):
        print(f"  {' – '.join(name)}  =  {' – '.join(other)}")


def _folded(name: Named) -> Named:
    artist, title = name
    return artist.casefold(), title.casefold()


def matches(home: Path) -> dict[Named, set[str]]:
    """The songs of the playlists, and the ids of the tracks that each was found to be."""
    store = Store(home / "library.db")
    rows = store._db.records(
        "SELECT import_songs.artist, import_songs.title, tracks.identity FROM import_songs"
        " JOIN imports ON imports.id = import_id LEFT JOIN import_matches ON song_id ="
        " import_songs.id LEFT JOIN tracks ON tracks.id = track_id WHERE kind = 'playlists'"
    )
    store.close()
    found = defaultdict[Named, set[str]](set)
    for artist, title, track in rows:
        found[artist, title].update({track} - {None})
    return found


def afterwards(home: Path, tags: dict[str, Named]) -> None:
    """Say what later work takes, in seconds of the processor."""
    took = Counter[str]()
    fill(home, tags)
    store = Store(home / "library.db")
    started = time.process_time()
    store.imports.settle(lambda: False)
    took[f"{len(tags):,} tracks added, matched with all that was imported"] = _since(started)
    for kind in Company:
        started = time.process_time()
        found = store.imports.interactions(kind)
        rows, tracks = found.lists.shape
        took[f"matrix of {rows:,} {kind}, {tracks:,} tracks, {found.lists.nnz:,} entries"] = _since(
            started
        )
    for source in store.imports.sources():
        started = time.process_time()
        store.imports.remove(source.id)
        took[f"{source.name} taken out"] = _since(started)
    store.close()
    print("in the library as named, when all that is imported")
    print("| afterwards | CPU ms |")
    print("|---|---:|")
    for what, milliseconds in took.items():
        print(f"| {what} | {milliseconds:,} |")


def _since(started: float) -> int:
    return round(1000 * (time.process_time() - started))


def grown(home: Path, place: Path, names: dict[str, Named]) -> None:
    """Import more and more invented slices of the full form."""
    dice, tracks = random.Random(0), sorted(names)
    print("slices of the full form, of invented playlists")
    print("| slices of 1,000 playlists | entries | size, MB | CPU s | memory MiB |")
    print("|---:|---:|---:|---:|---:|")
    for count in SLICES:
        folder = place / f"{count} slices"
        folder.mkdir()
        for number in range(count):
            write_slice(folder, number, names, tracks, dice)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        done = imported(home, "playlists", folder)
        print(f"| {count} | {done.value['report']['entries']:,} | {size:.0f}"
              f" | {done.seconds:.1f} | {done.mebibytes:.0f} |", flush=True)  # fmt: skip


def write_slice(
    folder: Path, number: int, names: dict[str, Named], tracks: Sequence[str], dice: random.Random
) -> None:
    """A thousand playlists of 66 tracks as the data set writes them; popular tracks come often."""
    lists = []
    for pid in range(1000):
        chosen = [tracks[int(len(tracks) * dice.random() ** 4)] for _ in range(66)]
        entries = [
            {"pos": place, "artist_name": names[track][0], "track_uri": f"spotify:track:{track}",
             "artist_uri": "spotify:artist:x", "track_name": names[track][1], "album_uri": "x",
             "duration_ms": 200_000, "album_name": "x"}
            for place, track in enumerate(chosen)
        ]  # fmt: skip
        lists.append({"name": f"list {pid}", "pid": 1000 * number + pid, "tracks": entries})
    path = folder / f"mpd.slice.{1000 * number}-{1000 * number + 999}.json"
    path.write_text(json.dumps({"info": {}, "playlists": lists}, indent=4))


if __name__ == "__main__":
    main()
