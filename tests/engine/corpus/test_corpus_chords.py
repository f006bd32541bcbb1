from __future__ import annotations

import pytest

from engine.corpus.chords import chord, harmonies


@pytest.mark.parametrize(
    ("text", "root", "tones"),
    [
        ("I", 0, (0, 4, 7)),
        ("vi", 9, (0, 3, 7)),
        ("bVII", 10, (0, 4, 7)),
        ("ii7", 2, (0, 3, 7, 10)),
        ("V7", 7, (0, 4, 7, 10)),
        ("IVmaj7", 5, (0, 4, 7, 11)),
        ("viio7", 11, (0, 3, 6, 9)),
        ("iiø", 2, (0, 3, 6, 10)),
        ("i5", 0, (0, 7, 12)),
        ("#io7", 1, (0, 3, 6, 9)),
    ],
)
def test_numerals_name_a_root_and_tones(text: str, root: int, tones: tuple[int, ...]) -> None:
    assert (chord(text).root, chord(text).tones) == (root, tones)


@pytest.mark.parametrize("text", ["H", "viv", "7"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no chord"):
        chord(text)


def test_a_progression_repeats_and_two_chords_share_a_bar() -> None:
    placed = harmonies("I IV,V", 3, 4.0)

    assert [(h.beat, h.beats, h.chord.root) for h in placed] == [
        (0, 4, 0),
        (4, 2, 5),
        (6, 2, 7),
        (8, 4, 0),
    ]
