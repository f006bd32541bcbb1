"""Errors a person reads: each says what happened and what can be done about it.

Whatever is raised as a `NearfieldError` is the environment's or the user's (a full disk, a locked
database, an unreadable file); any other exception that reaches the top is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

DONE, REFUSED, BUG = 0, 1, 2
"""Exit codes: all went well; the user or the environment; a fault of this program."""


class NearfieldError(Exception):
    """Something outside the program went wrong; `title` is a headline, `message` the way out."""

    def __init__(self, title: str, message: str = "") -> None:
        super().__init__(f"{title}: {message}" if message else title)
        self.title = title
        self.message = message


class FolderError(NearfieldError):
    """A music folder cannot be used: absent, not a folder, or not readable."""


class LibraryInUse(NearfieldError):  # noqa: N818 - reads as the state it names
    """Another Nearfield already keeps this library, or its database stays locked."""


class LibraryTooNew(NearfieldError):  # noqa: N818
    """The database was written by a newer Nearfield than this one."""


class LibraryDamaged(NearfieldError):  # noqa: N818
    """The database cannot be read any more; `backup` is the newest good copy, from `taken` on."""

    def __init__(
        self,
        path: Path,
        message: str = "",
        *,
        backup: Path | None = None,
        taken: float | None = None,
    ) -> None:
        super().__init__(
            "The library file is damaged",
            message
            or f"{path} cannot be read. Start Nearfield again: it looks for the newest backup."
            " In a terminal, `nearfield restore` puts it back.",
        )
        self.path = path
        self.backup = backup
        self.taken = taken


class NotFound(NearfieldError):  # noqa: N818
    """No track, playlist or file answers to what was asked for."""


class PlaylistError(NearfieldError):
    """A playlist file cannot be read or written."""


class ModelError(NearfieldError):
    """A file of weights cannot be used."""

    def __reduce__(self) -> tuple[type[ModelError], tuple[str, str]]:
        """Cross process borders with both parts."""
        return ModelError, (self.title, self.message)


class Cancelled(NearfieldError):  # noqa: N818
    """Long work stopped because it was asked to; what was finished is kept."""


class SeveralListeners(NearfieldError):  # noqa: N818
    """A history is one person's, and the file holds several; `listeners` are those, most first."""

    def __init__(self, listeners: Sequence[str]) -> None:
        some = ", ".join(listeners[:5]) + (" …" if len(listeners) > 5 else "")
        super().__init__(
            f"The file tells of {len(listeners):,} listeners",
            f"Say which of them is you: {some}. What others play is imported as listeners.",
        )
        self.listeners = tuple(listeners)


class UnreadableAudio(NearfieldError):  # noqa: N818
    """A file holds no sound we can decode; `reason` is one sentence for the track's row."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot listen to {path.name!r}", reason)
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableAudio], tuple[Path, str]]:
        """Cross process borders with both parts."""
        return UnreadableAudio, (self.path, self.reason)
