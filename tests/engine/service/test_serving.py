"""The service as a process of its own, on a Python without torch, asked over a real connection."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine import cli
from engine.extras import TRAINING
from engine.service.batches import JSON, NDJSON
from engine.service.serving import is_loopback
from tests.bare import without
from tests.engine.service.conftest import made

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Service:
    """A running service."""

    process: subprocess.Popen[str]
    address: str
    model: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str, bytes]:
        """Status, Content-Type and body of an answer."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read()
        finally:
            connection.close()

    def post(self, body: bytes, kind: str = JSON) -> tuple[int, bytes]:
        """Status and answer to a batch."""
        status, _, answer = self.ask("POST", "/v1/replay", body, Content_Type=kind)
        return status, answer


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    model = folder / "replay.safetensors"
    made(model, "kkbox")
    options = ["--port", "0", "--most-rows", "1000", "--most-megabytes", "1", "--json"]
    command = [sys.executable, "-m", "engine.cli", "serve", "--replay", str(model), *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=without(TRAINING, folder), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Service(process, json.loads(process.stdout.readline())["address"], model)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_it_answers_without_torch(service: Service) -> None:
    status, answer = service.post(b'{"rows": [{"source_type": "radio"}, {"bd": "old"}]}')
    told = json.loads(answer)
    assert status == 200
    assert 0 < told["probabilities"][0] < 1
    assert told["errors"][0]["row"] == 1
    status, lines = service.post(b'{"source_type": "radio"}\n{}\n', NDJSON + "; charset=utf-8")
    assert status == 200
    assert json.loads(lines.splitlines()[0]) == {"probability": told["probabilities"][0]}


def test_it_describes_itself(service: Service) -> None:
    status, kind, page = service.ask("GET", "/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert b"POST /v1/replay" in page
    assert b"src=" not in page
    assert page.count(b"href=") == 1
    status, _, document = service.ask("GET", "/openapi.json")
    described = json.loads(document)
    assert (status, described["openapi"]) == (200, "3.1.0")
    assert {"msno", "song_id", "isrc"} < set(
        described["components"]["schemas"]["Row"]["properties"]
    )
    references = [
        part.split('"')[0] for part in document.decode().split('"#/components/schemas/')[1:]
    ]
    assert set(references) <= set(described["components"]["schemas"])


def test_limits_hold(service: Service) -> None:
    status, answer = service.post(b'{"rows": [' + b",".join([b"{}"] * 1001) + b"]}")
    assert (status, b"1,000 are the most" in answer) == (413, True)
    status, answer = service.post(b" " * 1_000_001)
    assert (status, b"larger than 1 MB" in answer) == (413, True)


def test_only_json_is_taken(service: Service) -> None:
    assert service.post(b'{"rows": []}', "text/plain")[0] == 415
    assert service.post(b"rows")[0] == 400
    assert service.ask("GET", "/v1/replay")[0] == 405
    assert service.ask("GET", "/elsewhere")[0] == 404


def test_it_answers_to_names_of_this_machine_only(service: Service) -> None:
    assert service.ask("GET", "/", Host="localhost:80")[0] == 200
    assert service.ask("GET", "/", Host="evil.example")[0] == 400


def test_the_demo_client_asks_it(service: Service, tmp_path: Path) -> None:
    (tmp_path / "plays.csv").write_text("msno,song_id,source_type\nu1,s1,radio\nu2,s2,album\n")
    client = [sys.executable, str(ROOT / "docs/replay/client.py"), str(tmp_path / "plays.csv")]
    done = subprocess.run([*client, service.address], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(",")[1] for line in lines] == ["song_id", "s1", "s2"]
    assert all(0 < float(line.split(",")[-1]) < 1 for line in lines[1:])


def test_what_cannot_be_served_is_said(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--replay", str(tmp_path / "absent.safetensors")]) == 1
    assert "Cannot read the model 'absent.safetensors'" in capsys.readouterr().err
    taken = str(urlsplit(service.address).port)
    assert cli.main(["serve", "--replay", os.fspath(service.model), "--port", taken]) == 1
    assert f"Cannot listen on {service.address}" in capsys.readouterr().err


def test_which_addresses_are_of_this_machine() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "192.168.0.7")] == [False] * 3
