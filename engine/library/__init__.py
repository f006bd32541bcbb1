"""The one door to the engine, for the app, the command line and the service."""

from engine.library.library import LINES, Broadcast, Library, Listener

__all__ = ["LINES", "Broadcast", "Library", "Listener"]
