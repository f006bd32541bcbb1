"""Read and write playlist files: M3U8, and the plain M3U it comes from.

What they hold goes to and comes from the playlists of the library; `docs/decisions/m3u.md` says
how file names are spelled in them.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote_to_bytes, urlsplit

from engine.catalog.tag_text import clean
from engine.errors import PlaylistError

LARGEST = 64 << 20
"""Bytes of the largest file that is still taken for a playlist: some 500,000 entries."""


@dataclass(frozen=True, slots=True)
class M3UEntry:
    """One row of a playlist file; `location` is an absolute path or the URL of a stream."""

    location: str
    title: str = ""
    duration: float | None = None

    @property
    def path(self) -> Path | None:
        """The file it names, None if it is a stream."""
        return None if _is_url(self.location) else Path(self.location)


_INFO = re.compile(r'#EXTINF:\s*(-?\d{1,9}(?:\.\d{1,9})?)?(?:\s+[\w-]+="[^"]*")*\s*,?(.*)', re.I)
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_AWKWARD = re.compile(r"[\r\n]|^\s|\s$")


def read_m3u(path: Path) -> list[M3UEntry]:
    """The entries of an M3U or M3U8 file, whether what they name exists or not.

    Relative locations start at the playlist's folder. Raises PlaylistError if it cannot be read
    or is no playlist.
    """
    entries: list[M3UEntry] = []
    title, duration = "", None
    for line in _lines(path):
        text = _text(line, path.parent)
        if text.upper().startswith("#EXTINF:"):
            title, duration = _info(text)
        elif text and not text.startswith("#"):
            entries.append(M3UEntry(_location(text, path.parent), title, duration))
            title, duration = "", None
    return entries


def write_m3u(path: Path, entries: Sequence[M3UEntry], *, relative: bool = False) -> None:
    """Write a playlist whole or not at all; raises PlaylistError.

    With `relative`, files are named from the playlist's folder, so that both can move together.
    """
    target = Path(os.path.realpath(path))
    rows = ["#EXTM3U"]
    for entry in entries:
        seconds = -1 if entry.duration is None else round(entry.duration)
        rows.append(f"#EXTINF:{seconds},{clean(entry.title)}")
        rows.append(_named(entry.location, path.parent if relative else None))
    _replace(target, _encoded("\n".join(rows) + "\n", target.suffix.lower()))


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise PlaylistError(
            f"Cannot read the playlist {_shown(path)}", error.strerror or str(error)
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if len(data) > LARGEST or _BINARY.search(data):
        raise PlaylistError(
            f"{_shown(path)} is not a playlist", "An M3U is a text file that lists music files."
        )
    yield from map(bytes.strip, _LINE_END.split(data.removeprefix(b"\xef\xbb\xbf")))


def _text(line: bytes, folder: Path) -> str:
    """A line as text: UTF-8, else a name of a file that has just these bytes, else Windows-1252."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        name = os.fsdecode(line)
        exists = not line.startswith(b"#") and os.path.lexists(folder / name)
        return name if exists else line.decode("cp1252", "replace")


def _info(text: str) -> tuple[str, float | None]:
    """Title and seconds of an #EXTINF line; -1 and 0 seconds mean that nobody knows."""
    found = _INFO.match(text)
    if found is None:
        return "", None
    seconds = float(found[1] or 0)
    return found[2].strip(), seconds if seconds > 0 else None


def _location(text: str, folder: Path) -> str:
    """What a line names: a stream's URL as it is, else an absolute path."""
    if text.lower().startswith("file:"):
        return _of_file_url(text)
    if _is_url(text):
        return text
    if os.name != "nt" and "\\" in text and not os.path.lexists(folder / text):
        if _is_foreign(text):
            return text
        text = text.replace("\\", "/")
    # Through a linked folder, ".." leads elsewhere than its path shows.
    shown, real = (
        os.path.normpath(start / text) for start in (folder.absolute(), folder.resolve())
    )
    return real if os.path.lexists(real) and not os.path.lexists(shown) else shown


def _of_file_url(url: str) -> str:
    """The path a file URL names; one that can name none is left as it is."""
    try:
        parts = urlsplit(url, allow_fragments=False)
    except ValueError:
        return url
    name = os.fsdecode(unquote_to_bytes(parts.path))
    if not name or "\0" in name:
        return url
    if os.name == "nt":
        return os.path.normpath(f"//{parts.netloc}{name}" if parts.netloc else name.lstrip("/"))
    return os.path.normpath(name)


def _is_url(location: str) -> bool:
    return _URL.match(location) is not None


def _is_foreign(location: str) -> bool:
    """Whether it is a path of a Windows machine, which no folder here leads to."""
    return os.name != "nt" and bool(PureWindowsPath(location).drive)


def _named(location: str, folder: Path | None) -> str:
    """How a playlist in `folder` (None: anywhere) names a file so that it is found again."""
    if _is_url(location) or _is_foreign(location):
        return location
    name = os.path.normpath(Path(location).absolute())
    way = _relative(name, folder) if folder is not None else name
    if _AWKWARD.search(way):
        return Path(name).as_uri()
    return f"./{way}" if way.startswith("#") else way


def _relative(name: str, folder: Path) -> str:
    """The way from a folder to a file; the way up is taken through real folders, not links."""
    try:
        way = os.path.relpath(name, folder.absolute())
        if way.startswith(os.pardir):
            file = Path(name)
            way = os.path.relpath(file.parent.resolve() / file.name, folder.resolve())
    except ValueError:  # on another drive: there is no way from here to there
        return name
    return way.replace("\\", "/") if os.name == "nt" else way


def _encoded(text: str, suffix: str) -> bytes:
    """UTF-8 with the raw bytes of names that are none; Windows programs expect less of an M3U."""
    if suffix == ".m3u" and sys.platform == "win32":
        try:
            return text.encode("cp1252")
        except UnicodeEncodeError:
            pass
    return text.encode("utf-8", sys.getfilesystemencodeerrors())


def _replace(target: Path, data: bytes) -> None:
    # In a folder of the user's: hidden, and of a name that no file there has (see `whole_file`).
    draft = target.with_name(f".nearfield-{secrets.token_hex(6)}.tmp")
    try:
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise PlaylistError(
            f"Cannot write the playlist {_shown(target)}", error.strerror or str(error)
        ) from error


def _shown(path: Path) -> str:
    return path.name.encode("utf-8", "replace").decode()
