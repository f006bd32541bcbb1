"""From playlists, listeners and music to weights and a report, on small worlds of known answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from engine.recommend.blend.asking import EQUAL, FITTED
from engine.recommend.blend.default import read_weights
from engine.training.blend import continuing
from engine.training.blend.behaviour import NOBODY, Behaviour, read_behaviour
from engine.training.blend.continuing import Continued, continue_playlists, measured
from engine.training.blend.music import Music, by_source
from engine.training.blend.report import write_report
from engine.training.blend.weights import weigh, write_shipped
from engine.training.material import Recording
from engine.training.watch import Watch
from engine.types import Signal

STYLES, ARTISTS, TRACKS = 3, 4, 8
"""Artists of each style, and tracks of each artist."""


def write_world(folder: Path) -> tuple[Path, Path]:
    """Playlists of one style each, half of them of few artists; HetRec knows every other artist."""
    dice = np.random.default_rng(0)
    every = [
        (f"s{style}a{artist}", f"s{style}a{artist}t{track}")
        for style in range(STYLES) for artist in range(ARTISTS) for track in range(TRACKS)
    ]  # fmt: skip
    playlists = folder / "lists.jsonl"
    with playlists.open("w", encoding="utf-8") as file:
        for number in range(120):
            own = [row for row in every if row[0].startswith(f"s{number % STYLES}")]
            drawn = [own[place] for place in dice.permutation(len(own))[:16]]
            tracks = [
                {"track_uri": track, "artist_name": artist.upper()} for artist, track in drawn
            ]
            file.write(json.dumps({"name": "", "tracks": tracks}) + "\n")
    hetrec = folder / "hetrec"
    hetrec.mkdir()
    known = [f"s{style}a{artist}" for style in range(STYLES) for artist in (0, 2)]
    artists = "".join(f"{n}\t{name}\turl\tpicture\n" for n, name in enumerate(known, 1))
    (hetrec / "artists.dat").write_text("id\tname\turl\tpictureURL\n" + artists, encoding="utf-8")
    plays = [f"{user}\t{n}\t9\n" for user in range(1, 13) for n in range(1, 7)
             if (n - 1) // 2 == user % STYLES]  # fmt: skip
    header = "userID\tartistID\tweight\n"
    (hetrec / "user_artists.dat").write_text(header + "".join(plays), encoding="utf-8")
    (hetrec / "tags.dat").write_text("tagID\ttagValue\n1\ta\n2\tb\n3\tc\n", encoding="latin-1")
    given = "".join(f"1\t{n}\t{(n - 1) // 2 + 1}\t1\t1\t2009\n" for n in range(1, 7))
    header = "userID\tartistID\ttagID\tday\tmonth\tyear\n"
    (hetrec / "user_taggedartists.dat").write_text(header + given, encoding="utf-8")
    return playlists, hetrec


@pytest.fixture(scope="module")
def behaviour(tmp_path_factory: pytest.TempPathFactory) -> Behaviour:
    folder = tmp_path_factory.mktemp("behaviour")
    return read_behaviour(*write_world(folder), folder / "work", Watch())


@pytest.fixture(scope="module")
def continued(behaviour: Behaviour) -> Continued:
    return continue_playlists(behaviour, 0, Watch(), asked=12, fitted_to=15)


@pytest.fixture(scope="module")
def music() -> Music:
    """Six sources of nine recordings by three artists, whose sound is that of the source."""
    dice = np.random.default_rng(0)
    places = [(source, artist) for source in range(6) for artist in range(3) for _ in range(3)]
    recordings = [
        Recording(Path(f"{n}.mp3"), f"{n}", f"{s}.{a}", f"album {a}", f"source {s}")
        for n, (s, a) in enumerate(places)
    ]
    corners = np.eye(6, 8)[[source for source, _ in places]]
    raw = corners + 0.25 * dice.normal(size=corners.shape)
    vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    noise = dice.random((len(places), 5)).astype(np.float32)
    return Music(recordings, vectors, noise, [frozenset()] * len(places))


def test_artists_are_found_by_their_names(behaviour: Behaviour) -> None:
    assert behaviour.known == pytest.approx(0.5)
    assert (behaviour.artists == NOBODY).sum() == (behaviour.artists != NOBODY).sum()
    assert len(behaviour.playlists) == 120


def test_every_signal_stays_within_the_style(behaviour: Behaviour) -> None:
    """But what is popular: it knows no style."""
    styles = _styles(behaviour)
    *by_style, popular = behaviour.voices(range(60))
    seeds = np.flatnonzero((behaviour.artists != NOBODY) & (styles == styles[0]))[:3]
    for voice in by_style:
        opinion = voice.asked(seeds)
        assert opinion is not None
        assert set(styles[opinion.nearest(8, None)]) == {styles[0]}, voice.signal
    opinion = popular.asked(seeds)
    assert opinion is not None
    assert set(styles[opinion.nearest(60, None)]) == {0, 1, 2}


def _styles(behaviour: Behaviour) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Of each track, by the playlists in which it stands."""
    styles = np.zeros(len(behaviour.artists), np.int64)
    for number, playlist in enumerate(behaviour.playlists):
        styles[playlist] = number % STYLES
    return styles


