"""Taggers: networks that tell tags, ours to be trained and published ones to be imported."""
