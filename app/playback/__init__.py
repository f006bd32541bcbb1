"""Playing: the player, its queue and its controls."""
