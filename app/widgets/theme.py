"""Theme: the colours, type and icons of the window.

Colours come by name from `resources/style/*.toml`; the same names stand as `@name` in the style
sheet and are what delegates ask for. Icons are our own SVGs from `resources/icons`, drawn in
whichever of the colours is asked for.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import resources

RESOURCES: Final = Path(resources.__file__).parent

LINUX_FAMILIES: Final = ("Inter", "Adwaita Sans", "Cantarell", "Noto Sans", "Ubuntu", "DejaVu Sans")
"""Screen fonts in the order we like them; elsewhere the system's own font is the right one."""

ICON_SIZES: Final = (16, 20, 24, 32, 48, 64)


class Theme:
    """One look: named colours and the icons drawn in them."""

    def __init__(self, colours: dict[str, str], folder: Path = RESOURCES) -> None:
        self._colours = {name: QColor(value) for name, value in colours.items()}
        self._folder = folder
        self._icons: dict[tuple[str, str], QIcon] = {}

    @classmethod
    def load(cls, name: str = "dark", folder: Path = RESOURCES) -> Theme:
        """Read the colours of the theme `name`."""
        text = (folder / "style" / f"{name}.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text), folder)

    def colour(self, name: str) -> QColor:
        """A colour by its name; KeyError for a name no theme knows."""
        return self._colours[name]

    def icon(self, name: str, colour: str = "muted") -> QIcon:
        """An icon whose pixmaps fade when disabled and light up when checked."""
        key = (name, colour)
        if key not in self._icons:
            self._icons[key] = self._draw_icon(name, colour)
        return self._icons[key]

    def pixmap(self, name: str, size: int, colour: str = "muted", scale: float = 1.0) -> QPixmap:
        """An icon drawn once, `size` points square on a screen of the given scale."""
        svg = (self._folder / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        svg = svg.replace("currentColor", self.colour(colour).name())
        pixmap = QPixmap(QSize(size, size) * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def _draw_icon(self, name: str, colour: str) -> QIcon:
        icon = QIcon()
        looks = (
            (QIcon.Mode.Normal, QIcon.State.Off, colour),
            (QIcon.Mode.Normal, QIcon.State.On, "accent"),
            (QIcon.Mode.Disabled, QIcon.State.Off, "pressed"),
        )
        for size in ICON_SIZES:
            for mode, state, shade in looks:
                icon.addPixmap(self.pixmap(name, size, shade), mode, state)
        return icon

    def apply(self, application: QApplication) -> None:
        """Dress the whole application: Fusion, our palette, font and style sheet."""
        application.setStyle("Fusion")
        application.setPalette(self.palette())
        application.setFont(interface_font())
        application.setWindowIcon(self.icon("nearfield"))
        application.setStyleSheet(self.style_sheet())

    def style_sheet(self) -> str:
        """The style sheet with every `@name` replaced; an unknown name is a KeyError."""
        text = (self._folder / "style" / "nearfield.qss").read_text(encoding="utf-8")
        text = text.replace("@icons", (self._folder / "icons").as_posix())
        return re.sub(r"@([a-z-]+)", lambda found: self._colours[found[1]].name(), text)

    def palette(self) -> QPalette:
        """What widgets without a rule in the style sheet fall back to."""
        palette = QPalette()
        for role, name in PALETTE_ROLES.items():
            palette.setColor(role, self.colour(name))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("faint"))
        return palette


PALETTE_ROLES: Final = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "window",
    QPalette.ColorRole.AlternateBase: "surface",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "faint",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "accent-bright",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on-accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "pressed",
    QPalette.ColorRole.Midlight: "raised",
    QPalette.ColorRole.Mid: "hairline",
    QPalette.ColorRole.Dark: "sidebar",
    QPalette.ColorRole.Shadow: "sidebar",
}


def interface_font() -> QFont:
    """The system's interface font; where the system has no opinion, the best one installed."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    installed = set(QFontDatabase.families())
    if liked := [family for family in LINUX_FAMILIES if family in installed]:
        font.setFamilies([*liked, font.family()])
    font.setPixelSize(13)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
