"""How an import went: what was found in the library, what was not, what could not be read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.dialogs.sheet import Sheet
from app.widgets.buttons import label
from app.widgets.line_list import lines_of
from app.widgets.phrases import counted
from app.widgets.theme import Theme
from engine.types import ImportKind, ImportReport, ImportSource


class SourceReport(Sheet):
    """Figures, and lists of what is missing and of what was left out."""

    def __init__(self, source: ImportSource, theme: Theme, parent: QWidget | None = None) -> None:
        report = source.report
        title = f"{report.found:,} of {report.entries:,} entries found"
        size = QSize(620, 600 if report.missing or report.left_out else 260)
        super().__init__(theme, "Import", title, size, parent)
        self.missing = lines_of([f"{count:,}×  {song}" for song, count in report.missing])
        self.left_out = lines_of([*_reasons(report), *report.examples])
        self.text = self.explain(_words(source))
        self.column.addLayout(_figures(report))
        bad = sum(count for _, count in report.left_out)
        for lines, heading, share in (
            (self.missing, "MOST FREQUENT OF WHAT IS NOT IN YOUR LIBRARY", 2),
            (self.left_out, f"LEFT OUT: {bad:,} OF {report.lines:,} LINES", 1),
        ):
            if lines.count():
                lines.setAccessibleName(heading.capitalize())
                self.column.addSpacing(6)
                self.column.addWidget(label(heading, "section"))
                self.column.addWidget(lines, share)
        self.column.addStretch()
        self.end()


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
    for row, (name, count) in enumerate(row for row in rows if row[1]):
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
