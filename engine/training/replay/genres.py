"""Names for the genre numbers of the published log, whose own were never published.

Read off the artists and languages of the songs that carry each number. Where that leaves a doubt,
a number has no name.
"""

from __future__ import annotations

NAMES = {
    "465": "pop",
    "1609": "electronic, dance",
    "2022": "rock",
    "921": "soundtrack",
    "958": "classical",
    "2122": "jazz",
    "786": "easy listening, instrumental",
    "1259": "rap, hip-hop",
    "458": "mandopop",
    "359": "alternative",
    "139": "R&B, soul",
    "444": "K-pop",
    "947": "healing, meditation",
    "726": "children",
    "437": "J-pop",
    "1152": "world, relaxation",
    "451": "cantopop",
    "873": "religious",
    "940": "new age, sleep",
    "109": "R&B",
    "125": "soul",
    "1011": "country",
    "798": "oldies",
    "880": "gospel, worship",
    "430": "singer-songwriter",
    "1955": "metal",
    "829": "folk",
    "1616": "house, club",
    "423": "latin",
    "2086": "lounge",
    "374": "chill-out",
    "2157": "Taiwanese (Hokkien) pop",
    "691": "holidays",
    "352": "indie",
    "1995": "indie rock",
    "481": "audio books, stories",
    "893": "film scores",
    "545": "spoken word, comedy",
    "409": "French pop",
    "1180": "reggae",
    "1138": "bossa nova",
    "843": "anime",
    "850": "games and anime",
}


def genre_name(number: str) -> str:
    """The name, or the number itself where none is known."""
    return NAMES.get(number, number)
