"""What a model that learned from behaviour knows by name: artists, or pieces of theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """What was played: an artist, or with a title one piece of theirs.

    `id` is what the source itself tells its items apart by, if names are not enough for that;
    the other two ids are MusicBrainz's. What is not known is empty.
    """

    artist: str = ""
    title: str = ""
    artist_id: str = ""
    recording_id: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        """The same for all spellings of one item, other for other items."""
        return self.id or "\t".join(
            " ".join(n.casefold().split()) for n in (self.artist, self.title)
        )

    @property
    def name(self) -> str:
        """For people."""
        return " – ".join(filter(None, (self.artist, self.title)))

    def of_artist(self) -> Item:
        """Only who played it."""
        return replace(self, title="", recording_id="") if self.artist else self
