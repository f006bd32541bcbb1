"""Examining listeners and the report on them, with a model whose tables were made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.errors import NearfieldError
from engine.models.listeners_file import ListenersFile, Space, write_listeners
from engine.training.listeners.examination import examine, figures
from engine.training.listeners.ladders import Trial
from engine.training.listeners.search import Search, place_of, search
from engine.training.listeners.systems import ALS, OURS, STARTS
from engine.training.plays.tally import Tally, read_tally


def model_of(tally: Tally, path: Path, split_seed: int = 0, seed: int = 0) -> ListenersFile:
    """A model that knows the two crowds, and nothing else."""
    dice = np.random.default_rng(0)
    kinds = ("a", "rock"), ("b", "jazz")
    users, items = (
        np.array([[name.startswith(kind[side]) for kind in kinds] for name in names], np.float32)
        for side, names in enumerate((tally.users, [item.name for item in tally.items]))
    )
    items = items + 0.1 * dice.random(items.shape, np.float32)
    space = Space("dot", 1.0, users, items, np.zeros(len(items), np.float32))
    trained_on = {
        "data": tally.fingerprint(), "name": tally.name, "split_seed": split_seed, "by_time": False,
        "seed": seed, **STARTS[OURS],
    }  # fmt: skip
    return write_listeners(path, space, tally.users, tally.items, trained_on)


def test_the_command_tells_how_well_a_model_does(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with table.open("a") as file:
        file.write("a1\n")
    model = model_of(read_tally([table])[0], tmp_path / "two crowds.safetensors")
    folder = model.path.with_suffix("")
    folder.mkdir()
    (folder / "curves.csv").write_text("epoch,step,loss,validation_ndcg\n1,9,0.5,0.2\n2,18,0.4,\n")
    command = ["evaluate", "listeners", str(table), "-w", str(model.path), "--json"]
    assert main([*command, "-o", str(tmp_path / "report")]) == 0
    found = json.loads(capsys.readouterr().out)["figures"]
    assert list(found) == ["two crowds", "neighbours", "popularity"]
    assert found["two crowds"]["recall@20"] == 1
    assert found["two crowds"]["ndcg@20"] > found["popularity"]["ndcg@20"]
    page = (tmp_path / "report" / "report.md").read_text()
    assert "| two crowds | 1 | 1.0000 ± 0.0000 |" in page
    assert "528 pairs to learn from, 48 to choose the epoch by, 144 to be found" in page
    assert "two crowds is better than *popularity*" in page
    assert "plays.csv, line 722: the line has 1 columns instead of 3" in page
    for picture in ("lengths.png", "courses.png"):
        assert (tmp_path / "report" / picture).read_bytes().startswith(b"\x89PNG")
        assert f"({picture})" in page


def test_hetrec_gets_a_map_coloured_by_tag(tally: Tally, tmp_path: Path) -> None:
    """The two crowds in the form of HetRec."""
    folder = tmp_path / "hetrec"
    folder.mkdir()
    pairs = zip(tally.of_user.tolist(), tally.of_item.tolist(), strict=True)
    names = [item.name for item in tally.items]
    files = {
        "user_artists.dat": ["userID\tartistID\tweight",
                             *(f"{tally.users[user]}\t{item}\t1" for user, item in pairs)],
        "artists.dat": [f"{number}\t{name}" for number, name in enumerate(names)],
        "tags.dat": ["tagID\ttagValue", "1\trock", "2\tjazz"],
        "user_taggedartists.dat": [
            "userID\tartistID\ttagID",
            *(f"0\t{number}\t{1 + name.startswith('jazz')}" for number, name in enumerate(names)),
        ],
    }  # fmt: skip
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    model = model_of(read_tally([folder])[0], tmp_path / "a.safetensors")
    command = ["evaluate", "listeners", str(folder), "-w", str(model.path)]
    assert main([*command, "-o", str(tmp_path / "report")]) == 0
    assert (tmp_path / "report" / "map.png").stat().st_size > 10_000
    page = (tmp_path / "report" / "report.md").read_text()
    assert "of an item 100.0% carry its tag; of ten drawn at random 49.2% would" in page
    (first,) = [line for line in page.splitlines() if line.startswith(f"| {names[0]} |")]
    assert first.count(names[0].split()[0]) == 6


def test_models_of_other_plays_or_splits_are_refused(table: Path, tmp_path: Path) -> None:
    tally, _ = read_tally([table])
    model = model_of(tally, tmp_path / "a.safetensors")
    other = model_of(tally, tmp_path / "b.safetensors", split_seed=1)
    with pytest.raises(NearfieldError, match="different parts of the plays"):
        examine(tally, [model, other])
    with table.open("a") as file:
        file.write("stranger,rock 1,1\n")
    with pytest.raises(NearfieldError, match="not know 1 of 49, of their items 0 of 60"):
        examine(read_tally([table])[0], [model])
    assert figures(examine(tally, [model]).systems[0]) == pytest.approx(
        {"recall@20": 1, "ndcg@20": 0.5, "coverage@20": 1}, abs=0.2
    )


def test_runs_stand_together_beside_implicit_with_the_settings_found(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally, _ = read_tally([table])
    for seed in (0, 1):
        model_of(tally, tmp_path / f"crowds-{seed + 1}.safetensors", seed=seed)
    tries = tmp_path / "tries"
    search(tally, ALS, tries, budget=2)
    others = {"trials": [{"settings": {**STARTS[OURS], "rate": 0.004}, "ndcg": 0.25, "steps": 7}]}
    place_of(tries, OURS).write_text(
        json.dumps(
            {"system": OURS, "data": tally.fingerprint(), "split_seed": 0, "seed": 0} | others
        )
    )
    weights = [f"-w{tmp_path / f'crowds-{run}.safetensors'}" for run in (1, 2)]
    command = ["evaluate", "listeners", str(table), *weights, "--settings", str(tries)]
    assert main([*command, "-o", str(tmp_path / "report"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["figures"]
    assert list(found) == ["crowds", "implicit ALS", "neighbours", "popularity"]
    page = (tmp_path / "report" / "report.md").read_text()
    assert "| crowds | 2 | 1.0000 ± 0.0000 |" in page
    assert "| *implicit ALS* | 2 |" in page
    assert "The runs of *implicit ALS* have 0." in page
    assert "| listeners | 1 | dimension 64, rate 0.004," in page
    assert "| 7 epochs | 0.2500 |" in page
    assert "listeners: of the settings one step beside the best" in page
    assert "at the end of the values" not in page
    assert "crowds-1 was trained with other settings than these" in page
    assert (tmp_path / "report" / "search.png").read_bytes().startswith(b"\x89PNG")


def test_a_search_on_other_plays_or_another_split_is_refused(table: Path, tmp_path: Path) -> None:
    tally, _ = read_tally([table])
    trials = (Trial(STARTS[ALS], 0.5, 1),)
    models = [model_of(tally, tmp_path / "a.safetensors", split_seed=2)]
    with pytest.raises(NearfieldError, match="was of other plays"):
        examine(tally, models, searches=[Search(ALS, "0" * 16, 2, 0, trials)])
    with pytest.raises(NearfieldError, match="cannot be used"):
        examine(tally, models, searches=[Search(ALS, tally.fingerprint(), 0, 0, trials)])


def test_who_played_too_little_is_not_examined(tmp_path: Path) -> None:
    table = tmp_path / "few.csv"
    table.write_text("a,1\na,2\nb,1\n")
    tally, _ = read_tally([table])
    with pytest.raises(NearfieldError, match="nothing to examine"):
        examine(tally, [model_of(tally, tmp_path / "a.safetensors")])
