"""Ears: the models a library can listen with, the one it does listen with, and the one that serves.

What was chosen is kept in the library's database. A model that was chosen listens from then on; the
one before serves until the new one has heard everything.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from engine.catalog.store import Store
from engine.errors import ModelError, NotFound
from engine.models.installed import SHIPPED, InstalledModels
from engine.models.weights import ModelFile
from engine.types import KnownModel

log = logging.getLogger(__name__)


class Ears:
    """`model` is the one to listen with; all methods may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        shipped: Callable[[], ModelFile],
        explicit: Path | None = None,
    ) -> None:
        """Listen with the file `explicit`, else with what was chosen, else with the `shipped`.

        A chosen model that is gone or damaged is replaced by the one that came with the program;
        then there is a `problem`. Raises ModelError.
        """
        self.problem: ModelError | None = None
        self._store = store
        self._installed = InstalledModels(folder, shipped)
        self.model = self._known_to_store(
            ModelFile.read(explicit) if explicit else self._chosen() or shipped()
        )

    def known(self) -> list[KnownModel]:
        """Every model there is."""
        return [self._described(name, file) for name, file in self._installed.all().items()]

    def find(self, name: str) -> ModelFile:
        """The model of that name; raises NotFound, ModelError."""
        return self._installed.find(name)

    def choose(self, name: str) -> None:
        """Listen with this model from now on; raises NotFound, ModelError."""
        self.model = self._known_to_store(self.find(name))
        self._store.settings.keep_model(name)
        self.problem = None

    def take_in(self, path: Path, vocabulary: str | None) -> KnownModel:
        """Import a file of weights; raises ModelError."""
        from engine.models.importing.published import import_model

        file = import_model(path, self._installed.folder, vocabulary)
        return self._described(file.path.stem, file)

    def has_heard_all(self) -> bool:
        """Whether nothing is left for the model to listen to."""
        return not self._store.embeddings.due(self.model.model_id, limit=1)

    def _chosen(self) -> ModelFile | None:
        name = self._store.settings.model() or SHIPPED
        try:
            return None if name == SHIPPED else self._installed.find(name)
        except (NotFound, ModelError) as error:
            self.problem = ModelError(
                f"The chosen model {name!r} cannot listen",
                f"{error.title}. The one that came with the program listens"
                " instead. Import it again, or choose another.",
            )
            log.warning("%s", self.problem)
            return None

    def _known_to_store(self, file: ModelFile) -> ModelFile:
        embeddings = self._store.embeddings
        embeddings.register(file.model_id, file.architecture, file.dimension, file.tags)
        return file

    def _described(self, name: str, file: ModelFile) -> KnownModel:
        embeddings = self._store.embeddings
        return KnownModel(
            name=name,
            model_id=file.model_id,
            network=file.architecture,
            dimension=file.dimension,
            tags=file.tags,
            listens=file.model_id == self.model.model_id,
            serves=file.model_id == embeddings.serving(),
            heard=embeddings.count(file.model_id),
        )
