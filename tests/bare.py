"""A Python on which some packages are not installed, for a test's child processes."""

from __future__ import annotations

import os
from collections.abc import Set
from pathlib import Path

# Python imports sitecustomize first in every process, so also in those that listen and decode.
_SITE = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {packages!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""


def without(packages: Set[str], folder: Path) -> dict[str, str]:
    """The environment of such a Python; `folder` is where it is kept."""
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_SITE.format(packages=set(packages)))
    places = [str(site), str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
