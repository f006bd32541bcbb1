"""The styles of the corpus, a module for each family; STYLES finds a style by its name."""

from engine.corpus.style import Style
from engine.corpus.styles import (
    acoustic,
    black,
    classical,
    electronic,
    jazz,
    metal,
    quiet,
    rock,
    screen,
    solo,
    world,
)

_FAMILIES = (
    acoustic,
    black,
    classical,
    electronic,
    jazz,
    metal,
    quiet,
    rock,
    screen,
    solo,
    world,
)
STYLES: dict[str, Style] = {style.name: style for family in _FAMILIES for style in family.STYLES}
