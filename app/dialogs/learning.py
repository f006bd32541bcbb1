"""Learn my library: how it goes, what came of it, and the choice between old and new ears."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QWidget

from app.dialogs.sheet import Sheet
from app.learning import Learning
from app.widgets.buttons import label, text_button
from app.widgets.curve import Curve
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import Comparison, Learned

ABOUT = (
    "Your playlists, what you play to the end, what you like, and the tags of your files say what"
    " goes together for you. Nearfield can learn it: that takes a while, goes on when this is"
    " closed, and changes nothing before you say so."
)


class LearningDialog(Sheet):
    """A view of the learning; closing it stops nothing."""

    def __init__(self, learning: Learning, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Learn my library", "Learn my library", QSize(620, 520), parent)
        self._learning = learning
        self.status = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.accuracy = Curve(theme, "In the right order")
        self.loss = Curve(theme, "Loss")
        self.verdict = label()
        self.verdict.setWordWrap(True)
        self.figures = [label("", "muted") for _ in range(4)]
        self.table = self._table()
        self.start = text_button(theme, "Start", role="primary")
        self.again = text_button(theme, "Learn again")
        self.stop = text_button(theme, "Stop")
        self.take_over = text_button(theme, "Take over", role="primary")
        self.go_back = text_button(theme, "Go back", "undo")
        self._lay_out()
        self.start.clicked.connect(learning.start)
        self.again.clicked.connect(learning.start)
        self.stop.clicked.connect(learning.stop)
        self.take_over.clicked.connect(learning.take_over)
        self.go_back.clicked.connect(learning.go_back)
        learning.changed.connect(self._show)
        self._show()
        learning.load()

    def _lay_out(self) -> None:
        curves = QHBoxLayout()
        curves.addWidget(self.accuracy)
        curves.addWidget(self.loss)
        self.explain(ABOUT)
        column = self.column
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addLayout(curves, 1)
        column.addWidget(self.verdict)
        column.addWidget(self.table)
        self.end(self.take_over, self.go_back, self.start, self.again, self.stop)

    def _table(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        for column, name in enumerate(("Before", "Learned"), 1):
            grid.addWidget(label(name, "section"), 0, column)
        names = ("What goes together is nearer", "Neighbours that belong there")
        for row, name in enumerate(names, 1):
            grid.addWidget(label(name, "muted"), row, 0)
            for column in (1, 2):
                grid.addWidget(self.figures[2 * (row - 1) + column - 1], row, column)
        grid.setColumnStretch(3, 1)
        return table

    def _show(self) -> None:
        learning = self._learning
        learned = learning.learned
        points = learned.points if learned else learning.progress.points
        self.accuracy.show_points([(point.step, point.validation) for point in points])
        self.loss.show_points([(point.step, point.loss) for point in points])
        self._show_progress()
        self.verdict.setText(_verdict(learned) if learned else "")
        texts = _figures(learned.comparison) if learned else ("",) * 4
        for figure, text in zip(self.figures, texts, strict=True):
            figure.setText(text)
        can_take = learned is not None and learned.comparison.better and not learned.taken_over
        self.table.setVisible(learned is not None)
        self.start.setVisible(not learning.running and learned is None)
        self.again.setVisible(not learning.running and learned is not None)
        self.stop.setVisible(learning.running)
        self.take_over.setVisible(can_take)
        self.go_back.setVisible(learned is not None and learned.taken_over)

    def _show_progress(self) -> None:
        progress = self._learning.progress
        self.bar.setVisible(self._learning.running)
        self.status.setVisible(self._learning.running)
        self.bar.setMaximum(progress.total)
        self.bar.setValue(progress.done)
        of = f", {progress.done:,} of {progress.total:,}" if progress.total else ""
        self.status.setText(f"{progress.doing}{of}")


def _verdict(learned: Learned) -> str:
    """The comparison in words."""
    found = learned.comparison
    held_out = f"on {counted(found.tracks, 'track')} of artists that were held out"
    if learned.taken_over:
        return f"Your library is heard with what was learned. It did better {held_out}."
    if found.better:
        return (
            f"What was learned is better {held_out}: by {found.least_gain:.1%} at least, 19 times"
            " out of 20. Taking over means listening to the library once more, in the background."
        )
    return (
        f"What was learned is not surely better {held_out}, so nothing changes. More playlists,"
        " likes and plays give it more to learn from."
    )


def _figures(found: Comparison) -> tuple[str, ...]:
    return (
        f"{found.triplets_before:.1%}",
        f"{found.triplets_after:.1%}",
        f"{found.neighbours_before:.3f}",
        f"{found.neighbours_after:.3f}",
    )
