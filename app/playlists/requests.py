"""Requests: what the user is asked in a dialog of its own, and what follows from the answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.dialogs.export import ExportDialog
from app.dialogs.failures import Deeds, FailuresDialog
from app.dialogs.failures_table import write_failures
from app.dialogs.folders import FoldersDialog
from app.dialogs.import_report import ImportReport
from app.dialogs.imports import ImportsDialog
from app.dialogs.learning import LearningDialog
from app.dialogs.settings import SettingsDialog
from app.file_manager import show_in_file_manager
from app.importing import Importing
from app.learning import Learning
from app.library.track_actions import TrackActions
from app.playlists.model import PlaylistModel
from app.playlists.saved import Playlists
from app.session import Session
from app.tasks import Lane
from app.widgets.notice import Notice
from app.widgets.theme import Theme
from engine.types import ImportedPlaylist, ImportKind, Track, TrackState

_PLAYS = "Listening (*.csv *.tsv *.txt *.dat *.jsonl *.ndjson *.listens *.gz);;All files (*)"
_FORMS = {
    ImportKind.HISTORY: _PLAYS,
    ImportKind.LISTENERS: _PLAYS,
    ImportKind.PLAYLISTS: "Playlists (*.json *.jsonl *.ndjson *.gz *.m3u *.m3u8);;All files (*)",
}


class Requests(QObject):
    """Opens dialogs over the window, none of which stops anything else."""

    def __init__(
        self,
        session: Session,
        playlists: Playlists,
        actions: TrackActions,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._playlists, self._actions = session, playlists, actions
        self._theme, self._window = theme, window
        self.learning = Learning(session, self)
        self.importing = Importing(session, self)
        self.dialog: QDialog | None = None
        self._export_folder = _place(QStandardPaths.StandardLocation.MusicLocation)

    def choose_folder(self) -> None:
        """Add a music folder."""
        music = str(_place(QStandardPaths.StandardLocation.MusicLocation))
        title = "Choose your music folder"
        if chosen := QFileDialog.getExistingDirectory(self._window, title, music):
            self._session.add_folders([Path(chosen)])

    def show_folders(self) -> None:
        """See, add and remove music folders."""
        dialog = FoldersDialog(self._session, self._theme, self._window)
        dialog.add_wanted.connect(self.choose_folder)
        self._open(dialog)

    def show_failures(self) -> None:
        """See what failed, and why."""
        catalogue = self._session.catalogue
        self._session.tasks.start(
            lambda: catalogue.in_state(TrackState.FAILED), self._list_failures, lane=Lane.LISTING
        )

    def _list_failures(self, tracks: list[Track]) -> None:
        def reveal(track: Track) -> None:
            show_in_file_manager(track.path)

        deeds = Deeds(self._actions.retry, reveal, self._export_failures)
        self._open(FailuresDialog(tracks, deeds, self._theme, self._window))

    def _export_failures(self, tracks: Sequence[Track]) -> None:
        proposed = str(self._export_folder / "Failed tracks.csv")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Export failed tracks", proposed, "Tables (*.csv)"
        )
        if chosen:
            self._session.tasks.start(
                lambda: write_failures(tracks, Path(chosen)), self._exported, lane=Lane.LONG
            )

    def _exported(self, path: Path) -> None:
        self._session.tell(Notice("Exported the failed tracks", str(path)))

    def show_settings(self) -> None:
        """See and change how the analysis behaves, and what is left alone."""
        self._open(SettingsDialog(self._session, self._theme, self._window))

    def show_learning(self) -> None:
        """See how the library is learned, and decide about what came of it."""
        self._open(LearningDialog(self.learning, self._theme, self._window))

    def show_imports(self) -> None:
        """See what was imported from other players and services, and import more."""
        dialog = ImportsDialog(self.importing, self._theme, self._window)
        dialog.files_wanted.connect(self._choose_import)
        self._open(dialog)

    def _choose_import(self, kind: ImportKind, folder: bool) -> None:
        home = str(Path.home())
        if folder:
            chosen = [QFileDialog.getExistingDirectory(self.dialog, "Import a folder", home)]
        else:
            forms = _FORMS[kind]
            chosen, _ = QFileDialog.getOpenFileNames(self.dialog, "Import files", home, forms)
        self.importing.start(kind, [Path(path) for path in chosen if path])

    def export(self, model: PlaylistModel) -> None:
        """Write a playlist file."""
        sample = next((track.path for track in model.tracks()), None)
        name, folder = model.playlist.name, self._export_folder
        dialog = ExportDialog(self._theme, name, folder, sample, self._window)

        def write() -> None:
            export = dialog.export
            self._export_folder = export.path.parent
            self._playlists.export(model, export.path, relative=export.relative)

        dialog.accepted.connect(write)
        self._open(dialog)

    def import_playlists(self) -> None:
        """Read playlist files."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, "Import playlists", str(self._export_folder), "Playlists (*.m3u8 *.m3u)"
        )
        for path in chosen:
            self._playlists.import_file(Path(path))

    def report_import(self, imported: ImportedPlaylist) -> None:
        """Say what an imported playlist lists that is not there."""
        self._open(ImportReport(imported, self._theme, self._window))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None


def _place(kind: QStandardPaths.StandardLocation) -> Path:
    """A folder of the user's, or the home folder where they have no such thing."""
    place = Path(QStandardPaths.writableLocation(kind))
    return place if place.is_dir() else Path.home()
