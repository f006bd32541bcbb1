"""The learner: lets a process of its own learn the library, and keeps what came of it.

What was learned waits in a folder until it is taken over or forgotten; then it is one of the
library's models. A learning that was stopped goes on from where it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from engine.errors import Cancelled, NearfieldError, NotFound
from engine.library.apart import news_of
from engine.models.weights import ModelFile
from engine.training.preference.learning import MOST_TRACKS, RECIPE, WEIGHTS, learn
from engine.training.preference.own_library import Habits
from engine.training.preference.recipes import Recipe
from engine.types import Comparison, CurvePoint, Learned, LearningProgress
from engine.whole_file import whole_file

NAME = "my-library"
"""What the learned model is called among the library's models."""
_RESULT, _BEFORE = "result.json", "before.json"


class Learner:
    """Works in `folder`; the models of the library lie in `models`."""

    def __init__(self, folder: Path, models: Path) -> None:
        self._folder, self._models = folder, models

    def learn(
        self,
        habits: Habits,
        model: ModelFile,
        progress: Callable[[LearningProgress], None],
        cancelled: Callable[[], bool],
        recipe: Recipe = RECIPE,
    ) -> Learned:
        """Learn, starting from `model`; raises NearfieldError, Cancelled."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _RESULT).unlink(missing_ok=True)
        arguments = habits.of_at_most(MOST_TRACKS), self._folder, model.path, recipe
        try:
            with news_of(learn, arguments, "learning", cancelled) as told:
                for news in told:
                    if found := _told(news, progress):
                        self._keep(_RESULT, asdict(found))
                        return found
        except (EOFError, OSError) as error:
            raise NearfieldError(
                "The learning ended unexpectedly",
                "Start it again: it goes on from where it was.",
            ) from error
        raise Cancelled("The learning was stopped", "Start it again: it goes on from there.")

    def result(self) -> Learned | None:
        """What the last learning came to, if it was not forgotten."""
        kept = self._read(_RESULT)
        if kept is None:
            return None
        points = tuple(CurvePoint(**point) for point in kept["points"])
        return Learned(points, Comparison(**kept["comparison"]), bool(kept["taken_over"]))

    def take_over(self, listening: str) -> str:
        """Make what was learned one of the models, and return its name.

        `listening` is the model to go back to. Raises NotFound if there is nothing, NearfieldError
        if it is not better.
        """
        learned = self.result()
        if learned is None or not (self._folder / WEIGHTS).exists():
            raise NotFound("Nothing was learned yet", "Let your library be learned first.")
        if not learned.comparison.better:
            raise NearfieldError(
                "What was learned is not better",
                "On music that was held out the old ears do as well, so they stay.",
            )
        name = self._free_name()
        self._models.mkdir(parents=True, exist_ok=True)
        with whole_file(self._models / f"{name}.safetensors") as unfinished:
            shutil.copyfile(self._folder / WEIGHTS, unfinished)
        self._keep(_BEFORE, {"name": listening})
        self._keep(_RESULT, asdict(replace(learned, taken_over=True)))
        return name

    def go_back(self) -> str:
        """The model that listened before; raises NotFound if nothing was taken over."""
        before, learned = self._read(_BEFORE), self.result()
        if before is None:
            raise NotFound("Nothing was taken over", "The library listens as it did before.")
        (self._folder / _BEFORE).unlink()
        if learned:
            self._keep(_RESULT, asdict(replace(learned, taken_over=False)))
        return str(before["name"])

    def _free_name(self) -> str:
        """A name of its own for each time: the library may still listen with the one before."""
        number = 1
        while (self._models / f"{NAME}-{number}.safetensors").exists():
            number += 1
        return f"{NAME}-{number}"

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self._folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _keep(self, name: str, value: object) -> None:
        with whole_file(self._folder / name) as unfinished:
            unfinished.write_text(json.dumps(value, indent=2), encoding="utf-8")


def _told(
    news: LearningProgress | Learned | NearfieldError, progress: Callable[[LearningProgress], None]
) -> Learned | None:
    if isinstance(news, NearfieldError):
        raise news
    if isinstance(news, Learned):
        return news
    progress(news)
    return None
