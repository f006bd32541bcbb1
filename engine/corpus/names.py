"""Invented names of artists, albums and songs, each from its number, artists' never twice."""

from __future__ import annotations

import numpy as np


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "Amber Ashen Autumn Borrowed Brass Broken Calm Cedar Clay Cobalt Copper Coral Crooked Distant "
    "Dusty Eastern Electric Empty Fallen Fennel Foreign Frosted Gentle Gilded Glass Granite "
    "Hollow Idle Indigo Iron Ivory Juniper Lantern Linen Little Lunar Marble Midnight Mossy Muted "
    "Narrow Northern Olive Opal Paper Patient Plain Quiet Restless Rusted Saffron Salt Scarlet "
    "Silver Sleepless Slow Solar Southern Tin Velvet Western"
)
_SECOND = _words(
    "Anchors Antlers Arcade Avenue Balcony Beacons Bridges Cabin Canyon Carousel Cartographers "
    "Compass Cranes Currents Daughters Drifters Embers Engine Falcons Ferries Foxes Gardens "
    "Geysers Harbour Harvest Herons Horizon Islands Kites Ladders Lakes Letters Lighthouse "
    "Machine Magpies Meadow Mirrors Monument Orchard Otters Parade Passengers Pilots Pines "
    "Planets Postcards Prairie Quartet Railway Rivers Saints Signals Sisters Sparrows Stations "
    "Swimmers Theatre Thieves Tides Travellers Valley Weavers Windows Wolves"
)
_WORDS = _words(
    "After Again Almost Always Arrow Ash Atlas August Before Below Blue Bone Canvas Ceiling "
    "Circle Cloud Corner Dance Dawn Dream Driver Echo Ember Evening Every Far Feather Fever Field "
    "Fire First Flood Forever Garden Ghost Gold Gravity Green Hands Heart Home Hour House Hunger "
    "Kind Last Leaves Light Long Lost Machine Map Memory Mercy Mile Mirror Moon Morning Mountain "
    "Never Night Ocean October Old Open Over Paper Parade Promise Rain Red Return River Road Room "
    "Rose Second Shadow Shore Silence Sky Smoke Snow Song Stone Storm Stranger Street Summer Sun "
    "Thunder Time Tower Train Water Wheel Wild Window Winter Wire Wonder Year"
)


def artist_name(number: int) -> str:
    """The name of artist `number`; different for each number."""
    first, second = number % len(_FIRST), number % len(_SECOND)
    series = number // (len(_FIRST) * len(_SECOND))
    return f"{_FIRST[first]} {_SECOND[second]}" + (f" {series + 1}" if series else "")


def title(rng: np.random.Generator) -> str:
    """One to three words."""
    size = int(rng.choice([1, 2, 2, 3]))
    return " ".join(str(word) for word in rng.choice(_WORDS, size, replace=False))