def test_playlists_are_continued_by_every_way(continued: Continued) -> None:
    ways = {"playlists", "listeners", "tags", "replay", EQUAL, FITTED, continuing.SHIPPED}
    assert set(continued.whole) == ways
    recall = {name: float(each[:, 2].mean()) for name, each in continued.whole.items()}
    assert recall[FITTED] == pytest.approx(1), "500 candidates are everything"
    precision = {name: float(each[:, 0].mean()) for name, each in continued.whole.items()}
    assert precision[FITTED] > precision["replay"]
    assert len(continued.weights) == continuing.FOLDS


def test_measures_of_a_perfect_list_and_of_none() -> None:
    hidden = np.array([3, 4])
    assert measured(np.array([4, 3, 9]), hidden) == (1, 1, 1)
    assert measured(np.array([9, 8]), hidden) == (0, 0, 0)
    assert all(map(np.isnan, measured(np.array([1]), np.empty(0, np.int64))))


def test_sound_that_is_of_the_source_gets_the_weight(music: Music) -> None:
    answered = by_source(music)
    gains = {name: float(each.mean()) for name, each in answered.gains.items()}
    assert gains["sound"] > gains["tags"]
    assert answered.weights.sound > answered.weights.tags
    assert len(np.unique(answered.groups)) == 6, "a source hangs together by what it is"


def test_shipped_weights_follow_what_was_measured(music: Music, tmp_path: Path) -> None:
    answered = by_source(music)
    weights = weigh(answered)
    assert sum(weights.of(signal) for signal in Signal) == pytest.approx(1)
    assert weights.sound > weights.tags
    assert weights.sound + weights.tags == pytest.approx(1 / 2), "two shares of four"
    assert weights.playlists == weights.listeners == pytest.approx(1 / 4)
    assert weights.replay == weights.likes == 0, "until a library shows what they are worth"
    write_shipped(tmp_path / "blend.json", music, answered)
    assert read_weights(tmp_path / "blend.json").sound == pytest.approx(weights.sound, abs=1e-4)


def test_the_report_says_how_it_went(
    behaviour: Behaviour, continued: Continued, music: Music, tmp_path: Path
) -> None:
    page = write_report(
        (behaviour, continued), (music, {"sources": by_source(music)}), tmp_path, "made so"
    )
    text = page.read_text(encoding="utf-8")
    assert "`made so`" in text
    assert "The blend, fitted, against" in text
    assert "Against sound alone:" in text
    assert (tmp_path / "blend.png").read_bytes().startswith(b"\x89PNG")
    with (tmp_path / "figures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = {(row["asked"], row["way"]) for row in rows}
    assert ("all", FITTED) in told
    assert ("sources", "sound") in told
