"""Names of people in a play log: several in one field, one person under several names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"[|;、/\\]|\s(?:feat|ft|featuring|with|vs)\.?\s", re.IGNORECASE)
"""What stands between artists. Not "&", which stands as often within the name of one."""
_BRACKETS = re.compile(r"[(（\[【]([^(（\[【)）\]】]*)[)）\]】]")


def split_names(text: str) -> tuple[str, ...]:
    """Each name of a field once, in order."""
    if not text:
        return ()
    parts = (part.strip() for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def forms(name: str) -> frozenset[str]:
    """How else a person may be written: with brackets, without, and what stands in them."""
    outside = _BRACKETS.sub(" ", name)
    written = (name, outside, *_BRACKETS.findall(name))
    return frozenset(filter(None, (" ".join(each.casefold().split()) for each in written)))


def share_a_person(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any of these people is one of the others."""
    known = {form for name in some for form in forms(name)}
    return any(not known.isdisjoint(forms(name)) for name in others)
