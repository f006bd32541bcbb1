"""A demo client of `nearfield serve`: adds the chance of a replay to the rows of a CSV.

    python client.py plays.csv [http://127.0.0.1:8790]

Columns are those of the published log (msno, song_id, source_type, isrc …), any of them. The rows
go to the service in batches, as lines of JSON; needs nothing but Python.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

BATCH = 10_000


def main() -> None:
    """Read the CSV, ask, and write it to standard output with a column more."""
    path, *address = sys.argv[1:]
    with Path(path).open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow([*(reader.fieldnames or ()), "played again"])
        while rows := list(islice(reader, BATCH)):
            for row, told in zip(rows, ask(rows, *address), strict=True):
                writer.writerow([*row.values(), told.get("probability", told.get("error"))])


def ask(
    rows: list[dict[str, str]], address: str = "http://127.0.0.1:8790"
) -> Iterator[dict[str, object]]:
    """What the service tells of each row: a probability, or an error."""
    body = "\n".join(map(json.dumps, rows)).encode()
    headers = {"Content-Type": "application/x-ndjson"}
    with urlopen(Request(f"{address}/v1/replay", body, headers)) as answer:
        for line in answer:
            yield json.loads(line)


if __name__ == "__main__":
    main()
