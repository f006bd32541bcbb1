"""The models a library can listen with: those that came or were imported, and one of its own.

What was chosen is kept in the library's database. A model that was chosen listens from then on; the
one before serves until the new one has heard everything. Its own is learned from its tags,
playlists, plays and likes, and counts once it is taken over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.catalog.store import Store
from engine.errors import ModelError, NotFound
from engine.extras import require
from engine.library.news import never, unheard
from engine.models.installed import SHIPPED, InstalledModels
from engine.models.weights import ModelFile
from engine.types import KnownModel, Learned, LearningProgress, TrackState

if TYPE_CHECKING:
    from engine.library.learner import Learner
    from engine.training.preference.own_library import Habits

log = logging.getLogger(__name__)

_PLAYS_LEARNED = 20_000
"""The newest plays that a learning looks at."""


class Models:
    """`model` is the one that listens; all methods may be called from any thread."""

    def __init__(
        self,
        home: Path,
        store: Store,
        shipped: Callable[[], ModelFile],
        switched: Callable[[ModelFile], None],
        explicit: Path | None = None,
    ) -> None:
        """Listen with the file `explicit`, else with what was chosen, else with the `shipped`.

        A chosen model that is gone or damaged is replaced by the one that came with the program;
        then there is a `problem`. `switched` is told when another is chosen. Raises ModelError.
        """
        self.problem: ModelError | None = None
        self._home, self._store, self._switched = home, store, switched
        self._installed = InstalledModels(home / "models", shipped)
        self.model = self._known_to_store(
            ModelFile.read(explicit) if explicit else self._chosen() or shipped()
        )

    def all(self) -> list[KnownModel]:
        """Every model there is, the one that came with the program first."""
        return [self._described(name, file) for name, file in self._installed.all().items()]

    def find(self, name: str) -> ModelFile:
        """The file of one of the models; raises NotFound, ModelError."""
        return self._installed.find(name)

    def listen_with(self, name: str) -> None:
        """Let this model listen from now on; raises NotFound, ModelError.

        The one before serves until it has heard everything.
        """
        self.model = self._known_to_store(self.find(name))
        self._store.settings.keep_model(name)
        self.problem = None
        self._switched(self.model)

    def take_in(self, path: Path, vocabulary: str | None = None) -> KnownModel:
        """Make a file of published weights one of the models; raises ModelError.

        `vocabulary` says which tags it tells where neither weights nor file name do.
        """
        from engine.models.importing.published import import_model

        file = import_model(path, self._installed.folder, vocabulary)
        return self._described(file.path.stem, file)

    def learn(
        self,
        progress: Callable[[LearningProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Learned:
        """Learn from tags, playlists, plays and likes, in a process of its own.

        Nothing changes by it before `take_over`. A learning that was stopped goes on where it was.
        Raises NearfieldError if there is too little to learn from or PyTorch is not installed,
        Cancelled.
        """
        require("torch")
        habits = self._habits()
        return self._learner.learn(habits, self.model, progress or unheard, cancelled or never)

    def learned(self) -> Learned | None:
        """What the last learning came to."""
        return self._learner.result()

    def take_over(self) -> str:
        """Listen with what was learned from now on; returns the model's name.

        Raises NotFound if nothing was learned, NearfieldError if it is not better.
        """
        listening = next((model.name for model in self.all() if model.listens), SHIPPED)
        name = self._learner.take_over(listening)
        self.listen_with(name)
        return name

    def go_back(self) -> str:
        """Listen again with the model before `take_over`; returns its name, raises NotFound."""
        name = self._learner.go_back()
        self.listen_with(name)
        return name

    def has_heard_all(self) -> bool:
        """Whether nothing is left for the model to listen to."""
        return not self._store.embeddings.due(self.model.model_id, limit=1)

    @property
    def _learner(self) -> Learner:
        from engine.library.learner import Learner

        return Learner(self._home / "learning", self._installed.folder)

    def _habits(self) -> Habits:
        from engine.training.preference.own_library import Habits

        store, unable = self._store, {TrackState.MISSING, TrackState.FAILED}
        tracks = store.tracks(store.embeddings.serving())
        able = [track for track in tracks if track.state not in unable]
        playlists = [playlist.track_ids for playlist in store.playlists.all()]
        return Habits(able, playlists, store.history.plays(_PLAYS_LEARNED))

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
