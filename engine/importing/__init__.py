"""Importing: listening histories and playlists from elsewhere become part of the library."""
