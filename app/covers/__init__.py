"""Cover pictures, loaded and painted."""
