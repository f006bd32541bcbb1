"""The blend of one library: what its signals are made of, and how much each counts."""
