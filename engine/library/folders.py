"""The music folders of a library: which they are, what is left alone, what lies there now."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.catalog.ignoring import usable
from engine.catalog.store import Store
from engine.errors import FolderError
from engine.library.news import Listener
from engine.types import Change, Folder, Progress


class Folders:
    """`changed` is called when the library has to be brought in line with them."""

    def __init__(self, store: Store, tell: Listener, changed: Callable[[], None]) -> None:
        self._store, self._tell, self._changed = store, tell, changed
        self._scanning = threading.Lock()

    def all(self) -> list[Folder]:
        """The music folders, as they were added."""
        return self._store.folders()

    def roots(self) -> frozenset[Path]:
        """Where they are."""
        return frozenset(folder.path for folder in self.all())

    def add(self, path: Path) -> Folder:
        """Add a music folder; raises FolderError.

        One that is in the library already, or part of one that is, changes nothing: that folder
        is returned.
        """
        path = _readable(path)
        for folder in self.all():
            if path.resolve().is_relative_to(folder.path.resolve()):
                return folder
        folder = self._store.add_folder(path)
        self._tell(Change(folders=True))
        self._changed()
        return folder

    def remove(self, folder_id: int) -> None:
        """Take a folder and its tracks out of sight; nothing on disk or of the analysis is lost."""
        removed = self._store.remove_folder(folder_id)
        self._tell(Change(removed=frozenset(removed), folders=True))
        self._changed()

    def ignored(self) -> tuple[str, ...]:
        """The patterns of files and folders that are left alone, as in `.gitignore`."""
        return self._store.settings.ignored()

    def ignore(self, patterns: Sequence[str]) -> None:
        """Leave alone what matches one of these patterns; what is no longer listed comes back.

        Raises NearfieldError for a pattern that cannot be used.
        """
        self._store.settings.keep_ignored(usable(patterns))
        self._changed()

    def scan(
        self,
        roots: frozenset[Path],
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Change:
        """Take in what changed on disk in those of these `roots` that are music folders."""
        from engine.catalog.scan import scan

        change = Change()
        with self._scanning:
            for folder in self.all():
                if folder.path in roots and not (cancelled and cancelled()):
                    change |= scan(self._store, folder, progress, cancelled, self._tell)
        return change


def _readable(path: Path) -> Path:
    path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - links stay links
    try:
        with os.scandir(path):
            return path
    except FileNotFoundError as error:
        raise FolderError("There is no such folder", str(path)) from error
    except NotADirectoryError as error:
        raise FolderError("This is a file, not a folder", str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FolderError("This folder cannot be read", f"{path}: {reason}.") from error
