"""Finding the nearest vectors: one interface, an exact search and an approximate one."""
