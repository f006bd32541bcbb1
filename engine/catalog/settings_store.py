"""What the user decided about a library, kept in its database so that every door knows it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import time
from typing import Any

from engine.catalog.database import Database
from engine.types import Manners, Weights

MANNERS, IGNORED, MODEL, WEIGHTS = "manners", "ignored", "model", "weights"


class SettingsStore:
    """Each setting under its name; one that was never made, or cannot be read, is the default."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def manners(self) -> Manners:
        """How the analysis is to behave."""
        try:
            kept: dict[str, Any] = self._read(MANNERS) or {}
            hours = kept.pop("quiet_hours", None)
            quiet = (time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None
            return Manners(**kept, quiet_hours=quiet)
        except (AttributeError, TypeError, ValueError, IndexError):
            return Manners()

    def keep_manners(self, manners: Manners) -> None:
        """Remember how the analysis is to behave."""
        hours = manners.quiet_hours
        written = [hours[0].isoformat(), hours[1].isoformat()] if hours else None
        self._write(MANNERS, {**asdict(manners), "quiet_hours": written})

    def ignored(self) -> tuple[str, ...]:
        """The patterns of files and folders that scans leave alone."""
        patterns = self._read(IGNORED)
        return tuple(map(str, patterns)) if isinstance(patterns, list) else ()

    def keep_ignored(self, patterns: tuple[str, ...]) -> None:
        """Remember which files and folders to leave alone."""
        self._write(IGNORED, list(patterns))

    def model(self) -> str:
        """The name of the model to listen with; empty if none was ever chosen."""
        name = self._read(MODEL)
        return name if isinstance(name, str) else ""

    def keep_model(self, name: str) -> None:
        """Remember which model to listen with."""
        self._write(MODEL, name)

    def weights(self) -> Weights | None:
        """How much each signal is to count; None if the user leaves that to what was fitted."""
        try:
            return Weights(**self._read(WEIGHTS))
        except (TypeError, ValueError):
            return None

    def keep_weights(self, weights: Weights | None) -> None:
        """Remember how much each signal is to count, or to leave it to what was fitted."""
        self._write(WEIGHTS, None if weights is None else asdict(weights))

    def _read(self, name: str) -> Any:
        rows = self._db.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return json.loads(rows[0]["value"]) if rows else None

    def _write(self, name: str, value: object) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO settings(name, value) VALUES (?, ?)", (name, json.dumps(value))
        )
