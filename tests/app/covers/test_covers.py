"""Covers: loaded when asked for, scaled, kept, and drawn where there are none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.covers.loader import SIDE, Covers, square
from app.covers.placeholder import drawn_cover
from tests.app.conftest import Desk


def picture(colour: str) -> bytes:
    """A PNG of one colour, wider than high."""
    data = BytesIO()
    Image.new("RGB", (400, 300), colour).save(data, "PNG")
    return data.getvalue()


def middle(covers: Covers, desk: Desk, track_id: int) -> str:
    image = covers.cover(desk.library.kept[track_id]).toImage()
    return image.pixelColor(SIDE // 2, SIDE // 2).name()


def test_a_picture_arrives_after_it_was_asked_for(desk: Desk) -> None:
    desk.library.pictures[7] = picture("#123456")
    covers = Covers(desk.session)
    placeholder = middle(covers, desk, 7)
    desk.qtbot.waitUntil(lambda: covers.idle)
    assert placeholder != "#123456"
    assert middle(covers, desk, 7) == "#123456"


def test_garbage_for_a_picture_is_no_picture(desk: Desk) -> None:
    desk.library.pictures[7] = b"\x89PNG and then nothing of the kind"
    covers = Covers(desk.session)
    before = middle(covers, desk, 7)
    desk.qtbot.waitUntil(lambda: covers.idle)
    assert middle(covers, desk, 7) == before


def test_a_changed_track_may_have_another_picture(desk: Desk) -> None:
    desk.library.pictures[7] = picture("#123456")
    covers = Covers(desk.session)
    middle(covers, desk, 7)
    desk.qtbot.waitUntil(lambda: covers.idle)
    desk.library.pictures[7] = picture("#654321")
    desk.library.change(desk.library.kept[7])
    desk.settle()
    middle(covers, desk, 7)
    desk.qtbot.waitUntil(lambda: covers.idle)
    assert middle(covers, desk, 7) == "#654321"


def test_pictures_are_cut_square() -> None:
    wide = QImage(640, 100, QImage.Format.Format_RGB32)
    wide.fill(QColor("#00ff00"))
    cut = square(wide)
    assert (cut.width(), cut.height()) == (SIDE, SIDE)


def test_an_album_always_looks_the_same_and_unlike_another() -> None:
    once, again, other = (drawn_cover(name, SIDE).toImage() for name in ("A", "A", "Other"))
    assert once == again
    assert once != other
