"""What sounds like the chosen track."""
