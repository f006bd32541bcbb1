"""The command line as a user meets it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import cli
from engine.catalog.embedding_store import EmbeddingStore
from engine.library import Library
from engine.models.weights import ModelFile
from engine.types import Heard, Manners, Origin, Play

DATA = Path(__file__).parents[1] / "data"
Cli = Callable[..., int]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def nearfield(home: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line on a library of its own, with a model that is quick."""
    monkeypatch.setattr("engine.library.library.shipped", lambda: ModelFile.read(small_model))
    return lambda *arguments: cli.main(["--library", str(home), *map(str, arguments)])


@pytest.fixture
def music(tmp_path: Path, songs: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for path in (songs / "tiny.mp3", songs / "tiny.flac", songs / "tiny.opus"):
        shutil.copy(path, folder)
    shutil.copy(DATA / "mislabelled.mp3", folder)
    return folder


def test_a_map_is_drawn(
    nearfield: Cli, music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("map") == 1
    assert "nothing to draw" in capsys.readouterr().err
    assert nearfield("scan", music) == 0
    capsys.readouterr()
    assert nearfield("map", "--output", tmp_path / "map.png", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["places"]) == 3
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert nearfield("map", "--output", tmp_path / "map.txt") == 1
    assert "cannot be written" in capsys.readouterr().err


def test_scan_similar_playlist_status(
    nearfield: Cli, music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered() -> Any:
        return json.loads(capsys.readouterr().out)

    assert nearfield("scan", music, "--json") == 0
    scanned = answered()
    assert scanned["states"] == {"ready": 3, "failed": 1}
    assert scanned["failed"][0]["path"] == str(music / "mislabelled.mp3")

    assert nearfield("similar", music / "tiny.mp3", "-n", 2, "--json") == 0
    similar = answered()
    assert similar["seed"]["title"] == "tiny.mp3"
    assert len(similar["similar"]) == 2
    assert all(0 <= row["similarity"] <= 1 and row["reasons"] for row in similar["similar"])

    output = tmp_path / "out.m3u8"
    assert nearfield("playlist", music / "tiny.mp3", "--minutes", 60, "-o", output, "--json") == 0
    playlist = answered()
    listed = [line for line in output.read_text().splitlines() if not line.startswith("#")]
    assert listed == [track["path"] for track in playlist["tracks"]]
    assert listed[0] == str(music / "tiny.mp3")
    assert all(Path(path).exists() for path in listed)

    assert nearfield("status", "--json") == 0
    assert answered() == scanned


def test_text_answers_are_for_people(
    nearfield: Cli, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("scan", music) == 0
    scanned = capsys.readouterr().out
    assert "4 tracks: 1 failed, 3 ready" in scanned
    assert "mislabelled.mp3: " in scanned
    assert nearfield("similar", "nearfield tiny") == 0
    assert "Similar to Nearfield – tiny." in capsys.readouterr().out
    assert nearfield("playlist", music / "tiny.mp3", music / "tiny.flac", "--tracks", 2) == 0
    assert "  2. Nearfield – tiny.flac" in capsys.readouterr().out


def test_similar_tracks_of_a_part_of_the_library(
    nearfield: Cli, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (music / "deep").mkdir()
    (music / "tiny.flac").rename(music / "deep" / "tiny.flac")
    assert nearfield("scan", music) == 0

    def answered(*limits: object) -> str:
        capsys.readouterr()
        assert nearfield("similar", music / "tiny.mp3", *limits) == 0
        return capsys.readouterr().out

    assert "tiny.flac" in answered("--genre", "TEST", "--decade", 2020)
    assert "tiny.opus" in answered("--genre", "TEST", "--decade", 2020)
    below = answered("--folder", music / "deep")
    assert "tiny.flac" in below
    assert "tiny.opus" not in below
    assert "no other track that was listened to is in this part" in answered("--decade", 1990)
    assert "no other track that was listened to is in this part" in answered("--genre", "jazz")
    assert f"{music.parent / 'other'} is not in the library" in answered(
        "--folder", music.parent / "other"
    )
    assert json.loads(answered("--genre", "jazz", "--json"))["similar"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan"], "No music folder yet"),
        (["similar", "anything", "--decade", "1994"], "give its first year, such as 1990"),
        (["similar", "anything", "--decade", "90"], "90 is not a decade"),
        (["scan", "/nowhere/at/all"], "no such folder"),
        (["similar", "anything"], "Nothing in the library answers to 'anything'"),
        (["playlist", "anything", "--minutes", "5", "--tracks", "5"], "not both"),
        (["playlist"], "Missing argument"),
        (["like", "anything"], "Nothing in the library answers to 'anything'"),
        (["plays", "-n", "0"], "0 is not in the range"),
        (["dance"], "No such command 'dance'"),
        (["train", "preference", "graph", "/nowhere/at/all"], "/nowhere/at/all"),
    ],
)
def test_the_users_mistakes_end_with_one_and_a_sentence(
    nearfield: Cli, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield(*arguments) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert "Traceback" not in said.err


def test_mistakes_in_json_are_json(nearfield: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    assert nearfield("similar", "anything", "--json") == 1
    assert "answers to 'anything'" in json.loads(capsys.readouterr().out)["error"]["title"]


def test_our_own_mistakes_end_with_two(
    nearfield: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(Library, "status", stumble)
    assert nearfield("status") == 2
    assert "a bug in Nearfield. ZeroDivisionError: oh" in capsys.readouterr().err


def test_a_library_kept_by_another_process_is_not_scanned(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.open(home) as other:
        other.claim()
        assert nearfield("scan", music) == 1
    assert "already open" in capsys.readouterr().err


def test_a_track_that_failed_says_why_it_has_no_neighbours(
    nearfield: Cli, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", music)
    assert nearfield("similar", music / "mislabelled.mp3") == 1
    assert "This is not an audio file" in capsys.readouterr().err


def test_the_doctor_looks_at_everything(
    nearfield: Cli, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", music)
    capsys.readouterr()
    assert nearfield("doctor", "--json") == 0
    findings = {f["topic"]: f for f in json.loads(capsys.readouterr().out)}
    assert all(finding["well"] for finding in findings.values())
    assert findings["Library"]["words"] == "4 tracks in 1 folders, 1 of them failed"
    shutil.rmtree(music)
    assert nearfield("doctor") == 1
    assert "NOT  Library: Folders are not there" in capsys.readouterr().out


def test_a_track_is_liked_and_no_longer(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def liked() -> list[str]:
        with Library.open(home) as opened:
            return [track.path.name for track in opened.tracks.all() if track.liked]

    nearfield("scan", "--no-analysis", music)
    capsys.readouterr()
    assert nearfield("like", music / "tiny.mp3") == 0
    assert capsys.readouterr().out == "Nearfield – tiny.mp3 is liked\n"
    assert liked() == ["tiny.mp3"]
    assert nearfield("like", "tiny.mp3", "--not", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["liked"]) == (str(music / "tiny.mp3"), False)
    assert liked() == []


def test_words_that_mean_several_tracks_like_none_of_them(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", "--no-analysis", music)
    assert nearfield("like", "nearfield tiny") == 1
    said = capsys.readouterr().err
    assert "Several tracks answer to 'nearfield tiny'" in said
    assert f"Nearfield – tiny.mp3: {music / 'tiny.mp3'}" in said
    with Library.open(home) as opened:
        assert not any(track.liked for track in opened.tracks.all())


def test_plays_are_listed_newest_first(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", "--no-analysis", music)
    capsys.readouterr()
    assert nearfield("plays") == 0
    assert capsys.readouterr().out == "Nothing was played yet.\n"
    with Library.open(home) as opened:
        ids = {track.path.name: track.id for track in opened.tracks.all()}
        opened.history.played(Play(ids["tiny.mp3"], 1_000_000.0, 65.0, Origin.RADIO, finished=True))
        opened.history.played(Play(ids["tiny.flac"], 2_000_000.0, 7.5))
    assert nearfield("plays") == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest.endswith("Nearfield – tiny.flac  (0:08, not to its end; library)")
    assert oldest.endswith("Nearfield – tiny.mp3  (1:05; radio)")
    assert nearfield("plays", "-n", 1, "--json") == 0
    (play,) = json.loads(capsys.readouterr().out)["plays"]
    assert play["path"] == str(music / "tiny.flac")
    told = {name: play[name] for name in ("started", "heard", "origin", "finished")}
    assert told == {"started": 2e6, "heard": 7.5, "origin": "library", "finished": False}


def test_what_counts_is_seen_and_set(nearfield: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    def answered(*arguments: str) -> Any:
        assert nearfield("blend", *arguments, "--json") == 0
        return json.loads(capsys.readouterr().out)

    fitted = answered()
    assert fitted["weights"] == fitted["fitted"]
    assert "You like no track yet" in fitted["silent"]["likes"]
    chosen = answered("--sound", "1", "--playlists", "0")["weights"]
    assert (chosen["sound"], chosen["playlists"]) == (1, 0)
    assert chosen["tags"] == fitted["weights"]["tags"], "what is not named stays"
    assert nearfield("blend") == 0
    assert "As you decided" in capsys.readouterr().out
    assert answered("--fitted")["weights"] == fitted["weights"]
    nothing = [part for signal in fitted["weights"] for part in (f"--{signal}", "0")]
    assert nearfield("blend", *nothing) == 1
    assert "Nothing would count" in capsys.readouterr().err
    assert nearfield("blend", "--fit") == 1
    assert "too little to fit" in capsys.readouterr().err
    assert nearfield("blend", "--fit", "--fitted") == 1


def test_a_playlist_that_is_not_there_is_not_continued(
    nearfield: Cli, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("continue", "Evening") == 1
    assert "no playlist 'Evening'" in capsys.readouterr().err
    with Library.open(home) as opened:
        opened.playlists.create("Evening")
    assert nearfield("continue", "evening") == 0
    assert "Nothing: none of it was listened to yet" in capsys.readouterr().out


def test_what_was_loved_once_is_made_a_playlist(
    nearfield: Cli, home: Path, music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", "--no-analysis", music)
    capsys.readouterr()
    assert nearfield("rediscover") == 1
    assert "Nothing was played or liked so far" in capsys.readouterr().err
    with Library.open(home) as opened:
        ids = {track.path.name: track.id for track in opened.tracks.all()}
        for moment in (1e6, 2e6, 3e6):
            opened.history.played(Play(ids["tiny.mp3"], moment, 65.0, finished=True))
            opened.history.played(Play(ids["tiny.flac"], moment, 65.0))
    assert nearfield("rediscover", "--tracks", 5, "-o", tmp_path / "again.m3u8") == 0
    assert capsys.readouterr().out.splitlines()[0] == "  1. Nearfield – tiny.mp3"
    assert str(music / "tiny.mp3") in (tmp_path / "again.m3u8").read_text()
    assert nearfield("rediscover", "--tracks", 5, "--minutes", 9) == 1


def test_a_damaged_library_is_named_and_its_backup_put_back(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("scan", music) == 0  # which takes the first backup
    capsys.readouterr()
    assert nearfield("restore", "--list", "--json") == 0
    (backup,) = json.loads(capsys.readouterr().out)
    assert Path(backup["path"]).parent == home / "backups"
    (home / "library.db").write_bytes(b"no database at all" * 1000)

    assert nearfield("status") == 1
    assert "`nearfield restore` puts back the backup of" in capsys.readouterr().err
    assert nearfield("doctor") == 1
    assert "NOT  Library: The library file is damaged" in capsys.readouterr().out

    assert nearfield("restore", "--json") == 0
    kept = Path(json.loads(capsys.readouterr().out)["kept"])
    assert kept.name.startswith("library-damaged-")
    assert kept.read_bytes().startswith(b"no database")
    assert nearfield("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["states"] == {"ready": 3, "failed": 1}


def test_a_library_begins_anew(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearfield("scan", music, "--no-analysis")
    assert nearfield("restore", "--anew") == 0
    assert "kept as" in capsys.readouterr().out
    assert nearfield("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["tracks"] == 0


def test_there_may_be_nothing_to_put_back(
    nearfield: Cli, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert nearfield("status") == 0
    assert nearfield("restore", "--list") == 0
    assert "no backup yet" in capsys.readouterr().out
    assert nearfield("restore") == 1
    assert "no good backup" in capsys.readouterr().err
    with Library.open(home) as library:
        library.claim()
        assert nearfield("restore") == 1
    assert "already open" in capsys.readouterr().err


def test_ignore_shows_adds_and_clears_patterns(
    nearfield: Cli, music: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tracks() -> int:
        assert nearfield("scan", music, "--no-analysis", "--json") == 0
        return int(json.loads(capsys.readouterr().out)["tracks"])

    assert nearfield("ignore") == 0
    assert capsys.readouterr().out == "Nothing is ignored.\n"
    assert tracks() == 4
    assert nearfield("ignore", "*.flac", "*.flac") == 0
    assert nearfield("ignore", "/mis*", "--json") == 0
    assert capsys.readouterr().out.endswith(
        '{\n  "ignored": [\n    "*.flac",\n    "/mis*"\n  ]\n}\n'
    )
    assert tracks() == 2
    assert nearfield("ignore", "*.opus", "[") == 1
    assert "This pattern cannot be used" in capsys.readouterr().err
    with Library.open(home) as library:
        assert library.folders.ignored() == ("*.flac", "/mis*")
    assert nearfield("ignore", "--clear") == 0
    assert capsys.readouterr().out == "Nothing is ignored.\n"
    assert tracks() == 4


def test_settings_are_shown_changed_and_kept(
    nearfield: Cli, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered() -> Any:
        return json.loads(capsys.readouterr().out)

    usual = {
        "workers": "auto",
        "quiet_hours": "none",
        "while_playing": "slow",
        "on_battery": "slow",
    }
    assert nearfield("settings", "--json") == 0
    assert answered() == usual
    changed = ("--workers", 3, "--quiet-hours", "22:00-07:30", "--on-battery", "full")
    assert nearfield("settings", *changed, "--json") == 0
    assert answered() == usual | {
        "workers": 3,
        "quiet_hours": "22:00-07:30",
        "on_battery": "full",
    }
    with Library.open(home) as opened:
        assert opened.analysis.manners() == Manners(
            workers=3, slow_on_battery=False, quiet_hours=(time(22), time(7, 30))
        )
    assert nearfield("settings", "--workers", "auto", "--quiet-hours", "none", "--json") == 0
    assert answered() == usual | {"on_battery": "full"}


@pytest.mark.parametrize(
    "wrong", [("--workers", "0"), ("--workers", "many"), ("--quiet-hours", "late")]
)
def test_settings_that_make_no_sense_are_refused(
    nearfield: Cli, wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("settings", *wrong) == 1
    assert wrong[1] in capsys.readouterr().err


def test_what_failed_is_tried_once_more(
    nearfield: Cli, music: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    save = EmbeddingStore.save

    def noted(store: EmbeddingStore, model_id: str, results: Sequence[Heard]) -> None:
        heard.extend(result.reason for result in results)
        save(store, model_id, results)

    monkeypatch.setattr(EmbeddingStore, "save", noted)
    assert nearfield("scan", music) == 0
    assert len(heard) == 4
    heard.clear()
    assert nearfield("scan") == 0
    assert heard == []
    assert nearfield("scan", "--retry") == 0
    assert len(heard) == 1
    assert heard[0]


def heard_by_a_tagger(home: Path) -> None:
    """Let a tagger that the library does not have be the one that serves."""
    with Library.open(home) as opened:
        store = opened._store.embeddings
        store.register("tagger", "fcn", 2, ("msd/rock", "mtat/flute", "mtat/slow"))
        vector, scores = np.array([1, 0], np.float32), np.array([0.02, 0.5, 0.3], np.float32)
        tracks = opened.tracks.all()
        store.save("tagger", [Heard(t.id, t.identity, vector, scores=scores) for t in tracks])
        store.serve("tagger")


def test_tags_are_told(
    nearfield: Cli, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("scan", music) == 0
    assert nearfield("tags", music / "tiny.mp3") == 0
    assert "The model tells no tags." in capsys.readouterr().out
    heard_by_a_tagger(home)
    assert nearfield("tags", music / "tiny.mp3") == 0
    assert re.search(r" moods  slow \d+ %\n instruments  flute \d+ %\n", capsys.readouterr().out)
    assert nearfield("tags", music / "tiny.mp3", "--json") == 0
    heard = json.loads(capsys.readouterr().out)["heard"]
    assert {group: list(tags) for group, tags in heard.items()} == {
        "moods": ["slow"],
        "instruments": ["flute"],
    }
    assert 0 < heard["moods"]["slow"] < heard["instruments"]["flute"] <= 1
    assert nearfield("similar", music / "tiny.mp3", "--heard", "Flute") == 0
    assert "both: flute, slow" in capsys.readouterr().out
    assert nearfield("similar", music / "tiny.mp3", "--heard", "drone") == 1
    assert "It knows: rock, slow, flute." in capsys.readouterr().err
