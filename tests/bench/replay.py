"""What learning from seven million plays takes of memory: `make bench-replay`.

A play log of the published size (7.4 million plays, 2.3 million songs told of) is drawn from a
small real one; a process of its own reads it, fits the fields, and trains for an epoch in batches
of 800,000. Told is the most memory that process had held by the end of each step, and the processor
time so far; the first row is what is imported. `SHARE` makes the log smaller.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.bench.play_log import make_log


def main() -> None:
    """Make the log, then let another process learn from it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("../shared/listening/kkbox-wsdm-sample"))
    parser.add_argument("--share", type=float, default=1.0, help="of the published size")
    parser.add_argument("--learn", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.learn is not None:
        learn(options.learn)
        return
    with tempfile.TemporaryDirectory(dir=_build()) as place:
        folder = Path(place, "log")
        make_log(options.log, folder, options.share)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"{options.share:.0%} of the published size, {size:,.0f} MB of files", flush=True)
        subprocess.run([sys.executable, "-m", "tests.bench.replay", "--learn", folder], check=True)


def _build() -> Path:
    build = Path("build")
    build.mkdir(exist_ok=True)
    return build


def learn(folder: Path) -> None:
    """Read, fit, train; tell after each."""
    import torch

    from engine.training.course import Machine
    from engine.training.replay.encoding import EncodedPlays, fit_fields
    from engine.training.replay.kkbox import read_kkbox
    from engine.training.replay.recipe import ReplayRecipe
    from engine.training.replay.split import Split
    from engine.training.replay.train import train_replay

    torch.set_flush_denormal(True)
    print("| | most memory, MB | processor time, s |")
    print("|---|---:|---:|")
    told("importing torch")
    plays = read_kkbox(folder)
    told(f"reading {len(plays):,} plays")
    split = Split.of(len(plays), "random")
    fields = fit_fields(plays, split.train)
    EncodedPlays(plays, fields).batch(np.arange(min(len(plays), 800_000)))
    told("fitting the fields, joining a batch")
    recipe = replace(ReplayRecipe(), rates=(0.001,), epochs=1)
    train_replay(
        plays,
        folder / "replay.safetensors",
        recipe=recipe,
        machine=Machine(accelerator="cpu", devices="1"),
    )
    told("an epoch of training, the model written")
    classes = {name: len(words) for name, words in fields.vocabularies.items()}
    print(f"{classes['user']:,} classes of users, {classes['song']:,} of songs")


def told(what: str) -> None:
    """A line about this process."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {what} | {most:,.0f} | {time.process_time():,.0f} |", flush=True)


if __name__ == "__main__":
    main()
