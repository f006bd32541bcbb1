"""Saved playlists and the editor."""
