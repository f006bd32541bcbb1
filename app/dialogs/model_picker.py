"""A choice between the models there are to listen with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox, QWidget

from engine.types import KnownModel

NAMES: Final = {"shipped": "Nearfield's own"}
"""What models are called that have no name of their own."""


class ModelPicker(QComboBox):
    """Shows which model listens; `chosen` is the name of another one that was picked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Listen with")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setToolTip(
            "Another model listens to the whole library anew. The one before serves until it is "
            "through, and going back to it costs nothing.\n"
            "`nearfield models import FILE` adds published ones."
        )
        self._listens: str | None = None

    def show_models(self, known: Sequence[KnownModel]) -> None:
        """Offer these models, the one that listens picked."""
        self.clear()
        self._listens = next((model.name for model in known if model.listens), None)
        if self._listens is None:
            self.addItem("The one it was started with", None)
        for model in known:
            self.addItem(_label(model), model.name)
        self.setCurrentIndex(self.findData(self._listens))

    @property
    def chosen(self) -> str | None:
        """The name of the model to listen with from now on; None where nothing is to change."""
        name: str | None = self.currentData()
        return name if name != self._listens else None


def _label(model: KnownModel) -> str:
    tags = f" · {len(model.tags)} tags" if model.tags else ""
    return NAMES.get(model.name, model.name) + tags
