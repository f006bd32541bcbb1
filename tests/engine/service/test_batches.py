"""Batches in both kinds: probabilities in order, faults in their rows, bodies that are no batch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ModelError
from engine.models.replay.fields import Value
from engine.models.replay.model import ReplayModel
from engine.service.batches import JSON, NDJSON, BatchError, Teller
from tests.engine.service.conftest import made

ROWS: list[dict[str, Any]] = [
    {"source_type": "radio", "artist_name": "B| A", "isrc": "TWUM70000043"},
    {"source_type": "album", "msno": "somebody", "song_length": 200_000, "target": "1", "id": 7},
    {},
]
FIELDS: list[dict[str, Value]] = [
    {"source_type": "radio", "artist_1": "B", "year": 2000.0}, {"source_type": "album"}, {},
]  # fmt: skip


@pytest.fixture
def teller(model: ReplayModel) -> Teller:
    return Teller.of(model, 10)


def ask(teller: Teller, body: object, kind: str = JSON) -> Any:
    return json.loads(teller.answer(json.dumps(body).encode(), kind))


def test_probabilities_come_in_order(teller: Teller, model: ReplayModel) -> None:
    exact = model.probabilities(*model.fields.encode(FIELDS))
    answer = ask(teller, {"rows": ROWS})
    assert answer["probabilities"] == pytest.approx(exact.tolist(), abs=1e-6)
    assert (answer["errors"], answer["model"]) == ([], model.model_id)
    assert len(set(answer["probabilities"])) == 3
    assert ask(teller, {"rows": []})["probabilities"] == []


def test_a_bad_row_spoils_no_other(teller: Teller) -> None:
    good = ask(teller, {"rows": ROWS})["probabilities"]
    bad = [{"song_length": "long"}, {"sing_length": 3}, [1], {"bd": True}, {"msno": "u" * 1001}]
    answer = ask(teller, {"rows": [bad[0], ROWS[0], *bad[1:], ROWS[1]]})
    assert answer["probabilities"] == [None, good[0], None, None, None, None, good[1]]
    assert [fault["row"] for fault in answer["errors"]] == [0, 2, 3, 4, 5]
    told = [fault["error"] for fault in answer["errors"]]
    assert "song_length is 'long'" in told[0]
    assert "There is no column 'sing_length'" in told[1]
    assert "A row is an object" in told[2]
    assert "bd is True" in told[3]
    assert all(len(each) < 150 for each in told)


def test_lines_are_answered_line_by_line(teller: Teller) -> None:
    good = ask(teller, {"rows": ROWS})["probabilities"]
    lines = [
        json.dumps(ROWS[0]).encode(),
        b"{",
        b"",
        b'{"msno": "\xff"}',
        json.dumps(ROWS[1]).encode(),
    ]
    answers = [json.loads(each) for each in teller.answer(b"\n".join(lines), NDJSON).splitlines()]
    assert [answers[0], answers[4]] == [{"probability": good[0]}, {"probability": good[1]}]
    assert all(answer["error"].startswith("The line is not JSON") for answer in answers[1:4])
    with_end = teller.answer(b"\n".join(lines) + b"\n", NDJSON)
    assert with_end == teller.answer(b"\n".join(lines), NDJSON)
    assert teller.answer(b"", NDJSON) == b""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"rows", b"[]", b'{"rows": {}}', b'{"row": []}', b'{"rows": [}', b"\xff\xfe",
        b"[" * 100_000, b'{"rows": [{"bd": ' + b"9" * 5000 + b"}]}",
    ],
)  # fmt: skip
def test_a_body_that_is_no_batch_is_refused(teller: Teller, body: bytes) -> None:
    with pytest.raises(BatchError) as raised:
        teller.answer(body, JSON)
    assert raised.value.status == 400
    assert len(raised.value.message) < 200


@pytest.mark.parametrize(("kind", "between"), [(JSON, b","), (NDJSON, b"\n")])
def test_too_many_rows_are_refused(teller: Teller, kind: str, between: bytes) -> None:
    rows = between.join([b"{}"] * 11)
    with pytest.raises(BatchError, match="11 rows; 10 are the most") as raised:
        teller.answer(b'{"rows": [' + rows + b"]}" if kind == JSON else rows, kind)
    assert raised.value.status == 413


def test_a_model_of_another_history_takes_its_own_fields(tmp_path: Path) -> None:
    model = made(tmp_path / "own.safetensors", "fields")
    teller = Teller.of(model, 10)
    assert dict(teller.form.columns) == {
        "source_type": ("string",), "artist_1": ("string",), "year": ("number",),
    }  # fmt: skip
    exact = model.probabilities(*model.fields.encode(FIELDS))
    answer = ask(teller, {"rows": [*FIELDS, {"year": "2000"}, {"year": None}, {"artist_1": 3}]})
    assert answer["probabilities"][:3] == pytest.approx(exact.tolist(), abs=1e-6)
    assert [fault["row"] for fault in answer["errors"]] == [3, 5]
    assert answer["probabilities"][4] == answer["probabilities"][2]


def test_rows_that_nobody_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not know rows of 'cassettes'"):
        Teller.of(made(tmp_path / "odd.safetensors", "cassettes"), 10)
