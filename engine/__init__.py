"""Everything of Nearfield that works without a screen; the door to it is `engine.library`."""
