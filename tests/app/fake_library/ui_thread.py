"""What the window may not do on its own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def off_the_ui_thread(method: Callable[P, R]) -> Callable[P, R]:
    """Fail where the window would have been blocked."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        assert threading.current_thread() is not threading.main_thread(), (
            f"{method.__name__} was called on the UI thread"
        )
        return method(*args, **kwargs)

    return guarded
