"""The values that cross the engine's edges: frozen, slotted, without behaviour of their own.

Ids are the library's row ids, times are seconds (moments: Unix time), similarities lie in 0–1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix


class TrackState(StrEnum):
    """Where a track stands between the disk and the index."""

    WAITING = "waiting"
    """On disk, not yet listened to by the current model."""
    READY = "ready"
    """Listened to: it has a vector and neighbours."""
    FAILED = "failed"
    """Cannot be listened to; the track's `reason` says why."""
    MISSING = "missing"
    """The file is not where it was; everything known of it is kept."""

    @property
    def playable(self) -> bool:
        """Whether the file is there, and nothing is known to be wrong with it."""
        return self in (TrackState.WAITING, TrackState.READY)


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says about itself; absent text is empty, absent numbers are None."""

    title: str
    artist: str = ""
    album_artist: str = ""
    album: str = ""
    track_number: int | None = None
    disc_number: int | None = None
    date: str = ""
    genres: tuple[str, ...] = ()
    duration: float | None = None
    recording_id: str = ""
    release_id: str = ""
    artist_id: str = ""
    track_gain: float | None = None
    album_gain: float | None = None

    @property
    def year(self) -> int | None:
        """The year the date begins with, if it begins with one."""
        return year_of(self.date)

    @property
    def genre(self) -> str:
        """All genres in one line."""
        return ", ".join(self.genres)


def year_of(date: str) -> int | None:
    """The year a date begins with, if it begins with one."""
    return int(date[:4]) if len(date) >= 4 and date[:4].isdecimal() else None


@dataclass(frozen=True, slots=True)
class Track:
    """One file of the library, known by its sound."""

    id: int
    folder_id: int
    path: Path
    tags: Tags
    state: TrackState
    reason: str = ""
    identity: str = ""
    size: int = 0
    added: float = 0.0
    liked: bool = False
    plays: int = 0
    last_played: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A track and its place on the map, in units of no meaning."""

    track: Track
    x: float
    y: float


class Origin(StrEnum):
    """From where a track was started."""

    LIBRARY = "library"
    PLAYLIST = "playlist"
    RADIO = "radio"
    SIMILAR = "similar"
    IMPORTED = "imported"
    """Not here: the history of another player tells of it, but not how much of it was heard. It
    counts as finished, and no seconds of it are known."""
    REDISCOVER = "rediscover"


@dataclass(frozen=True, slots=True)
class Play:
    """A track that sounded: from when, and how many seconds of it, pauses and jumps left out."""

    track_id: int
    started: float
    heard: float
    origin: Origin = Origin.LIBRARY
    finished: bool = False
    """To its end or nearly, not skipped."""
    liked: bool | None = None
    """Whether the track was liked when it began. In a new play None lets the library look; in one
    that is remembered it means that nobody noted it: it is older than the note."""

    def __post_init__(self) -> None:
        if not self.heard >= 0:
            raise ValueError("nothing can be heard for less than no time")


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely tracks are to be played again soon, were they played now."""

    ids: NDArray[np.int64]
    """The tracks (n,)."""
    chances: NDArray[np.float32]
    """Theirs, in 0–1 (n,)."""
    learned: bool
    """Whether a model of the user's own habits tells; else there is too little history for one, or
    it would tell no better, and counts speak."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A music folder of the library; `mounted` is False while its path is not there."""

    id: int
    path: Path
    mounted: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """What listening to a track gave: a unit vector of shape (d,), or the reason there is none.

    It counts only for the sound it was heard in: `identity` is the track's when it was handed out.
    `scores` (t,) are those of the model's tags, in 0–1; None from a model without any.
    """

    track_id: int
    identity: str
    vector: NDArray[np.float32] | None = None
    reason: str = ""
    scores: NDArray[np.float32] | None = None


class TagGroup(StrEnum):
    """What a heard tag is about, in the order in which they are shown."""

    GENRES = "genres"
    MOODS = "moods"
    INSTRUMENTS = "instruments"
    VOICES = "voices"
    ERAS = "eras"
    OTHERS = "others"
    """Tags of a vocabulary that this program does not know."""


@dataclass(frozen=True, slots=True)
class HeardTag:
    """A tag that a model heard in a track, and in 0–1 how much it tells of it in this library."""

    name: str
    group: TagGroup
    score: float


