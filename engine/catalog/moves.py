"""Tell which new files are known tracks that moved, by their sound and then by their names.

The scan brings new files and the tracks of the same sound whose own file is gone; it gets back
which file continues which track. When in doubt a file is a new track: nothing is ever merged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from engine.catalog.store import KnownFile


def match_moves(
    found: Sequence[str],
    gone: Sequence[KnownFile],
    same_tags: Callable[[str, KnownFile], bool],
    full_hash: Callable[[str], str],
) -> dict[str, int]:
    """Which of the new files `found` (relative paths, one sound) are which of the tracks `gone`.

    One file and one track belong together. Among several the longest common end of their paths
    decides ("Album/01.mp3" before "01.mp3"), then equal tags. What is left over belongs together
    only if it is one track and files that a full hash says are copies of each other.
    """
    pairs = sorted(
        ((name, track) for name in found for track in gone),
        key=lambda pair: (
            -common_end(pair[0], pair[1].relative), not same_tags(*pair), pair[1].track_id,
        ),
    )  # fmt: skip
    alone = len(pairs) == 1
    moved: dict[str, int] = {}
    for name, track in pairs:
        near = alone or common_end(name, track.relative) > 0 or same_tags(name, track)
        if near and name not in moved and track.track_id not in moved.values():
            moved[name] = track.track_id
    left = [name for name in found if name not in moved]
    lost = [track for track in gone if track.track_id not in moved.values()]
    if left and len(lost) == 1 and _are_copies(left, full_hash):
        moved[left[0]] = lost[0].track_id
    return moved


def common_end(one: str, other: str) -> int:
    """How many parts two paths share, from the file's name upwards."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _are_copies(names: Sequence[str], full_hash: Callable[[str], str]) -> bool:
    """Whether files of one sampled sound are the same to the last byte of it."""
    try:
        return len({full_hash(name) for name in names}) == 1
    except OSError:
        return False
