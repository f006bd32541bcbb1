"""Plays in their published forms: who played what, how often and when, read line by line."""
