"""The database's schema, as named steps that are applied once each and never edited afterwards.

Paths are BLOBs: a file system's names are bytes, and not all of them are UTF-8.
"""

from __future__ import annotations

import json
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from engine.catalog.backup import take
from engine.errors import LibraryTooNew
from engine.text import plain

schema = Migrations("nearfield")


@schema()
def library(db: Database) -> None:
    """Folders, tracks, what models said of them, and playlists."""
    _run(
        db,
        """
        CREATE TABLE folders (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL UNIQUE,
            added REAL NOT NULL,
            removed REAL  -- its tracks are hidden, not forgotten
        );
        CREATE TABLE tracks (
            id INTEGER PRIMARY KEY,
            folder_id INTEGER NOT NULL REFERENCES folders(id),
            path BLOB NOT NULL,  -- relative to the folder, '/' between the parts
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            identity TEXT NOT NULL,
            problem TEXT NOT NULL,  -- why the file could not be read at all
            missing REAL,  -- when it was first not found
            added REAL NOT NULL,
            title TEXT NOT NULL,
            artist TEXT NOT NULL,
            album_artist TEXT NOT NULL,
            album TEXT NOT NULL,
            track_number INTEGER,
            disc_number INTEGER,
            date TEXT NOT NULL,
            genres TEXT NOT NULL,  -- a JSON list
            duration REAL,
            recording_id TEXT NOT NULL,
            release_id TEXT NOT NULL,
            artist_id TEXT NOT NULL,
            track_gain REAL,
            album_gain REAL
        );
        -- a missing track may have stood where another one stands now
        CREATE UNIQUE INDEX tracks_place ON tracks(folder_id, path) WHERE missing IS NULL;
        CREATE INDEX tracks_folder ON tracks(folder_id);
        CREATE INDEX tracks_identity ON tracks(identity);
        CREATE TABLE models (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            added REAL NOT NULL,
            serving INTEGER NOT NULL DEFAULT 0  -- the one recommendations come from
        );
        CREATE TABLE embeddings (
            -- grows with every write, so that an index can tell how far it got
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE,
            model_id TEXT NOT NULL REFERENCES models(id) ON DELETE CASCADE,
            vector BLOB NOT NULL,  -- little-endian float32, unit length
            analysed REAL NOT NULL,
            UNIQUE (model_id, track_id)
        );
        CREATE INDEX embeddings_track ON embeddings(track_id);
        CREATE TABLE failures (
            track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE,
            model_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            tried REAL NOT NULL,
            PRIMARY KEY (track_id, model_id)
        );
        CREATE TABLE playlists (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            added REAL NOT NULL,
            changed REAL NOT NULL
        );
        CREATE TABLE playlist_entries (
            playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            track_id INTEGER REFERENCES tracks(id) ON DELETE SET NULL,
            location BLOB NOT NULL,
            title TEXT NOT NULL,
            duration REAL,
            PRIMARY KEY (playlist_id, position)
        );
        CREATE INDEX playlist_entries_track ON playlist_entries(track_id);
        """,
    )


@schema()
def settings(db: Database) -> None:
    """What the user decided about the library: manners, patterns of files left alone."""
    _run(
        db,
        """
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL  -- JSON
        );
        """,
    )


@schema()
def history(db: Database) -> None:
    """What was played, and what is liked."""
    _run(
        db,
        """
        CREATE TABLE plays (
            id INTEGER PRIMARY KEY,
            track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE,
            started REAL NOT NULL,
            heard REAL NOT NULL,  -- seconds of it that sounded
            origin TEXT NOT NULL,  -- from where it was started: library, playlist, radio, similar
            finished INTEGER NOT NULL  -- to its end, not skipped
        );
        CREATE INDEX plays_track ON plays(track_id, started);
        CREATE INDEX plays_started ON plays(started);
        CREATE TABLE likes (
            track_id INTEGER PRIMARY KEY REFERENCES tracks(id) ON DELETE CASCADE,
            added REAL NOT NULL
        );
        """,
    )


@schema()
def genres(db: Database) -> None:
    """The genres of each track as they are compared, to find all tracks of one at once."""
    _run(
        db,
        """
        CREATE TABLE genres (
            name TEXT NOT NULL,  -- without case, accents and punctuation
            track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE,
            PRIMARY KEY (name, track_id)
        ) WITHOUT ROWID;
        CREATE INDEX genres_track ON genres(track_id);
        """,
    )
    named = {
        (plain(genre), row["id"])
        for row in db.query("SELECT id, genres FROM tracks")
        for genre in json.loads(row["genres"])
    }
    db.conn.executemany("INSERT INTO genres(name, track_id) VALUES (?, ?)", sorted(named))