class Signal(StrEnum):
    """What can speak for a track beside others, in the order in which it is offered."""

    SOUND = "sound"
    TAGS = "tags"
    """What was heard in it, and the genres that its file names."""
    PLAYLISTS = "playlists"
    """Which playlists it stands in: the user's own and imported ones."""
    LISTENERS = "listeners"
    """Who plays it, of those that were imported."""
    REPLAY = "replay"
    """How likely it is played again."""
    LIKES = "likes"
    """Whether it is liked, or near to what is."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; only their proportions matter."""

    sound: float = 1.0
    tags: float = 0.0
    playlists: float = 0.0
    listeners: float = 0.0
    replay: float = 0.0
    likes: float = 0.0

    def __post_init__(self) -> None:
        if not all(0 <= self.of(signal) < float("inf") for signal in Signal):
            raise ValueError("a weight is nothing or more")

    def of(self, signal: Signal) -> float:
        """The weight of one signal."""
        return float(getattr(self, signal.value))


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a figure, in 0–1, that one signal brought."""

    signal: Signal
    share: float


@dataclass(frozen=True, slots=True)
class Mix:
    """How recommendations are blended."""

    weights: Weights
    """As they count now."""
    fitted: Weights
    """As they count unless the user decides otherwise."""
    own: bool = False
    """Whether these were fitted to this library; else they are those that came with the program."""
    silent: tuple[tuple[Signal, str], ...] = ()
    """The signals that have nothing to say yet, each with why."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A track near another one: how near (1 is identical) and why it is shown.

    `shares` say which signals brought it, the largest first.
    """

    track: Track
    similarity: float
    reasons: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """The part of the library that is looked in; a track has to meet all that is given."""

    genre: str = ""
    decade: int | None = None
    """Its first year: 1990 for the nineties."""
    folder: Path | None = None
    """This folder and all below it."""
    heard: str = ""
    """A tag that was heard in it."""


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """A row of a playlist; without `track_id` it is a file the library does not have."""

    track_id: int | None
    location: str = ""
    title: str = ""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """A saved list of tracks in order."""

    id: int
    name: str
    entries: tuple[PlaylistEntry, ...] = ()
    built: bool = False
    """Built by the program, as a radio is, and not edited since."""

    @property
    def track_ids(self) -> tuple[int, ...]:
        """The entries that are tracks of the library, in order."""
        return tuple(entry.track_id for entry in self.entries if entry.track_id is not None)


@dataclass(frozen=True, slots=True)
class PlaylistLength:
    """How long a built playlist gets: a count of tracks or a number of minutes, never both."""

    tracks: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.tracks is None) == (self.minutes is None):
            raise ValueError("give a length in tracks or in minutes")
        if (self.tracks or self.minutes or 0) <= 0:
            raise ValueError("a playlist's length is more than nothing")


@dataclass(frozen=True, slots=True)
class Change:
    """What a write changed, broadcast so that each view refreshes only that."""

    tracks: frozenset[int] = field(default_factory=frozenset)
    """Added, retagged, moved, gone missing, back, listened to, failed, liked or played."""
    removed: frozenset[int] = field(default_factory=frozenset)
    """No longer part of the library at all."""
    folders: bool = False
    playlists: bool = False
    mix: bool = False
    """How much each signal counts, as it was fitted."""

    def __or__(self, other: Change) -> Change:
        return Change(
            self.tracks | other.tracks,
            self.removed | other.removed,
            self.folders or other.folders,
            self.playlists or other.playlists,
            self.mix or other.mix,
        )

    def __bool__(self) -> bool:
        kinds = self.tracks, self.removed, self.folders, self.playlists, self.mix
        return any(kinds)


class Activity(StrEnum):
    """What the background is doing."""

    IDLE = "idle"
    SCANNING = "scanning"
    ANALYSING = "analysing"
    PAUSED = "paused"


class Restraint(StrEnum):
    """Why the analysis holds back, in the order in which one hides another."""

    QUIET_HOURS = "quiet hours"
    """It rests until they are over."""
    PLAYING = "playing"
    """It goes slowly while music plays."""
    BATTERY = "battery"
    """It goes slowly while the machine runs on its battery."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How the analysis behaves beside everything else on the machine."""

    workers: int | None = None
    """Files decoded at once; None is one for each core."""
    slow_while_playing: bool = True
    slow_on_battery: bool = True
    quiet_hours: tuple[time, time] | None = None
    """From when to when, in local time, the analysis rests; midnight may lie between."""

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise ValueError("the analysis needs at least one worker")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is; `total` is 0 while it is not known."""

    activity: Activity
    done: int = 0
    total: int = 0
    failures: int = 0
    rate: float = 0.0
    """Tracks a second over the last moments."""
    seconds_left: float | None = None
    restraint: Restraint | None = None
    """Why it is slower than it could be, if it is."""


@dataclass(frozen=True, slots=True)
class Status:
    """The library in numbers; `states` counts tracks by state."""

    home: Path
    folders: tuple[Folder, ...]
    states: dict[TrackState, int]
    playlists: int
    model_id: str
    indexed: int

    @property
    def total(self) -> int:
        """All tracks, missing ones included."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that a library can listen with."""

    name: str
    model_id: str
    network: str
    dimension: int
    tags: tuple[str, ...]
    """What its scores are for; empty for a model that gives vectors only."""
    listens: bool
    """Whether it is the one that hears what is new."""
    serves: bool
    """Whether recommendations come from it; the one that listens will, once it has heard all."""
    heard: int
    """Tracks it has heard."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the library's database, and when it was taken."""

    path: Path
    taken: float
    before: str = ""
    """The change of the schema it was taken before; empty for the one of a day."""


