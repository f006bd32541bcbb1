"""A corpus of invented music: composed here, played by fluidsynth on a General MIDI sound font.

It is training material without anybody's rights in it: styles write notes, a sound font plays
them, and a production (rooms, drive, tape, equalisers) makes records of them.
"""

from engine.corpus.make import make_corpus

__all__ = ["make_corpus"]
