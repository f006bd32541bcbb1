"""The desktop window: PySide6 over `engine.library`."""
