"""PySide6 itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot


class Switch(QObject):
    flipped = Signal(bool)


def test_five_thousand_bool_signals_do_not_crash_the_interpreter(qtbot: QtBot) -> None:
    # PySide6 6.12.0 dropped a reference to True with each of them and died after a few hundred.
    switch = Switch()
    heard: list[bool] = []
    switch.flipped.connect(heard.append)
    for number in range(5000):
        switch.flipped.emit(number % 2 == 0)
    assert len(heard) == 5000
    assert heard[:2] == [True, False]
