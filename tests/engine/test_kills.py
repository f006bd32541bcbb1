"""A library whose process is killed in the middle of its work loses nothing; see bench-kills."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bench.kills import Kills

SEED = 20_261_121


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no SIGKILL and no sessions")
def test_nothing_is_lost_when_killed(tmp_path: Path) -> None:
    kills = Kills(tmp_path, SEED)
    for phase in ("analyse", "playlists", "index", "upgrade", "backup", "analyse"):
        kills.kill_in(phase)
    assert kills.violations == []
    assert kills.kills.total() == 6
