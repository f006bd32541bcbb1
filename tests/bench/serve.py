"""How many rows a second the service tells: `make bench-serve`.

A replay model fitted to a real play log (its weights do not matter) is served by a process of its
own; one client asks over one connection, as fast as it gets answers, with rows of all columns that
are known. *Rows/s* is what the client sees; beside it, what the service could do with a core of its
own: rows by the processor time that it used.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil

from engine.service.batches import JSON, NDJSON

BATCHES = (1, 100, 10_000)
LEAST = {1: 300, 100: 100, 10_000: 10}
"""Batches of each size that are asked."""


def main() -> None:
    """Serve, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("../shared/listening/kkbox-wsdm-sample"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        model = fitted(options.log, Path(place, "replay.safetensors"))
        rows = joined(options.log, max(BATCHES))
        known = statistics.mean(len(row) for row in rows)
        print(f"{known:.1f} columns of a row are known")
        print(f"{os.getloadavg()[0]:.0f} processes want the {os.cpu_count()} cores", flush=True)
        print("| kind | rows a batch | batches | rows/s | rows/s of its own core | median batch |")
        print("|---|---:|---:|---:|---:|---:|")
        with served(model) as (process, address):
            for size in BATCHES:
                for kind in (JSON, NDJSON):
                    print(measured(process, address, rows[:size], kind), flush=True)


def fitted(log: Path, path: Path) -> Path:
    """A model of the log's fields with weights that nobody trained."""
    from engine.models.replay.model import save_replay_model
    from engine.training.replay.encoding import fit_fields
    from engine.training.replay.kkbox import read_kkbox
    from engine.training.replay.recipe import ReplayRecipe
    from engine.training.replay.train import network_of

    plays = read_kkbox(log)
    fields = fit_fields(plays, np.arange(len(plays)))
    state = network_of(fields, ReplayRecipe()).state_dict()
    tensors = {name: value.numpy() for name, value in state.items()}
    save_replay_model(path, tensors, fields, rows=plays.rows, made_of={})
    return path


def joined(log: Path, count: int) -> list[dict[str, str]]:
    """Plays of the log with all that the other files tell, no empty values."""
    sides = {}
    for name, key in (("members", "msno"), ("songs", "song_id"), ("song_extra_info", "song_id")):
        sides[name] = (key, {row[key]: row for row in _read(log / f"{name}.csv")})
    rows = []
    for play in _read(log / "train.csv")[:count]:
        row = dict(play)
        for key, told in sides.values():
            row |= told.get(play[key], {})
        rows.append({name: value for name, value in row.items() if value})
    return rows


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@contextmanager
def served(model: Path) -> Iterator[tuple[psutil.Process, str]]:
    """The service as a process, and its address."""
    command = [sys.executable, "-m", "engine.cli", "serve", "--replay", str(model)]
    with subprocess.Popen(
        [*command, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield psutil.Process(process.pid), json.loads(process.stdout.readline())["address"]
        process.terminate()


def measured(process: psutil.Process, address: str, rows: list[dict[str, str]], kind: str) -> str:
    """Ask the same batch again and again."""
    text = json.dumps({"rows": rows}) if kind == JSON else "\n".join(map(json.dumps, rows))
    body = text.encode()
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    _ask(connection, body, kind)
    taken, cpu = [], _cpu(process)
    for _ in range(LEAST[len(rows)]):
        began = time.perf_counter()
        _ask(connection, body, kind)
        taken.append(time.perf_counter() - began)
    cpu = _cpu(process) - cpu
    connection.close()
    count = len(rows) * len(taken)
    return (
        f"| {kind.rpartition('/')[2]} | {len(rows):,} | {len(taken)} | {count / sum(taken):,.0f} "
        f"| {count / cpu:,.0f} | {1000 * statistics.median(taken):,.1f} ms |"
    )


def _ask(connection: http.client.HTTPConnection, body: bytes, kind: str) -> None:
    connection.request("POST", "/v1/replay", body, {"Content-Type": kind})
    answer = connection.getresponse()
    told = answer.read()
    assert answer.status == 200, told


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
