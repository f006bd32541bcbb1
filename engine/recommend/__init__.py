"""What goes with what: similar tracks and playlists built from them."""
