from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.tags import read_tags
from engine.cli import main
from engine.corpus.make import MANIFEST, Recipe, make_corpus, performed
from engine.corpus.plan import planned
from engine.corpus.production import OUT_RATE
from engine.corpus.render import find_synthesiser
from engine.corpus.styles import STYLES
from engine.demo.oscillators import Wave
from engine.errors import Cancelled, NearfieldError

SHORT = Recipe(seed=3, seconds=5.0)


def _can_play() -> bool:
    try:
        find_synthesiser()
    except NearfieldError:
        return False
    return True


needs_fluidsynth = pytest.mark.skipif(
    not _can_play(), reason="fluidsynth or its General MIDI sound font is not installed"
)


def songs(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.opus")
    }


@needs_fluidsynth
def test_a_corpus_is_listed_tagged_and_grows_without_changing(tmp_path: Path) -> None:
    seen = list[tuple[int, int]]()
    make_corpus(tmp_path, 1, SHORT, lambda *now: seen.append(now), workers=1)
    first = songs(tmp_path)
    make_corpus(tmp_path, 2, SHORT, workers=1)

    assert seen == [(0, 1), (1, 1)]
    assert len(first) == 1
    assert first.items() <= songs(tmp_path).items()
    with (tmp_path / MANIFEST).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["path"] for row in rows} == songs(tmp_path).keys()
    for row in rows:
        tags = read_tags(tmp_path / row["path"], tmp_path)
        assert (tags.artist, tags.album, tags.title) == (row["artist"], row["album"], row["title"])
        assert tags.genres == (row["style"],)


@needs_fluidsynth
def test_a_song_is_the_same_in_another_corpus_of_the_seed(tmp_path: Path) -> None:
    song, synthesiser = planned(3, 4), find_synthesiser()
    takes = [performed(song, 5.0, synthesiser, tmp_path) for _ in range(2)]

    assert np.array_equal(takes[0], takes[1])


@needs_fluidsynth
def test_styles_are_heard_to_differ(tmp_path: Path) -> None:
    synthesiser = find_synthesiser()
    number_of = {planned(3, n).album.style.name: n for n in range(len(STYLES))}
    ambient, punk, techno, box = (
        performed(planned(3, number_of[style]), 6.0, synthesiser, tmp_path)
        for style in ("Ambient", "Punk", "Techno", "Music box")
    )

    assert _above(punk, 1500) > 3 * _above(ambient, 1500)
    assert _above(techno, 150) < 0.8 * _above(box, 150)


def _above(wave: Wave, hz: float) -> float:
    """The part of the energy above `hz`."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float(power[int(hz * len(wave) / OUT_RATE) :].sum() / power.sum())


@needs_fluidsynth
def test_another_recipe_does_not_mix_in_and_a_stop_keeps_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        make_corpus(tmp_path, 3, SHORT, cancelled=lambda: True, workers=1)
    with pytest.raises(NearfieldError, match="another corpus"):
        make_corpus(tmp_path, 1, Recipe(seed=4, seconds=5.0))

    assert (tmp_path / MANIFEST).exists()


def test_without_fluidsynth_the_packages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(NearfieldError, match="fluid-soundfont-gm"):
        make_corpus(tmp_path / "corpus", 1)
    assert not (tmp_path / "corpus").exists()


def test_the_command_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    assert main(["corpus", str(tmp_path), "--songs", "1"]) == 1
    assert "fluidsynth is not installed" in capsys.readouterr().err


@needs_fluidsynth
def test_a_sound_font_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NearfieldError, match=r"absent\.sf2 is not there"):
        make_corpus(tmp_path / "corpus", 1, sound_font=tmp_path / "absent.sf2")
