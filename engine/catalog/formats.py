"""Which files count as music, by the end of their name.

The scan asks this of every file it meets, the watcher of every change it hears of; what a file
really holds is found out when it is read.
"""

from __future__ import annotations

MUSIC_SUFFIXES = frozenset(
    {
        ".mp3", ".mp2", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".mp4", ".aac",
        ".wav", ".aiff", ".aif", ".aifc", ".wma", ".ape", ".wv", ".mpc",
    }
)  # fmt: skip

NOT_MUSIC_FOLDERS = frozenset(
    {"@eadir", "#recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx"}
)
"""Folders that systems and network disks put among the music, in lower case."""


def is_music(name: str) -> bool:
    """Whether a file of this name is taken for music; hidden files never are."""
    stem, dot, suffix = name.rpartition(".")
    return bool(stem) and f"{dot}{suffix}".lower() in MUSIC_SUFFIXES and not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is left alone, with all that is in it."""
    return name.startswith(".") or name.lower() in NOT_MUSIC_FOLDERS
