"""How an import went: what was found in the library, what was not, what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.widgets.buttons import label, text_button
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import ImportKind, ImportReport, ImportSource


class SourceReport(QDialog):
    """Figures, and lists of what is missing and of what was left out."""

    def __init__(self, source: ImportSource, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        report = source.report
        self.resize(620, 600 if report.missing or report.left_out else 260)
        self.title = label(f"{report.found:,} of {report.entries:,} entries found", "title")
        self.text = label(_words(source), "muted")
        self.text.setWordWrap(True)
        self.missing = _list([f"{count:,}×  {song}" for song, count in report.missing])
        self.left_out = _list([*_reasons(report), *report.examples])
        close = text_button(theme, "Close", role="primary")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(_figures(report))
        bad = sum(count for _, count in report.left_out)
        for lines, heading, share in (
            (self.missing, "MOST FREQUENT OF WHAT IS NOT IN YOUR LIBRARY", 2),
            (self.left_out, f"LEFT OUT: {bad:,} OF {report.lines:,} LINES", 1),
        ):
            name = label(heading, "section")
            for widget in (name, lines):
                widget.setVisible(bool(lines.count()))
            lines.setAccessibleName(heading.capitalize())
            column.addWidget(name)
            column.addWidget(lines, share)
        column.addStretch()
        column.addLayout(buttons)


def _list(lines: Sequence[str]) -> QListWidget:
    shown = QListWidget()
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for line in lines:
        item = QListWidgetItem(line)
        item.setToolTip(line)
        shown.addItem(item)
    return shown


def _figures(report: ImportReport) -> QGridLayout:
    """How many entries were found by which means."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(4)
    rows = (
        ("By MusicBrainz id", report.by_id),
        ("By artist and title", report.by_name),
        ("By artist only", report.by_artist),
        ("Not in your library", report.entries - report.found),
    )
    for row, (name, count) in enumerate(rows):
        figures = (f"{count:,}", f"{count / max(report.entries, 1):.1%}")
        grid.addWidget(label(name, "muted"), row, 0)
        for column, figure in enumerate(figures, 1):
            grid.addWidget(label(figure), row, column, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(3, 1)
    return grid


def _words(source: ImportSource) -> str:
    """What came of it, in a sentence or two."""
    report = source.report
    then = "It was imported before, and nothing changed. " if source.known else ""
    if source.kind is ImportKind.HISTORY:
        plays = counted(source.plays, "play")
        return f"{then}“{source.name}” brought {plays}. What was not found is remembered."
    lists = counted(report.lists, str(source.kind).removesuffix("s"))
    kept = f"kept are the {report.lists_kept:,} of which two songs or more are in your library."
    again = " Remove it and import it again to look anew at the others." if source.known else ""
    return f"{then}“{source.name}” holds {lists}; {kept}{again}"


def _reasons(report: ImportReport) -> list[str]:
    return [f"{count:,}×  {reason}" for reason, count in report.left_out]
