"""`nearfield models`: what it prints, what it keeps, how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from engine.library import Library
from engine.models.weights import ModelFile
from tests.engine.models.importing.files import write_choi_crnn

Cli = Callable[..., int]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def nearfield(home: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setattr("engine.library.library.shipped", lambda: ModelFile.read(small_model))
    return lambda *arguments: cli.main(["--library", str(home), "models", *map(str, arguments)])


def test_import_list_and_use(
    nearfield: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered() -> Any:
        return json.loads(capsys.readouterr().out)

    path = write_choi_crnn(tmp_path / "weights.h5")
    assert nearfield("import", path, "--json") == 0
    imported = answered()
    assert (imported["name"], imported["dimension"], len(imported["tags"])) == (
        "msd-choi-crnn",
        32,
        50,
    )
    assert nearfield("use", "msd-choi-crnn", "--json") == 0
    assert answered()["model_id"] == imported["model_id"]
    assert nearfield("list", "--json") == 0
    listed = answered()
    assert [model["name"] for model in listed] == ["shipped", "msd-choi-crnn"]
    assert [model["listens"] for model in listed] == [False, True]
    assert [model["serves"] for model in listed] == [True, False]


def test_text_answers_are_for_people(
    nearfield: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearfield("import", write_choi_crnn(tmp_path / "weights.h5")) == 0
    assert "Imported msd-choi-crnn: choi_crnn, 32 dimensions, 50 tags" in capsys.readouterr().out
    assert nearfield("use", "msd-choi-crnn") == 0
    assert "msd-choi-crnn listens from now on" in capsys.readouterr().out
    assert nearfield("list") == 0
    shipped, imported = capsys.readouterr().out.splitlines()
    assert shipped.startswith("shipped ")
    assert shipped.endswith("(serves)")
    assert imported.endswith("0 tracks heard (listens)")


def test_what_cannot_be_done_is_said(
    nearfield: Cli, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert nearfield("import", tmp_path / "holiday.jpg") == 1
    assert "Cannot import 'holiday.jpg'. It is neither" in capsys.readouterr().err
    assert nearfield("use", "msd-fcn") == 1
    assert "There is no model 'msd-fcn'" in capsys.readouterr().err
    with Library.open(home) as window:
        window.claim()
        assert nearfield("use", "shipped") == 1
    assert "already open" in capsys.readouterr().err
