"""Where a library is kept."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def default_home() -> Path:
    """Where the library is kept unless told otherwise."""
    if home := os.environ.get("NEARFIELD_HOME"):
        return Path(home)
    return platformdirs.user_data_path("nearfield", appauthor=False)
