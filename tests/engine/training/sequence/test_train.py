"""From playlists to a file that continues others, and to a report on how well."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.errors import Cancelled, ModelError, NearfieldError
from engine.models.sequence import SequenceFile
from engine.recommend.continuation import NearVectors, Neighbours, Question, best
from engine.recommend.continuing import continued
from engine.training.course import Machine
from engine.training.sequence import evaluate as evaluating
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.train import train_sequence
from engine.training.watch import Watch
from tests.engine.training.sequence.toy import STYLES, write_lists, write_toy

QUICK = SequenceRecipe(dimension=16, epochs=6, batch=8, subsample=0)
CPU = Machine(accelerator="cpu", devices="1")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_toy(tmp_path_factory.mktemp("toy") / "toy.jsonl")


@pytest.fixture(scope="module")
def trained(toy: Path) -> SequenceFile:
    return train_sequence([toy], toy.with_name("s.safetensors"), recipe=QUICK, machine=CPU).model


def test_what_was_learned_continues_playlists(trained: SequenceFile) -> None:
    given = trained.rows(["loud 3", "nobody knows", "loud 7"])
    assert len(given) == 2
    for way in (NearVectors(trained.learned.vectors), Neighbours(trained.learned.playlists)):
        found = best(way.scores(Question.of(given)), 18, given)
        assert {trained.tracks[row].split()[0] for row in found} == {"loud"}
    names = continued(trained, [], "Fast music", 20)
    assert {track.split()[0] for track in names} == {"fast"}


def test_the_file_says_what_it_is(trained: SequenceFile) -> None:
    again = SequenceFile.read(trained.path)
    assert again.model_id == trained.model_id
    assert again.learned.playlists.shape == (120, 60)
    assert again.learned.terms.shape == (len(again.terms), 60)
    assert {*STYLES} < set(again.terms)
    assert again.trained_on["window"] == QUICK.window
    assert again.trained_on["name"] == "toy.jsonl"


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.safetensors"
    path.write_bytes(b"no weights")
    with pytest.raises(ModelError, match="Cannot"):
        SequenceFile.read(path)


def test_a_seed_gives_the_same_also_when_it_was_stopped(
    toy: Path, tmp_path: Path, trained: SequenceFile
) -> None:
    def cancelled_at(step: int) -> Watch:
        steps: list[str] = []

        def told(doing: str, done: int, total: int) -> None:
            steps.append(doing)

        return Watch(told, lambda: steps.count("Training") >= step)

    output = tmp_path / "other.safetensors"
    with pytest.raises(Cancelled):
        train_sequence([toy], output, recipe=QUICK, machine=CPU, watch=cancelled_at(40))
    assert not output.exists()
    steps: list[int] = []
    watch = Watch(lambda doing, done, total: steps.append(done) if doing == "Training" else None)
    again = train_sequence([toy], output, recipe=QUICK, machine=CPU, watch=watch)
    assert min(steps) > 1
    assert again.model.model_id == trained.model_id
    np.testing.assert_array_equal(again.model.learned.vectors, trained.learned.vectors)


def test_too_little(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "one.jsonl", [("A", ["only one"])])
    with pytest.raises(NearfieldError, match="too little to learn"):
        train_sequence([path], tmp_path / "s.safetensors", recipe=QUICK, machine=CPU)


def test_commands(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = ["--dimension", "16", "--epochs", "6", "--batch", "8", "--subsample", "0", "--json"]
    assert cli.main(["train", "sequence", str(toy), *settings]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["tracks"], said["left_out"]) == (60, [])
    assert said["loss"][-1] < said["loss"][0]
    table = tmp_path / "tracks.tsv"
    table.write_text("".join(f"{s} {n}\t{s} band\t{n}\n" for s in STYLES for n in range(20)))
    asked = ["evaluate", "sequence", str(toy), "--tracks", str(table), *settings]
    assert cli.main(asked) == 0
    said = json.loads(capsys.readouterr().out)
    figures = said["figures"]
    page = Path(said["report"])
    assert {path.name for path in page.parent.iterdir()} == {
        "report.md", "measures.png", "curves.png", "figures.csv",
    }  # fmt: skip
    for way in (evaluating.NEIGHBOURS, evaluating.OURS):
        assert figures[way]["NDCG"] > figures[evaluating.POPULAR]["NDCG"] + 0.1
        assert figures[way]["with artists"] > figures[way]["R-precision"]
    assert figures[evaluating.GENSIM]["NDCG"] > figures[evaluating.POPULAR]["NDCG"]
    assert "skip-gram against gensim word2vec: R-precision" in page.read_text()


def test_a_bad_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text("{}\n")
    assert cli.main(["train", "sequence", str(path), "-o", str(tmp_path / "s.safetensors")]) == 1
    assert "line 1: the playlist has no list of 'tracks'" in capsys.readouterr().err
