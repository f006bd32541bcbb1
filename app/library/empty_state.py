"""What the library page says while there is nothing to list: an invitation, or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.types import Activity, Folder, Progress


@dataclass(frozen=True, slots=True)
class EmptyState:
    """An icon, words, and whether a folder should be asked for."""

    icon: str
    title: str
    text: str
    choose: bool = False


OPENING = EmptyState("library", "Opening your library…", "")

WELCOME = EmptyState(
    "nearfield",
    "What in your music sounds like this?",
    "Nearfield listens to every file once. From then on, a click on any track shows what in your "
    "own library goes with it. Nothing leaves this computer.\n\nDrop a folder here, or",
    choose=True,
)


def empty_state(
    ready: bool, folders: Sequence[Folder], total: int, progress: Progress, query: str, found: int
) -> EmptyState | None:
    """Why nothing is listed; None if something is."""
    if found:
        return None
    if not ready:
        return OPENING
    if not folders:
        return WELCOME
    if total:
        return EmptyState("search", f"Nothing matches “{query}”", "Try fewer or other words.")
    if progress.activity is Activity.SCANNING:
        return EmptyState("folder", "Looking through your folders…", paths(folders))
    gone = [folder for folder in folders if not folder.mounted]
    if len(gone) == len(folders):
        title = "Your music folder is not there"
        return EmptyState("unplugged", title, f"Is its disk connected?\n{paths(gone)}", True)
    return EmptyState("folder", "No music here yet", f"No audio files in\n{paths(folders)}", True)


def paths(folders: Sequence[Folder]) -> str:
    """The folders, a line each, and no more than a few."""
    lines = [str(folder.path) for folder in folders[:4]]
    return "\n".join(lines + ["…"] * (len(folders) > 4))
