"""What each family of formats calls the fields of `Tags`, as MusicBrainz Picard writes them.

https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html
"""

from __future__ import annotations

VORBIS = {
    "title": "TITLE",
    "artist": "ARTIST",
    "album_artist": "ALBUMARTIST",
    "album": "ALBUM",
    "track_number": "TRACKNUMBER",
    "disc_number": "DISCNUMBER",
    "date": "DATE",
    "genres": "GENRE",
    "recording_id": "MUSICBRAINZ_TRACKID",
    "release_id": "MUSICBRAINZ_ALBUMID",
    "artist_id": "MUSICBRAINZ_ARTISTID",
    "track_gain": "REPLAYGAIN_TRACK_GAIN",
    "album_gain": "REPLAYGAIN_ALBUM_GAIN",
}
"""FLAC, Ogg Vorbis and Opus."""

ID3 = {
    "title": "TIT2",
    "artist": "TPE1",
    "album_artist": "TPE2",
    "album": "TALB",
    "track_number": "TRCK",
    "disc_number": "TPOS",
    "date": "TDRC",
    "genres": "TCON",
    "recording_id": "UFID:http://musicbrainz.org",
    "release_id": "TXXX:MusicBrainz Album Id",
    "artist_id": "TXXX:MusicBrainz Artist Id",
    "track_gain": "TXXX:REPLAYGAIN_TRACK_GAIN",
    "album_gain": "TXXX:REPLAYGAIN_ALBUM_GAIN",
}
"""MP3, WAV and AIFF: frame, then what follows its colon inside the frame."""

MP4 = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "album_artist": "aART",
    "album": "\xa9alb",
    "track_number": "trkn",
    "disc_number": "disk",
    "date": "\xa9day",
    "genres": "\xa9gen",
    "recording_id": "----:com.apple.iTunes:MusicBrainz Track Id",
    "release_id": "----:com.apple.iTunes:MusicBrainz Album Id",
    "artist_id": "----:com.apple.iTunes:MusicBrainz Artist Id",
    "track_gain": "----:com.apple.iTunes:replaygain_track_gain",
    "album_gain": "----:com.apple.iTunes:replaygain_album_gain",
}

ASF = {
    "title": "Title",
    "artist": "Author",
    "album_artist": "WM/AlbumArtist",
    "album": "WM/AlbumTitle",
    "track_number": "WM/TrackNumber",
    "disc_number": "WM/PartOfSet",
    "date": "WM/Year",
    "genres": "WM/Genre",
    "recording_id": "MusicBrainz/Track Id",
    "release_id": "MusicBrainz/Album Id",
    "artist_id": "MusicBrainz/Artist Id",
    "track_gain": "REPLAYGAIN_TRACK_GAIN",
    "album_gain": "REPLAYGAIN_ALBUM_GAIN",
}
"""WMA."""

APE = {
    "title": "Title",
    "artist": "Artist",
    "album_artist": "Album Artist",
    "album": "Album",
    "track_number": "Track",
    "disc_number": "Disc",
    "date": "Year",
    "genres": "Genre",
    "recording_id": "MUSICBRAINZ_TRACKID",
    "release_id": "MUSICBRAINZ_ALBUMID",
    "artist_id": "MUSICBRAINZ_ARTISTID",
    "track_gain": "REPLAYGAIN_TRACK_GAIN",
    "album_gain": "REPLAYGAIN_ALBUM_GAIN",
}
"""WavPack and Monkey's Audio."""
