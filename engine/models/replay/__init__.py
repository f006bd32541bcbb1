"""The replay model: how likely it is that a track is played again, from what is known of a play."""
