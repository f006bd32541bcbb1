"""The pictures of the replay report: how honest the probabilities are, and how training went."""

from __future__ import annotations

from pathlib import Path

from engine.training.curves import read_curves
from engine.training.pictures import picture
from engine.training.replay.examination import Tested
from engine.training.replay.measures import calibration
from engine.training.replay.task import LOSS

_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44")


def draw_calibration(tested: Tested, path: Path) -> None:
    """For each system, the share of replays over the probability told, in bins of equal size."""
    with picture(path, 5, 4.6) as figure:
        plot = figure.add_subplot()
        for colour, (name, told) in zip(_COLOURS, tested.told.items(), strict=True):
            bins = calibration(tested.truth, told)
            plot.plot(
                [each.told for each in bins],
                [each.share for each in bins],
                marker="o",
                color=colour,
                label=name,
            )
        plot.plot((0, 1), (0, 1), color="grey", linestyle=":", label="honest")
        plot.set(
            xlabel="probability told", ylabel="share that was played again", title="Calibration"
        )
        plot.legend(loc="upper left")


def draw_sweep(tested: Tested, path: Path) -> bool:
    """The validation loss of each learning rate, if the runs still lie beside the model."""
    runs = {
        float(folder.name.removeprefix("rate-")): read_curves(folder / "curves.csv")
        for folder in tested.path.with_suffix("").glob("rate-*")
        if (folder / "curves.csv").is_file()
    }
    if not runs:
        return False
    with picture(path, 6, 4) as figure:
        plot = figure.add_subplot()
        for rate, points in sorted(runs.items(), reverse=True):
            epochs = [point["epoch"] for point in points]
            losses = [point[LOSS] for point in points]
            plot.plot(epochs, losses, marker=".", label=f"rate {rate:g}")
        plot.set(xlabel="epoch", ylabel="validation loss", title="Learning rates")
        plot.legend()
    return True