@dataclass(frozen=True, slots=True)
class ImportedPlaylist:
    """An imported playlist file: the saved playlist and the locations no track was found for."""

    playlist: Playlist
    missing: tuple[str, ...]


class ImportKind(StrEnum):
    """What an imported file tells of."""

    HISTORY = "history"
    """What the user played elsewhere."""
    LISTENERS = "listeners"
    """What other people play."""
    PLAYLISTS = "playlists"
    """What other people put into playlists."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import went, in the library as it was then.

    An entry is a play, a track of a playlist, or what a listener plays.
    """

    entries: int = 0
    by_id: int = 0
    """Entries found by their MusicBrainz id; what is left by artist and title, and so on."""
    by_name: int = 0
    by_artist: int = 0
    """Entries that name only an artist who is in the library."""
    songs: int = 0
    """Different ones."""
    songs_found: int = 0
    lists: int = 0
    """Playlists or listeners."""
    lists_kept: int = 0
    """Those of which two songs and more are in the library."""
    lines: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    """Why lines could not be used, and how many for each reason."""
    examples: tuple[str, ...] = ()
    """The first of them, with their numbers."""
    missing: tuple[tuple[str, int], ...] = ()
    """The songs that occur most and were not found, and how often."""

    @property
    def found(self) -> int:
        """Entries that were found by any means."""
        return self.by_id + self.by_name + self.by_artist


@dataclass(frozen=True, slots=True)
class ImportSource:
    """An imported file or folder, or several."""

    id: int
    kind: ImportKind
    name: str
    added: float
    report: ImportReport
    listener: str = ""
    """Of a history: who of the file's listeners is the user."""
    songs: int = 0
    """Different ones that are kept."""
    songs_found: int = 0
    """Those that are in the library as it is now."""
    plays: int = 0
    """Of a history: those that are plays of the library's tracks."""
    known: bool = False
    """It was there before, so that nothing was to be done."""


class Company(StrEnum):
    """What of other people's a track can be found in."""

    PLAYLISTS = ImportKind.PLAYLISTS.value
    LISTENERS = ImportKind.LISTENERS.value


@dataclass(frozen=True, slots=True)
class Interactions:
    """What other people do with tracks of this library, as far as it was imported.

    `lists` tells for each of their playlists or listeners which of the tracks are in it: once each
    in a playlist, by the number of plays for a listener. Plays of which only the artist is known
    are spread evenly over that artist's tracks.
    """

    ids: NDArray[np.int64]
    """The tracks (t,), ascending."""
    lists: csr_matrix
    """(l, t), float32."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on music of the library that neither was trained on; shares and figures in 0–1."""

    tracks: int
    """How many were held out."""
    triplets_before: float
    triplets_after: float
    """The share of triplets where what goes with a track is nearer than what does not."""
    least_gain: float
    """What the gain is at least, with 95 % certainty."""
    neighbours_before: float
    neighbours_after: float
    """How well what belongs together is found (mean average precision)."""
    better: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A look at a training: the loss since the last one, the share of validation triplets right."""

    step: int
    loss: float
    validation: float


@dataclass(frozen=True, slots=True)
class LearningProgress:
    """How far the learning of a library is."""

    doing: str
    done: int = 0
    total: int = 0
    points: tuple[CurvePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What the learning of a library came to."""

    points: tuple[CurvePoint, ...]
    comparison: Comparison
    taken_over: bool = False