@schema()
def signatures(db: Database) -> None:
    """By which folders are known again, and tracks that are left alone.

    Whatever is written about a track's file makes its folder one to be looked at again.
    """
    _run(
        db,
        """
        -- device and inode, by which a folder is known again that was renamed; empty on a disk
        -- of its own
        ALTER TABLE folders ADD COLUMN place TEXT NOT NULL DEFAULT '';
        -- with a '/' behind it; empty for the music folder itself
        ALTER TABLE tracks ADD COLUMN directory BLOB NOT NULL DEFAULT x'';
        -- hidden, not forgotten: a pattern or a file in its folder asks for it
        ALTER TABLE tracks ADD COLUMN ignored INTEGER NOT NULL DEFAULT 0;
        DROP INDEX tracks_folder;
        CREATE INDEX tracks_directory ON tracks(folder_id, directory);
        CREATE TABLE signatures (
            folder_id INTEGER NOT NULL REFERENCES folders(id),
            directory BLOB NOT NULL,
            signature BLOB NOT NULL,  -- empty: to be looked at again
            PRIMARY KEY (folder_id, directory)
        ) WITHOUT ROWID;
        """,
    )
    paths = db.execute("SELECT path, id FROM tracks").fetchall()
    db.conn.executemany(
        "UPDATE tracks SET directory = ? WHERE id = ?",
        [(path[: path.rfind(b"/") + 1], track_id) for path, track_id in paths],
    )
    db.execute("INSERT INTO signatures SELECT DISTINCT folder_id, directory, x'' FROM tracks")
    columns = "folder_id, path, directory, size, mtime_ns, identity, problem, missing, ignored"
    for name, event, rows in (
        ("written", "INSERT", ("new",)),
        ("changed", f"UPDATE OF {columns}", ("old", "new")),
        ("deleted", "DELETE", ("old",)),
    ):
        steps = "".join(
            f" UPDATE signatures SET signature = x''"
            f" WHERE folder_id = {row}.folder_id AND directory = {row}.directory;"
            f" INSERT OR IGNORE INTO signatures VALUES ({row}.folder_id, {row}.directory, x'');"
            for row in rows
        )
        db.execute(f"CREATE TRIGGER track_{name} AFTER {event} ON tracks BEGIN{steps} END")


@schema()
def tag_scores(db: Database) -> None:
    """What models heard besides the vector: how well each of their tags fits."""
    _run(
        db,
        """
        -- a JSON list of names
        ALTER TABLE models ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
        -- little-endian float16, one for each of the model's tags
        ALTER TABLE embeddings ADD COLUMN scores BLOB NOT NULL DEFAULT x'';
        """,
    )


@schema()
def revision(db: Database) -> None:
    """A token that is another one after every write that changes what is said of a track.

    Who keeps what the tracks were knows by it whether they still are, whoever wrote meanwhile and
    whichever backup was put back. It is drawn, not counted: two futures of one backup count alike.
    """
    _run(
        db,
        """
        CREATE TABLE revision (token BLOB NOT NULL);
        INSERT INTO revision VALUES (randomblob(16));
        """,
    )
    # Where a folder lies on its disk is noted with each scan, and is nothing that is shown.
    updates = {"folders": "UPDATE OF path, removed"}
    for table in ("folders", "tracks", "models", "embeddings", "failures", "plays", "likes"):
        events = ("INSERT", updates.get(table, "UPDATE"), "DELETE")
        for name, event in zip(("written", "changed", "deleted"), events, strict=True):
            db.execute(
                f"CREATE TRIGGER revision_{table}_{name} AFTER {event} ON {table}"
                " BEGIN UPDATE revision SET token = randomblob(16); END"
            )


