"""From the end of a burst of 2,000 changes to their being in the library: `make bench-watching`.

Files are written, renamed one by one, and removed, while an open library watches their folder. The
clock runs from the last change on disk until the library holds them all. The window takes over
what the library broadcasts at most 120 ms later.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.library import Library
from engine.types import TrackState

FILES = 2_000
SOURCE = Path(__file__).parents[1] / "data" / "tiny.flac"
LONGEST = 120.0


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        music = Path(place, "music")
        music.mkdir()
        with Library.open(Path(place, "home")) as library:
            library.folders.add(music)
            library.analysis.pause()
            library.start()
            for what, seconds in bursts(library, music):
                print(f"{FILES} files {what}: all in the library {seconds:.1f} s later")


def bursts(library: Library, music: Path) -> list[tuple[str, float]]:
    """What was done, and the seconds from its end until the library agreed."""
    album, renamed = music / "album", music / "renamed"
    return [
        ("added", _timed(lambda: _write(album), lambda: _places(library) == {(album, False)})),
        (
            "moved one by one",
            _timed(lambda: _move(album, renamed), lambda: _places(library) == {(renamed, False)}),
        ),
        (
            "removed",
            _timed(lambda: shutil.rmtree(renamed), lambda: _places(library) == {(renamed, True)}),
        ),
    ]


def _timed(burst: Callable[[], object], agreed: Callable[[], bool]) -> float:
    burst()
    began = time.monotonic()
    while not agreed():
        if time.monotonic() - began > LONGEST:
            raise TimeoutError("the library did not take the burst in")
        time.sleep(0.05)
    return time.monotonic() - began


def _write(folder: Path) -> None:
    """Files that differ in the MD5 they claim, so that each is a sound of its own."""
    folder.mkdir()
    data = bytearray(SOURCE.read_bytes())
    for number in range(FILES):
        data[26:34] = number.to_bytes(8, "big")
        (folder / f"{number}.flac").write_bytes(data)


def _move(source: Path, target: Path) -> None:
    target.mkdir()
    for path in list(source.iterdir()):
        path.rename(target / path.name)


def _places(library: Library) -> set[tuple[Path, bool]]:
    """Where the tracks are and whether they are missing, once all are known."""
    tracks = library.tracks.all()
    if len(tracks) < FILES:
        return set()
    return {(track.path.parent, track.state is TrackState.MISSING) for track in tracks}


if __name__ == "__main__":
    main()
