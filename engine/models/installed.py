"""The models there are to listen with: the program's own, and a folder of others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from engine.errors import ModelError, NotFound
from engine.models.weights import ModelFile

log = logging.getLogger(__name__)

SHIPPED = "shipped"
"""The name of the model that came with the program."""
SUFFIX = ".safetensors"


class InstalledModels:
    """Models by name: a weights file's own, without its suffix; `shipped` reads the program's."""

    def __init__(self, folder: Path, shipped: Callable[[], ModelFile]) -> None:
        self.folder = folder
        self._shipped = shipped

    def find(self, name: str) -> ModelFile:
        """The model of that name; raises NotFound, or ModelError if its file is damaged."""
        if name == SHIPPED:
            return self._shipped()
        path = self._files().get(name)
        if path is None:
            known = ", ".join((SHIPPED, *self._files()))
            raise NotFound(f"There is no model {name!r}", f"There are: {known}.")
        return ModelFile.read(path)

    def all(self) -> dict[str, ModelFile]:
        """Every model that can be read, the program's first, the others by name."""
        found = {SHIPPED: self._shipped()}
        for name in self._files():
            try:
                found[name] = self.find(name)
            except ModelError as error:
                log.warning("%s", error)
        return found

    def _files(self) -> dict[str, Path]:
        paths = sorted(self.folder.glob(f"*{SUFFIX}"))
        return {path.stem: path for path in paths if path.stem != SHIPPED}
