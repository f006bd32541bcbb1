"""A demo library: synthesised music of eight styles, tagged and with covers."""

from engine.demo.make import make_demo

__all__ = ["make_demo"]
