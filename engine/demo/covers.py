"""Draw an album's cover: one motif a style, its colours and shapes drawn by chance for each album.

Pictures are drawn at twice their size and scaled down, which smooths every edge.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = 600
FULL = 2 * SIZE

Colour = tuple[int, int, int]
Random = np.random.Generator


def cover(style: str, seed: int) -> bytes:
    """A square JPEG in the manner of `style`; the same seed draws the same picture."""
    image = MOTIFS[style](np.random.default_rng(seed))
    image = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "JPEG", quality=86, optimize=True)
    return file.getvalue()


def _hsv(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(255 * red), round(255 * green), round(255 * blue)


def _gradient(top: Colour, bottom: Colour) -> Image.Image:
    ramp = np.linspace(0, 1, FULL)[:, None, None]
    rows = (1 - ramp) * np.array(top) + ramp * np.array(bottom)
    return Image.fromarray(np.broadcast_to(rows, (FULL, FULL, 3)).astype(np.uint8))


def _fill_below(image: Image.Image, x: NDArray[Any], y: NDArray[Any], colour: Colour) -> None:
    """Fill what lies under the line through the points (x, y)."""
    line = zip(x.tolist(), y.tolist(), strict=True)
    ImageDraw.Draw(image).polygon([*line, (FULL, FULL), (0, FULL)], fill=colour)


def _hills(rng: Random) -> Image.Image:
    """Ambient: ridges in mist under a blurred sun."""
    hue = rng.uniform(0.45, 0.72)
    image = _gradient(_hsv(hue, 0.55, 0.35), _hsv(hue + rng.uniform(0.2, 0.4), 0.35, 0.95))
    sun = Image.new("RGB", image.size)
    x, y, radius = rng.uniform(300, 900), rng.uniform(280, 560), rng.uniform(90, 190)
    ImageDraw.Draw(sun).ellipse((x - radius, y - radius, x + radius, y + radius), (250, 235, 215))
    image = ImageChops.screen(image, sun.filter(ImageFilter.GaussianBlur(rng.uniform(4, 40))))
    across = np.arange(0, FULL + 1, 8)
    for layer in range(5):
        line = np.full(len(across), 560.0 + 130 * layer)
        for k in (1, 2, 3, 5):
            turns = across / FULL * 0.8 * k + rng.random()
            line += rng.uniform(20, 60) / k * np.sin(2 * np.pi * turns)
        shade = _hsv(hue + 0.02 * layer, 0.3 + 0.1 * layer, 0.75 - 0.14 * layer)
        _fill_below(image, across, line, shade)
    return image


def _rings(rng: Random) -> Image.Image:
    """Techno: broken rings around one point, one of them lit."""
    hue, lit = rng.random(), int(rng.integers(3, 11))
    image = Image.new("RGB", (FULL, FULL), _hsv(hue, 0.25, 0.09))
    draw = ImageDraw.Draw(image)
    x, y = rng.uniform(350, 850, 2)
    for ring in range(16):
        radius = 60 + 66 * ring
        box = (x - radius, y - radius, x + radius, y + radius)
        start = rng.uniform(0, 360)
        for part in range(int(rng.integers(1, 5))):
            span = rng.uniform(20, 110)
            colour = _hsv(hue, 0.85, 1.0) if ring == lit else _hsv(hue, 0.15, 0.25 + 0.03 * ring)
            draw.arc(box, start + 90 * part, start + 90 * part + span, fill=colour, width=30)
    return image


def _sprite(rng: Random) -> Image.Image:
    """Chiptune: a creature of fat pixels, the same from left and right, among stars."""
    hue = rng.random()
    image = Image.new("RGB", (40, 40), _hsv(hue + 0.55, 0.6, 0.22))
    stars, sky = rng.integers(0, 40, (45, 2)), _hsv(hue + 0.5, 0.35, 0.6)
    for x, y in stars:
        image.putpixel((int(x), int(y)), sky)
    colours = [_hsv(hue, 0.75, 1.0), _hsv(hue + 0.12, 0.65, 0.95), _hsv(hue - 0.1, 0.8, 0.7)]
    for y in range(14):
        for x in range(7):
            if rng.random() < 0.78 - 0.06 * (6 - x) - 0.03 * abs(y - 6):
                colour = colours[int(rng.integers(3))]
                for column in (2 * x + 6, 33 - 2 * x - 1):
                    image.paste(colour, (column, 2 * y + 4, column + 2, 2 * y + 6))
    for eye in (15, 23):
        image.paste((250, 250, 250), (eye, 14, eye + 2, 17))
    return image.resize((FULL, FULL), Image.Resampling.NEAREST)


def _keys(rng: Random) -> Image.Image:
    """Solo piano: a keyboard's black and white bent into a fan, one key coloured."""
    paper, ink = _hsv(0.11, rng.uniform(0.03, 0.12), 0.95), _hsv(rng.random(), 0.3, 0.14)
    image = Image.new("RGB", (FULL, FULL), paper)
    draw = ImageDraw.Draw(image)
    x, y = rng.uniform(-200, 300), rng.uniform(1100, 1400)
    start, count = rng.uniform(-92, -84), int(rng.integers(16, 24))
    chosen = int(rng.integers(4, count - 4))
    for key in range(count):
        angle, width = start + key * 90 / count, rng.uniform(0.35, 0.6) * 90 / count
        reach = rng.uniform(900, 1350)
        colour = _hsv(rng.random(), 0.75, 0.85) if key == chosen else ink
        draw.pieslice((x - reach, y - reach, x + reach, y + reach), angle, angle + width, colour)
    draw.ellipse((x - 380, y - 380, x + 380, y + 380), fill=paper)
    return image


