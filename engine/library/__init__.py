"""The one door to the engine, for the app, the command line and the service."""

from engine.library.library import LINES, Library
from engine.library.news import Broadcast, Listener

__all__ = ["LINES", "Broadcast", "Library", "Listener"]
