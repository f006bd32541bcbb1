"""Replays in one library: how likely each track is played again, learned from the user's plays."""
