"""The few windows that do stop the user: each asks for one thing."""
