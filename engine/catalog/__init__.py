"""What is on disk, and what is remembered of it."""
