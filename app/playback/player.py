"""Player: plays the list it was started from, and goes on when a file cannot be played.

Track ids come from the views, files from the catalogue, sound from a `SoundOutput` that is opened
with the first track. What happens is told by signals; the transport bar and the lists listen. What
has sounded goes into the library's history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.playback.listening import Listening
from app.playback.play_queue import PlayQueue
from app.playback.sound import Sound, SoundOutput
from app.session import Session
from app.widgets.notice import Notice, Tone
from engine.types import Origin, Track, TrackState

PATIENCE: Final = 5
"""Files in a row that may fail before the player stops trying: the disk is gone, not the file."""

RESTART: Final = 3.0
"""Seconds into a track after which *previous* means its beginning."""


class Player(QObject):
    """A queue, a sound and where the two have got to."""

    track_changed = Signal(object)
    playing_changed = Signal(bool)
    moved = Signal(float)
    stretched = Signal(float)
    queue_changed = Signal()

    def __init__(
        self,
        session: Session,
        open_sound: Callable[[], SoundOutput] = Sound,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.queue = PlayQueue()
        self.track: Track | None = None
        self.playing = False
        self.position = 0.0
        self.volume = 0.8
        self._session = session
        self._open_sound = open_sound
        self._sound: SoundOutput | None = None
        self._listening: Listening | None = None
        self._failures = 0
        self._told = False
        self.playing_changed.connect(self._yield_to_music)

    def play(
        self, track_ids: Sequence[int], start: int = 0, origin: Origin = Origin.LIBRARY
    ) -> None:
        """Play a list from one of its places on."""
        if track_ids:
            self.queue.start(track_ids, start, origin)
            self._failures = 0
            self._play_current()

    def play_next(self, track_ids: Sequence[int], origin: Origin = Origin.LIBRARY) -> None:
        """Let these come next; into silence they begin at once."""
        if self.track is None:
            self.play(track_ids, origin=origin)
            return
        self.queue.insert_next(track_ids, origin)
        self.queue_changed.emit()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._sound and self.track:
            self.playing = not self.playing
            self._interrupt()
            self._sound.set_playing(self.playing)
            self.playing_changed.emit(self.playing)

    def next(self) -> None:
        """Go on to the next track, or fall silent after the last."""
        self._failures = 0
        self._advance()

    def previous(self) -> None:
        """Begin the track again, or soon after its beginning the one before it."""
        if self.position > RESTART or not self.queue.has_previous:
            self.seek(0.0)
        else:
            self.queue.back()
            self._play_current()

    def seek(self, seconds: float) -> None:
        """Go on from elsewhere in the track."""
        if self._sound and self.track:
            self._interrupt()
            self._sound.seek(seconds)

    def set_volume(self, volume: float) -> None:
        """How loud, from 0 to 1."""
        self.volume = volume
        if self._sound:
            self._sound.set_volume(volume)

    def stop(self) -> None:
        """Fall silent."""
        self._record(ended=False)
        if self._sound:
            self._sound.stop()
        self._set_track(None)

    def _play_current(self) -> None:
        track_id = self.queue.current
        track = self._session.track(track_id) if track_id is not None else None
        if track_id is None:
            self.stop()
        elif track is None or track.state is TrackState.MISSING:
            self._skip(track, "The file is not where it was.")
        elif sound := self._ready_sound():
            self._set_track(track)
            sound.load(track.path)

    def _ready_sound(self) -> SoundOutput | None:
        if self._sound is None:
            try:
                sound = self._open_sound()
            except (ImportError, OSError) as error:
                self._tell("Nothing can be played here", f"Qt's multimedia is missing: {error}")
                return None
            sound.ended.connect(self._ended)
            sound.failed.connect(self._failed)
            sound.moved.connect(self._moved)
            sound.stretched.connect(self._stretched)
            sound.set_volume(self.volume)
            self._sound = sound
        return self._sound

    def _set_track(self, track: Track | None) -> None:
        self._record(ended=False)
        self._listening = Listening(track, self.queue.origin) if track else None
        self.track, self.playing, self.position = track, track is not None, 0.0
        self.track_changed.emit(track)
        self.playing_changed.emit(self.playing)
        self.queue_changed.emit()

    def _yield_to_music(self, playing: bool) -> None:
        """Have the analysis hold back while music plays."""
        if playing != self._told:
            self._told = playing
            self._session.ask(lambda library: library.analysis.playing(playing))

    def _record(self, *, ended: bool) -> None:
        """Have the library remember what has sounded of the track, once."""
        listening, self._listening = self._listening, None
        if listening and (play := listening.play(ended=ended)):
            self._session.ask(lambda library: library.history.played(play))

    def _interrupt(self) -> None:
        if self._listening:
            self._listening.interrupted()

    def _stretched(self, seconds: float) -> None:
        if self._listening and seconds > 0:
            self._listening.length = seconds
        self.stretched.emit(seconds)

    def _moved(self, seconds: float) -> None:
        if self._listening:
            self._listening.moved(seconds, self.playing)
        self.position = seconds
        if seconds > 0:
            self._failures = 0
        self.moved.emit(seconds)

    def _advance(self) -> None:
        self.queue.forward()
        self._play_current()

    def _ended(self) -> None:
        self._record(ended=True)
        self._advance()

    def _failed(self, reason: str) -> None:
        self._skip(self.track, reason)

    def _skip(self, track: Track | None, reason: str) -> None:
        self._failures += 1
        title = f"“{track.tags.title}” cannot be played" if track else "A track is gone"
        self._tell(title, reason)
        if self._failures < PATIENCE:
            self._advance()
        else:
            self.stop()

    def _tell(self, title: str, message: str) -> None:
        self._session.tell(Notice(title, message, Tone.TROUBLE))
