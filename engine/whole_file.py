"""Files that are written whole or not at all, so that nobody ever reads half of one.

What is written comes to lie beside its name, as `name.part`, and takes its place in one step when
it is complete. What was there before stays until then, whatever happens: an error, a full disk,
Ctrl-C, a killed process. In the same folder, because only within one disk a file moves in one step.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import NearfieldError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the name to write to; when the block ends well, the file there replaces `path`.

    When it does not, the unfinished file is removed and the error goes on. So does an OSError of
    the replacing itself; whoever writes for a person says then what could not be written, in words
    of its own or those of `unwritable`. The folder has to be there. Two that write the same
    file at once get in each other's way: keep them apart with a lock.
    """
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)  # of a killed process, and nothing to write on with
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell of
            unfinished.unlink(missing_ok=True)
        raise


def settle(path: Path) -> None:
    """Wait until a file is on the disk: after a power cut, too, it is there as it was written."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def unwritable(path: Path, error: Exception) -> NearfieldError:
    """What a person is told of a file that could not be written."""
    reason = getattr(error, "strerror", None) or str(error)
    return NearfieldError(f"Cannot write {path.name!r}", f"{reason}.")
