"""Library: the one door to the engine, for the app, the command line and the service.

Methods may be called from any thread and block until done; those that take long report progress
and can be cancelled. What a write changed is broadcast to subscribers, on the thread that wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.types import (
    Change,
    Folder,
    ImportedPlaylist,
    Neighbour,
    Playlist,
    PlaylistEntry,
    PlaylistLength,
    Progress,
    Status,
    Track,
)

Listener = Callable[[Change | Progress], None]


class Library:
    """A music library kept in one `home` folder: its database, its index, its caches."""

    # -- opening ---------------------------------------------------------------------------
    @classmethod
    def open(cls, home: Path | None = None) -> Self:
        """Open or create the library in `home` (default: $NEARFIELD_HOME, else the user's data folder)."""
        raise NotImplementedError

    def claim(self) -> None:
        """Become the one process that keeps this library; raises LibraryInUse if another is."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop the background, save the index, release the library."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each Change and Progress from now on; returns the way to stop."""
        raise NotImplementedError

    # -- what is in it ---------------------------------------------------------------------
    def folders(self) -> list[Folder]:
        raise NotImplementedError

    def add_folder(self, path: Path) -> Folder:
        """Add a music folder; raises FolderError. Adding it again returns the one there is."""
        raise NotImplementedError

    def remove_folder(self, folder_id: int) -> None:
        """Forget a folder and its tracks; nothing on disk is touched."""
        raise NotImplementedError

    def tracks(self, ids: Iterable[int] | None = None) -> list[Track]:
        """All tracks, or those of `ids` in that order (unknown ids are left out)."""
        raise NotImplementedError

    def find(self, query: str, limit: int = 50) -> list[Track]:
        """Tracks that a path names, else those whose artist, album and title hold every word."""
        raise NotImplementedError

    def picture(self, track_id: int) -> bytes | None:
        """The track's cover as an encoded image: embedded, else `cover.*`/`folder.*` beside it."""
        raise NotImplementedError

    def status(self) -> Status:
        raise NotImplementedError

    # -- keeping it current ------------------------------------------------------------------
    def refresh(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Change:
        """Bring the library in line with its folders on disk."""
        raise NotImplementedError

    def analyse(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Progress:
        """Listen to every waiting track, then return."""
        raise NotImplementedError

    def start(self) -> None:
        """Keep the library current in the background: refresh, watch, analyse, until closed."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop handing out tracks to listen to; those in flight finish."""
        raise NotImplementedError

    def resume(self) -> None:
        raise NotImplementedError

    def progress(self) -> Progress:
        """What the background is doing right now."""
        raise NotImplementedError

    def retry(self, track_ids: Iterable[int]) -> None:
        """Forget that these tracks failed; they wait to be listened to again."""
        raise NotImplementedError

    # -- recommending ------------------------------------------------------------------------
    def similar(self, track_id: int, count: int = 20) -> list[Neighbour]:
        """What in the library sounds like this track, nearest first; empty if not READY."""
        raise NotImplementedError

    def radio(self, track_id: int, length: PlaylistLength) -> list[Track]:
        """A playlist that starts at the track and wanders among what sounds like it."""
        raise NotImplementedError

    def more_like(self, track_ids: Sequence[int], length: PlaylistLength) -> list[Track]:
        """New tracks that sound like these together; the seeds themselves are left out."""
        raise NotImplementedError

    # -- playlists ---------------------------------------------------------------------------
    def playlists(self) -> list[Playlist]:
        raise NotImplementedError

    def create_playlist(self, name: str, entries: Sequence[PlaylistEntry] = ()) -> Playlist:
        """Save a new playlist; a name that is taken gets a number behind it."""
        raise NotImplementedError

    def change_playlist(
        self,
        playlist_id: int,
        *,
        name: str | None = None,
        entries: Sequence[PlaylistEntry] | None = None,
    ) -> Playlist:
        """Replace a playlist's name, its entries, or both, in one step."""
        raise NotImplementedError

    def delete_playlist(self, playlist_id: int) -> None:
        raise NotImplementedError

    def export_playlist(
        self, name: str, entries: Sequence[PlaylistEntry], path: Path, *, relative: bool = False
    ) -> Path:
        """Write an M3U8 (or, by the suffix, a plain M3U) whole or not at all; raises PlaylistError."""
        raise NotImplementedError

    def import_playlist(self, path: Path) -> ImportedPlaylist:
        """Save an M3U/M3U8 as a playlist; entries the library does not have are kept as they are."""
        raise NotImplementedError
