"""The demo's people and records, all invented: eight styles, two artists of three albums each."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """An album, the day it came out, and the title of the track the demo has of it."""

    album: str
    date: str
    track_number: int
    title: str


class Roster(NamedTuple):
    """One style: how fast it goes, from slow to fast albums, where it is at home, who plays it."""

    tempos: tuple[float, float]
    tonic: int
    """The key its players know best (a MIDI pitch, 45 to 56)."""
    artists: dict[str, tuple[Record, Record, Record]]


ROSTERS = {
    "Ambient": Roster(
        (50, 64),
        50,
        {
            "Ostra Velm": (
                Record("Slow Harbours", "2011-11-04", 2, "Buoys at Four in the Morning"),
                Record("Lichen Almanac", "2014-03-21", 1, "North Face, Rain"),
                Record("What the Reservoir Kept", "2018-09-14", 5, "Submerged Orchard"),
            ),
            "Tidewater Optics": (
                Record("Aperture", "2016-02-12", 3, "Halation"),
                Record("A Map of Quiet Rooms", "2019-06-28", 4, "Stairwell Light"),
                Record("Perihelion Letters", "2023-01-20", 1, "Dust, Then Gold"),
            ),
        },
    ),
    "Techno": Roster(
        (125, 134),
        53,
        {
            "Kessel Nordwerk": (
                Record("Schicht Acht", "2012-10-05", 1, "Förderband"),
                Record("Turbine Hall", "2015-05-22", 3, "Second Shift"),
                Record("Nachtstrom", "2020-11-13", 2, "Trafohaus"),
            ),
            "Marta Ohmlund": (
                Record("Voltage Garden", "2017-04-07", 2, "Copper Bloom"),
                Record("Negative Space", "2019-10-18", 4, "Grid Squares"),
                Record("Hex Signal", "2022-08-26", 1, "Carrier Tone"),
            ),
        },
    ),
    "Chiptune": Roster(
        (138, 162),
        48,
        {
            "Pocket Gryphon": (
                Record("Press Start to Soar", "2010-07-16", 1, "Cloud Castle Courier"),
                Record("Three Hearts Left", "2013-12-06", 4, "Lava Level Lullaby"),
                Record("Cartridge Summer", "2016-08-05", 2, "Bonus Stage Bicycle"),
            ),
            "Doctor Nibblewick": (
                Record("Sprite Hospital", "2015-01-30", 3, "Pixel Fever"),
                Record("The Overworld Turns", "2018-05-11", 1, "Airship in the Attic"),
                Record("Save Point", "2021-10-29", 5, "Credits Roll at Dawn"),
            ),
        },
    ),
    "Solo Piano": Roster(
        (72, 104),
        51,
        {
            "Ilse Varnholm": (
                Record("Nachtstücke für Klavier", "2009-02-13", 2, "Nocturne in Blue Ink"),
                Record("Letters from the Lake House", "2013-09-27", 3, "The Boat at Its Rope"),
                Record("Eight Small Hours", "2019-04-05", 6, "Sixth Hour: Snowlight"),
            ),
            "Teodor Paszecki": (
                Record("Walce zimowe", "2012-12-14", 1, "Walc nr 1 „Szron”"),
                Record("The Dancing Master", "2016-10-21", 4, "Valse for an Empty Hall"),
                Record("Petites valses oubliées", "2022-03-18", 2, "Valse de l’horloger"),
            ),
        },
    ),
    "Metal": Roster(
        (156, 184),
        52,
        {
            "Slagthrone": (
                Record("Born of the Blast Furnace", "2010-09-10", 1, "Anvil Liturgy"),
                Record("Molten Crown", "2014-06-06", 3, "Kings of Cinder"),
                Record("The Tenth Hammer", "2018-02-23", 2, "Quench"),
            ),
            "Vulternacht": (
                Record("Carrion Cathedral", "2013-10-31", 2, "Nave of Wings"),
                Record("Phrygian Winter", "2017-01-27", 1, "Ossuary March"),
                Record("Black Antler Moon", "2021-11-19", 4, "The Hunt Rides Under"),
            ),
        },
    ),
    "Bossa Nova": Roster(
        (118, 142),
        50,
        {
            "Trio Laranjal": (
                Record("Manhã no Cais", "2011-05-20", 1, "Café com Maresia"),
                Record("Rua das Acácias", "2015-08-14", 3, "Bicicleta Azul"),
                Record("Domingo Inteiro", "2020-01-31", 2, "Varanda"),
            ),
            "Dina Moscavide Quarteto": (
                Record("Vidro e Vento", "2014-04-11", 2, "Cortina Branca"),
                Record("A Hora do Lanche", "2018-11-02", 4, "Pastel de Luz"),
                Record("Longe do Relógio", "2023-05-05", 1, "Sem Pressa"),
            ),
        },
    ),
    "Drum & Bass": Roster(
        (170, 178),
        54,
        {
            "Fathom Relay": (
                Record("Undertow Systems", "2012-03-09", 1, "Sonar Kiss"),
                Record("Pressure & Release", "2015-11-20", 2, "Decompression Stop"),
                Record("Benthic", "2019-07-12", 3, "Marine Snow"),
            ),
            "Krev Tallow": (
                Record("Concrete Swifts", "2016-06-17", 4, "Flyover"),
                Record("Ring Road Hymnal", "2018-10-05", 1, "Sodium Lights"),
                Record("Last Bus, First Light", "2022-02-11", 2, "Top Deck, Rain"),
            ),
        },
    ),
    "Choral": Roster(
        (50, 62),
        53,
        {
            "Coro di Valsenna": (
                Record("Lux in Valle", "2010-04-02", 1, "Aurora Surgit"),
                Record("Canti della Neve", "2014-12-05", 3, "Neve Antica"),
                Record("Vesperae Montanae", "2021-09-24", 2, "Nunc Silet"),
            ),
            "The Penhallow Consort": (
                Record("Bells Under Water", "2013-03-29", 2, "Drowned Parish"),
                Record("Carols for a Mild Winter", "2017-12-01", 5, "The Green December"),
                Record("O Harbour Bright", "2023-10-13", 1, "Lantern Anthem"),
            ),
        },
    ),
}
"""By genre; the names are those of `engine.demo.styles.STYLES`."""
