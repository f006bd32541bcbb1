"""One play, or several of the same thing by the same listener, as every reader tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.models.item import Item

MOST_PLAYS = 2**31 - 1
LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_MILLISECONDS = 10**11
"""A time from here on is in milliseconds: in seconds it would lie in the year 5138."""
_WRITTEN = ("%d %b %Y %H:%M", "%d %b %Y, %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Play:
    """So many plays of an item by a user; `time` in seconds since 1970, if it is known."""

    user: str
    item: Item
    count: int = 1
    time: int | None = None


def count_of(text: str) -> int:
    """A number of plays; raises ValueError with the reason if it cannot be one."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("the number of plays is not a whole number")
    # Python takes its time over a number of thousands of digits, and refuses even longer ones.
    if len(digits) > 20 or not 1 <= int(digits) <= MOST_PLAYS:
        raise ValueError(f"the number of plays is not within 1 and {MOST_PLAYS}")
    return int(digits)


def time_of(text: str) -> int | None:
    """A time in seconds, in milliseconds or as it is written; None for an empty one.

    Without a zone it is taken as UTC, as last.fm writes it. Raises ValueError with the reason.
    """
    written = text.strip()
    if not written:
        return None
    if written.isascii() and written.isdecimal():
        return within_reason(int(written[:20]))
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = _written(written)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return within_reason(int(moment.timestamp()))


def within_reason(time: int) -> int:
    """A number of seconds or milliseconds as seconds; raises ValueError if it is neither."""
    seconds = time // 1000 if time >= _MILLISECONDS else time
    if not 0 <= seconds < LATEST:
        raise ValueError("the time is not within 1970 and 2200")
    return seconds


def _written(text: str) -> datetime:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError("the time is neither a number nor a date")
