"""ListenBrainz: one listen a line, as JSON, in a user's export or a public dump.

An export, unpacked, is a folder with `user.json` and `listens/YEAR/MONTH.jsonl`; a dump has
`listens/YEAR/MONTH.listens`, where each line names its user. A listen tells `listened_at` (in dumps
`timestamp`) and in `track_metadata` what it was; ids come from `mbid_mapping`, which ListenBrainz
found itself, or else from what the player sent in `additional_info`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.models.item import Item
from engine.training.plays.play import Play, within_reason
from engine.training.plays.reading import PlaysError, Reading

SUFFIXES = (".jsonl", ".ndjson", ".listens")
_ALONE = "me"
"""The user of a file that names none."""


def is_listenbrainz(path: Path) -> bool:
    """Whether this is a file of listens, or a folder that has any."""
    return bool(files_of(path))


def files_of(path: Path) -> list[Path]:
    """The files of listens in a folder, by their names, or the one that this is."""
    if path.is_file():
        return [path] if path.name.removesuffix(".gz").endswith(SUFFIXES) else []
    inside = path / "listens" if (path / "listens").is_dir() else path
    return [file for file in sorted(inside.rglob("*")) if file.is_file() and files_of(file)]


def read_listenbrainz(path: Path, reading: Reading) -> Iterator[Play]:
    """Read a file, or all files of a folder; raises PlaysError."""
    owner = _owner(path)
    for file in files_of(path):
        yield from _listens(file, owner, reading)


def _owner(path: Path) -> str:
    """Who made the export, if it says so."""
    said = path / "user.json"
    if not said.is_file():
        return _ALONE
    try:
        user = json.loads(said.read_text(encoding="utf-8"))
        return str(user.get("username") or user.get("user_id") or _ALONE)
    except (OSError, ValueError, AttributeError) as error:
        raise PlaysError(said, f"This is not the export's note on its user ({error}).") from error


def _listens(path: Path, owner: str, reading: Reading) -> Iterator[Play]:
    for number, line in reading.read(path):
        if number == 1 and line.lstrip().startswith("["):
            message = "This is one list, not a listen a line; export your listens anew."
            raise PlaysError(path, message, 1)
        try:
            yield _play(json.loads(line), owner)
        except json.JSONDecodeError:
            reading.refuse(number, "the line is not JSON")
        except RecursionError:
            reading.refuse(number, "the line is nested too deeply")
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            reading.refuse(number, _reason(error))


def _reason(error: Exception) -> str:
    """Our own words; Python's would be told to nobody's use."""
    own = type(error) is ValueError and str(error).startswith("the ")
    return str(error) if own else "the line is not a listen"


def _play(listen: Mapping[str, Any], owner: str) -> Play:
    metadata = listen["track_metadata"]
    artist, title = (_text(metadata.get(name)) for name in ("artist_name", "track_name"))
    if not (artist and title):
        raise ValueError("the listen names no artist or no track")
    found = metadata.get("mbid_mapping") or {}
    sent = metadata.get("additional_info") or {}
    artists = found.get("artist_mbids") or sent.get("artist_mbids") or []
    recording = found.get("recording_mbid") or sent.get("recording_mbid")
    # An id of several artists together is no id of any of them.
    artist_id = _text(artists[0]) if len(artists) == 1 else ""
    user = _text(listen.get("user_name")) or str(listen.get("user_id") or owner)
    item = Item(artist, title, artist_id, _text(recording))
    return Play(user, item, time=_time(listen))


def _time(listen: Mapping[str, Any]) -> int | None:
    for name in ("listened_at", "timestamp"):
        time = listen.get(name)
        if isinstance(time, int | float) and not isinstance(time, bool):
            return within_reason(int(time))
    return None


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
