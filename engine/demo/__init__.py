"""A demo library: synthesised music of eight styles, tagged and with covers."""
