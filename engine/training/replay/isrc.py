"""What the code of a recording (ISRC, ISO 3901) tells: the country of who registered it, and when.

The year has two digits. Codes exist since 1986, yet labels also gave older recordings the year of
their making, so the digits beyond the newest year are of the last century.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(r"([A-Z]{2})[A-Z0-9]{3}(\d{2})\d{5}")
_SAME = {"QM": "US", "QZ": "US", "QT": "US", "UK": "GB"}
"""A country that ran out of codes got more prefixes."""
NEWEST = 2017
"""The year of the published log: no recording in it is newer."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A country of two letters and a year."""

    country: str
    year: int

    @classmethod
    def of(cls, isrc: str, newest: int = NEWEST) -> Self | None:
        """None if that is no ISRC."""
        found = _FORM.fullmatch(isrc.strip().upper().replace("-", ""))
        if found is None:
            return None
        country, digits = found.groups()
        year = newest - newest % 100 + int(digits)
        return cls(_SAME.get(country, country), year if year <= newest else year - 100)
