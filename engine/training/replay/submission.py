"""What the WSDM 2018 challenge asks for: a probability for each play of `test.csv`, by its id."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.models.replay.model import ReplayModel
from engine.training.replay.encoding import EncodedPlays, predict
from engine.training.replay.kkbox import TEST, read_kkbox
from engine.training.replay.tables import read_chunks
from engine.training.watch import Watch
from engine.whole_file import unwritable, whole_file


def write_submission(folder: Path, model: Path, output: Path, watch: Watch) -> int:
    """Write a CSV of `id,target`, whole or not at all, and return how many plays it tells of.

    Raises ModelError, FolderError, TableError, Cancelled.
    """
    teller = ReplayModel.read(model)
    plays = read_kkbox(folder, TEST, watch)
    encoded = EncodedPlays(plays, teller.fields)
    told = predict(teller.probabilities, encoded, np.arange(len(plays)))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with (
            whole_file(output) as unfinished,
            unfinished.open("w", newline="", encoding="utf-8") as file,
        ):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "target"])
            named = zip(_ids(folder / TEST), told.tolist(), strict=True)
            writer.writerows((number, f"{value:.6f}") for number, value in named)
    except OSError as error:
        raise unwritable(output, error) from error
    return len(told)


def _ids(path: Path) -> Iterator[str]:
    for chunk in read_chunks(path, ("id", "msno")):
        yield from chunk.columns[0]
