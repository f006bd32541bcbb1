"""One blend of all that speaks for a track: its sound, its tags, the company it keeps, its past."""