@schema()
def imports(db: Database) -> None:
    """Listening and playlists from elsewhere, and which of their songs are tracks of this library.

    Tracks that came, or are called otherwise now, wait in `import_due` to be matched.
    """
    _run(
        db,
        """
        CREATE TABLE imports (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,  -- history, listeners, playlists
            name TEXT NOT NULL,  -- of its file or folder
            digest BLOB NOT NULL,  -- of all its files: the same ones are known again
            listener TEXT NOT NULL,  -- of a history: who of those that the files name
            added REAL NOT NULL,
            report TEXT NOT NULL,  -- JSON: how it went
            UNIQUE (kind, digest, listener)
        );
        CREATE TABLE import_songs (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
            artist TEXT NOT NULL,  -- as it is named there
            title TEXT NOT NULL,  -- empty: whatever is by the artist
            recording_id TEXT NOT NULL,
            name TEXT NOT NULL,  -- artist and title as they are compared; empty: it has no name
            entries INTEGER NOT NULL  -- how often it is told of
        );
        CREATE INDEX import_songs_import ON import_songs(import_id);
        CREATE INDEX import_songs_name ON import_songs(name);
        CREATE INDEX import_songs_recording ON import_songs(recording_id) WHERE recording_id != '';
        CREATE TABLE import_matches (
            song_id INTEGER NOT NULL REFERENCES import_songs(id) ON DELETE CASCADE,
            track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE,
            means TEXT NOT NULL,  -- by which they were found to be one: id, name, artist
            PRIMARY KEY (song_id, track_id)
        ) WITHOUT ROWID;
        CREATE INDEX import_matches_track ON import_matches(track_id);
        CREATE TABLE import_lists (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
            title TEXT NOT NULL,  -- of a playlist; listeners have none
            songs BLOB NOT NULL,  -- little-endian uint32, their ids in order
            counts BLOB NOT NULL  -- little-endian uint32, the plays of each; empty: once each
        );
        CREATE INDEX import_lists_import ON import_lists(import_id);
        CREATE TABLE import_plays (
            id INTEGER PRIMARY KEY,
            song_id INTEGER NOT NULL REFERENCES import_songs(id) ON DELETE CASCADE,
            started REAL NOT NULL,
            -- what became of it; none while there is no such track
            play_id INTEGER REFERENCES plays(id) ON DELETE SET NULL,
            UNIQUE (song_id, started)
        );
        CREATE INDEX import_plays_play ON import_plays(play_id);
        CREATE TABLE import_due (track_id INTEGER PRIMARY KEY);
        -- another one after every write here; drawn, as that of the tracks
        CREATE TABLE import_revision (token BLOB NOT NULL);
        INSERT INTO import_revision VALUES (randomblob(16));
        """,
    )
    some, due = "EXISTS (SELECT 1 FROM imports)", "INSERT OR IGNORE INTO import_due"
    told = ("title", "artist", "album_artist", "recording_id", "ignored")
    other = " OR ".join(f"old.{name} IS NOT new.{name}" for name in told)
    for name, event, condition, action in (
        ("written", "INSERT ON tracks", some, f"{due} VALUES (new.id)"),
        ("changed", f"UPDATE OF {', '.join(told)} ON tracks", f"({other}) AND {some}",
         f"{due} VALUES (new.id)"),
        ("shown", "UPDATE OF removed ON folders", some,
         f"{due} SELECT id FROM tracks WHERE folder_id = new.id"),
    ):  # fmt: skip
        db.execute(
            f"CREATE TRIGGER import_due_{name} AFTER {event} WHEN {condition} BEGIN {action}; END"
        )


@schema()
def liked_plays(db: Database) -> None:
    """Whether a track was liked when a play of it began."""
    # NULL: the play is older than this note
    db.execute("ALTER TABLE plays ADD COLUMN liked INTEGER")


@schema()
def built_playlists(db: Database) -> None:
    """Which playlists the program built, and nobody edited: they say nothing about the user."""
    db.execute("ALTER TABLE playlists ADD COLUMN built INTEGER NOT NULL DEFAULT 0")
    # so the window has always called those that it saved by itself
    db.execute("UPDATE playlists SET built = 1 WHERE name GLOB 'Radio · *' AND added = changed")


def migrate(db: Database, path: Path) -> None:
    """Bring the database up to date, after a backup; raises LibraryTooNew.

    Opening a database that is already current writes nothing.
    """
    known = [step.name for step in schema.pending(Database(memory=True))]
    applied = [step.name for step in schema.applied(db)]
    if unknown := set(applied) - set(known):
        raise LibraryTooNew(
            "This library was written by a newer Nearfield",
            f"Update Nearfield to open it (it knows nothing of: {', '.join(sorted(unknown))}).",
        )
    if applied == known:
        return
    if applied:
        take(path, before=next(name for name in known if name not in applied))
    # All steps or none; and whoever opens it at the same time waits, and finds nothing to do.
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        schema.apply(db)
        db.conn.commit()
    except BaseException:
        db.conn.rollback()
        raise


def _run(db: Database, script: str) -> None:
    """Run each statement inside the step's transaction (`executescript` would commit it)."""
    for statement in filter(str.strip, script.split(";\n")):
        db.execute(statement)
