"""What the program ships with: weights, icons, style."""
