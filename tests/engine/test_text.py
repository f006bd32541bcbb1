from __future__ import annotations

from engine.text import plain


def test_texts_that_a_person_takes_for_the_same_are_the_same() -> None:
    assert plain("  Ænima — Æ(nima)!") == plain("ænima æ nima")
    assert plain("Beyoncé") == "beyonce"
    assert plain("AC/DC") == plain("ac dc")
    assert plain("Don’t") == plain("dont")
    assert plain("!!!") == "!!!", "a name of nothing but punctuation keeps it"