def _shards(rng: Random) -> Image.Image:
    """Metal: splinters that burst out of the dark."""
    hue = rng.choice([0.0, 0.02, 0.06, 0.58, 0.78])
    image = _gradient(_hsv(hue, 0.5, 0.05), _hsv(hue, 0.8, 0.26))
    draw = ImageDraw.Draw(image)
    centre = np.array([rng.uniform(480, 720), rng.uniform(400, 560)])
    for _ in range(70):
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(200, 900)
        spread, start = rng.uniform(0.015, 0.09), rng.uniform(30, 160)
        tip = centre + reach * np.array([np.cos(angle), np.sin(angle)])
        sides = [
            centre + start * np.array([np.cos(angle + s), np.sin(angle + s)])
            for s in (-4 * spread, 4 * spread)
        ]
        grey = rng.random() < 0.7
        colour = _hsv(hue, 0.1 if grey else 0.9, rng.uniform(0.12, 0.55 if grey else 0.95))
        draw.polygon([tuple(tip), *map(tuple, sides)], fill=colour)
    return image


def _waves(rng: Random) -> Image.Image:
    """Bossa nova: a promenade's wavy paving, a sun, a paper-cut sky."""
    hue = rng.uniform(0.02, 0.14)
    image = Image.new("RGB", (FULL, FULL), _hsv(hue + 0.02, 0.35, 0.98))
    draw = ImageDraw.Draw(image)
    x, y, radius = rng.uniform(250, 950), rng.uniform(230, 430), rng.uniform(130, 210)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_hsv(hue, 0.85, 0.95))
    across = np.arange(0, FULL + 1, 6)
    length, height = rng.uniform(240, 420), rng.uniform(35, 70)
    sea = rng.uniform(0.42, 0.6)
    for band in range(9):
        line = 520 + 84 * band + height * np.sin(across / length * 6.3 + (band % 2) * np.pi)
        colour = _hsv(sea, 0.7, 0.75 - 0.05 * band) if band % 2 == 0 else _hsv(0.1, 0.08, 0.97)
        _fill_below(image, across, line, colour)
    return image


def _stripes(rng: Random) -> Image.Image:
    """Drum and bass: slanted bars at speed, cut and shifted as by a bad signal."""
    hue = rng.uniform(0.5, 1.0)
    image = _gradient(_hsv(hue, 0.7, 0.12), _hsv(hue + 0.08, 0.8, 0.3))
    draw = ImageDraw.Draw(image)
    for _ in range(26):
        x, y = rng.uniform(-300, FULL), rng.uniform(-100, FULL)
        length, width = rng.uniform(150, 800), rng.uniform(10, 60)
        warm = rng.random() < 0.3
        colour = _hsv(hue + (0.45 if warm else 0.05), 0.8, rng.uniform(0.5, 1.0))
        corner = [(x, y), (x + length, y - length / 2), (x + length, y - length / 2 + width)]
        draw.polygon([*corner, (x, y + width)], fill=colour)
    pixels = np.asarray(image).copy()
    for _ in range(9):
        top, height = int(rng.integers(0, FULL)), int(rng.integers(10, 70))
        pixels[top : top + height] = np.roll(pixels[top : top + height], rng.integers(-200, 200), 1)
    return Image.fromarray(pixels)


def _arches(rng: Random) -> Image.Image:
    """Choral: pointed windows inside each other, in stained glass."""
    hue = rng.random()
    image = _gradient(_hsv(hue + 0.6, 0.5, 0.16), _hsv(hue + 0.55, 0.5, 0.3))
    draw = ImageDraw.Draw(image)
    for ring in range(7):
        half, rise = 470 - 62 * ring, 130 + 66 * ring
        turn = np.linspace(0, np.pi / 3, 30)
        left = [(600 + half - 2 * half * np.cos(t), 640 - 2 * half * np.sin(t)) for t in turn]
        right = [(1200 - x, y) for x, y in reversed(left)]
        points = [(600 - half, FULL), *left, *right, (600 + half, FULL)]
        points = [(x, y + 0.35 * rise) for x, y in points]
        shade = _hsv(hue + rng.uniform(-0.12, 0.12), 0.7, 0.35 + 0.09 * ring)
        draw.polygon(points, fill=shade, outline=(15, 12, 20), width=14)
    for x in range(160, FULL, 147):
        draw.line((x, 0, x, FULL), fill=(15, 12, 20), width=7)
    return image


MOTIFS: dict[str, Callable[[Random], Image.Image]] = {
    "Ambient": _hills,
    "Techno": _rings,
    "Chiptune": _sprite,
    "Solo Piano": _keys,
    "Metal": _shards,
    "Bossa Nova": _waves,
    "Drum & Bass": _stripes,
    "Choral": _arches,
}
