"""Phrases: numbers and moments as a person reads them, in one place and one voice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from engine.types import Activity, Manners, Progress, Restraint, Track, TrackState

USUAL: Final = Manners()

STATE_NAMES = {
    TrackState.WAITING: "Waiting",
    TrackState.READY: "Ready",
    TrackState.FAILED: "Failed",
    TrackState.MISSING: "Missing",
}


def counted(count: int, noun: str) -> str:
    """`1 track`, `1,204 tracks`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def clock(seconds: float | None) -> str:
    """A length or position: `3:05`, `1:02:09`; nothing for an unknown one."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds + 0.5), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def span(seconds: float) -> str:
    """A length without its seconds: `48 min`, `3 h 5 min`."""
    minutes = max(1, round(seconds / 60))
    hours, minute = divmod(minutes, 60)
    return f"{hours} h {minute} min" if hours else f"{minute} min"


def remaining(seconds: float) -> str:
    """A wait, no more exact than anybody can know it."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} s left"
    return f"about {span(seconds)} left"


def day(seconds: float | None, today: date | None = None) -> str:
    """The day of a moment: `Today`, `Yesterday`, `4 days ago`, `2026-03-01`."""
    if seconds is None:
        return ""
    then = datetime.fromtimestamp(seconds).date()
    past = ((today or date.today()) - then).days
    if past in (0, 1):
        return ("Today", "Yesterday")[past]
    return f"{past} days ago" if 1 < past < 7 else then.isoformat()


def moment(seconds: float) -> str:
    """A moment to the minute, in local time: `2026-03-01 20:15`."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def percent(similarity: float) -> str:
    """A similarity of 0–1 as a percentage that never rounds up to a false 100."""
    return f"{int(similarity * 100 + 1e-6)} %"


def percents(shares: Sequence[float]) -> list[str]:
    """Parts of a whole as percentages that sum to 100; a dash for each if there is no whole."""
    whole = sum(shares)
    if not whole:
        return ["–"] * len(shares)
    exact = [100 * share / whole for share in shares]
    floors = [int(each) for each in exact]
    cut_most = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
    for place in cut_most[: 100 - sum(floors)]:
        floors[place] += 1
    return [f"{each} %" for each in floors]


def credit(track: Track) -> str:
    """Who made it and where it stands: `Artist · Album`."""
    return " · ".join(part for part in (track.tags.artist, track.tags.album) if part)


def restraint(progress: Progress, manners: Manners) -> str:
    """Why the listening is slower than it could be; nothing if it is not."""
    match progress.restraint:
        case Restraint.PLAYING:
            return "slowly, while music plays"
        case Restraint.BATTERY:
            return "slowly, on battery"
        case Restraint.QUIET_HOURS if manners.quiet_hours:
            return f"resting until {manners.quiet_hours[1]:%H:%M} (quiet hours)"
        case Restraint.QUIET_HOURS:
            return "resting (quiet hours)"
        case None:
            return ""


def activity(progress: Progress, manners: Manners = USUAL) -> str:
    """What the background is doing, and why no faster, in one line."""
    if progress.activity is Activity.IDLE:
        return ""
    tally = f" · {progress.done:,} of {progress.total:,}" if progress.total else ""
    if progress.activity is Activity.SCANNING:
        return f"Looking through your folders{tally}"
    if progress.activity is Activity.PAUSED:
        return f"Listening is paused{tally}"
    held = restraint(progress, manners)
    if progress.restraint is Restraint.QUIET_HOURS:
        return f"{held.capitalize()}{tally}"
    parts = [f"Listening {held}{tally}" if held else f"Listening{tally}"]
    if progress.rate > 0:
        parts.append(f"{progress.rate:.1f} tracks/s")
    if progress.seconds_left is not None:
        parts.append(remaining(progress.seconds_left))
    return " · ".join(parts)


def trouble(track: Track) -> str:
    """Why a track is greyed; nothing for a track that is well."""
    if track.state is TrackState.MISSING:
        return f"The file is not where it was: {track.path}"
    if track.state is TrackState.FAILED:
        return track.reason or "This file could not be listened to."
    return ""
