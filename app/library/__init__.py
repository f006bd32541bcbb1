"""The library: its tracks as a table that is searched and sorted."""
