"""A library whose tracks have names and no sound, and files in the forms that are published."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine.catalog.store import FileRecord, Store
from engine.importing.importer import Importer
from engine.training.watch import Watch
from engine.types import Company, ImportKind, ImportSource, Tags

SINNERMAN = "3bd73256-3905-4f3a-97e2-8b341527f805"


@dataclass
class Desk:
    """A library and how it is imported into."""

    store: Store
    folder: Path
    music: int
    played: list[frozenset[int]] = field(default_factory=list)

    def add(self, *names: str, recording_id: str = "") -> list[int]:
        """Tracks named "Artist - Title"; returns their ids."""
        records = []
        for name in names:
            artist, _, title = name.partition(" - ")
            tags = Tags(title=title, artist=artist, recording_id=recording_id)
            records.append(FileRecord(f"{name}.mp3", 1, 1, name, tags))
        return self.store.save_files(self.music, records)

    def settle(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.played.append(self.store.imports.settle(cancelled))

    def take_in(
        self, kind: ImportKind, *paths: Path, listener: str = "", watch: Watch | None = None
    ) -> ImportSource:
        importer = Importer(self.store, self.settle)
        return importer.take_in(kind, paths, listener, watch or Watch())

    def plays(self) -> list[tuple[int, float]]:
        """Tracks and times, oldest first."""
        return [(play.track_id, play.started) for play in self.store.history.plays(1000)][::-1]

    def company(self, kind: Company) -> list[dict[int, float]]:
        """Each list as its tracks and their weights."""
        found = self.store.imports.interactions(kind)
        return [
            {int(found.ids[place]): float(value) for place, value in enumerate(row) if value}
            for row in found.lists.toarray()
        ]

    def tables(self) -> dict[str, int]:
        """How many rows each table of imports has."""
        names = ("imports", "import_songs", "import_matches", "import_lists", "import_plays")
        return {
            name: self.store._db.rows(f"SELECT count(*) AS rows FROM {name}")[0]["rows"]
            for name in names
        }

    def lists(self, *playlists: Sequence[str], name: str = "lists.jsonl") -> Path:
        """Playlists of "Artist - Title" as JSON lines."""
        rows = []
        for number, entries in enumerate(playlists):
            tracks = [
                {"track_uri": f"spotify:track:{entry}", "artist_name": artist, "track_name": title}
                for entry in entries
                for artist, _, title in [entry.partition(" - ")]
            ]
            rows.append(json.dumps({"name": f"List {number}", "tracks": tracks}))
        return self.file(name, "\n".join(rows) + "\n")

    def scrobbles(self, *plays: tuple[str, int], name: str = "anna.csv") -> Path:
        """Plays of "Artist - Title" at a time, as the usual exports of Last.fm write them."""
        rows = ["uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid"]
        for song, time in plays:
            artist, _, title = song.partition(" - ")
            rows.append(f'{time},,"{artist}",,,,"{title}",')
        return self.file(name, "\n".join(rows) + "\n")

    def file(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store(tmp_path / "library.db")
    yield Desk(store, tmp_path, store.add_folder(tmp_path / "music").id)
    store.close()
