"""A run on a machine's own terms: curves, checkpoints, an early end, going on where it stopped."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import lightning.pytorch as lightning
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from engine.errors import Cancelled, NearfieldError
from engine.training.course import Course, Fitted, Machine
from engine.training.curves import read_curves
from engine.training.fitting import fit
from engine.training.watch import Watch

CPU = Machine(accelerator="cpu", devices="1")
COURSE = Course(epochs=4, metric="miss", highest=False, patience=4)


class Line(lightning.LightningModule):
    """Learns y = 3 x; `worse` makes each epoch's validation figure worse than the one before."""

    def __init__(self, rate: float = 0.1, worse: bool = False) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.zeros(1))
        self.rate, self.worse = rate, worse

    def training_step(self, batch: list[Tensor], number: int) -> Tensor:
        (x,) = batch
        loss = (self.slope * x - 3 * x).square().mean()
        self.log("loss", loss, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, batch: list[Tensor], number: int) -> None:
        miss = (self.slope - 3).abs().sum()
        self.log("miss", torch.tensor(float(self.current_epoch)) if self.worse else miss)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=self.rate)


def loader() -> DataLoader[Any]:
    return DataLoader(TensorDataset(torch.ones(8, 1)), batch_size=2)


def run(folder: Path, task: Line | None = None, course: Course = COURSE, **more: Any) -> Fitted:
    task = task or Line()
    machine = more.pop("machine", CPU)
    made_of = more.pop("made_of", {"rate": 0.1})
    return fit(
        task, loader(), loader(), course, folder, made_of=made_of, machine=machine, **more
    )  # fmt: skip


def stop_at(step: int) -> Watch:
    """A watch that stops a run after so many steps."""
    steps: list[int] = []
    return Watch(lambda doing, done, total: steps.append(done), lambda: len(steps) >= step)


def test_a_run_leaves_curves_and_the_best_weights(tmp_path: Path) -> None:
    task = Line()
    looks: list[float] = []
    fitted = run(tmp_path, task, looked=lambda point: looks.append(point["miss"]))
    assert [point["step"] for point in fitted.points] == [4, 8, 12, 16]
    assert fitted.best == fitted.points[-1]
    assert looks == [point["miss"] for point in fitted.points] == sorted(looks, reverse=True)
    assert task.slope.item() == pytest.approx(3 - fitted.best["miss"])
    assert read_curves(fitted.curves) == list(fitted.points)
    assert fitted.curves.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_a_run_ends_when_it_gets_no_better_and_keeps_the_best(tmp_path: Path) -> None:
    task = Line(worse=True)
    fitted = run(tmp_path, task, Course(epochs=9, metric="miss", highest=False, patience=2))
    assert len(fitted.points) == 3
    assert fitted.best["epoch"] == 1
    once = Line()
    run(tmp_path / "once", once, Course(epochs=1, metric="miss", highest=False, patience=2))
    torch.testing.assert_close(task.slope, once.slope)


def test_a_run_ends_when_it_gains_too_little(tmp_path: Path) -> None:
    course = Course(epochs=9, metric="miss", highest=False, patience=2, gain=10.0)
    assert len(run(tmp_path, course=course).points) == 3


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    whole = Line()
    run(tmp_path / "whole", whole)
    with pytest.raises(Cancelled):
        run(tmp_path / "parts", watch=stop_at(10))
    done: list[int] = []
    goes_on = Line()
    fitted = run(
        tmp_path / "parts", goes_on, watch=Watch(lambda doing, step, of: done.append(step))
    )
    assert done[0] == 9  # the two steps of the third epoch were lost
    assert [point["epoch"] for point in fitted.points] == [1, 2, 3, 4]
    torch.testing.assert_close(goes_on.slope, whole.slope)


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    first = run(tmp_path)
    again = Line()
    assert run(tmp_path, again, watch=Watch(cancelled=lambda: True)) == first
    assert again.slope.item() == pytest.approx(3 - first.best["miss"])


def test_a_longer_course_goes_on(tmp_path: Path) -> None:
    run(tmp_path)
    longer = run(tmp_path, course=Course(epochs=6, metric="miss", highest=False, patience=4))
    assert [point["epoch"] for point in longer.points] == [1, 2, 3, 4, 5, 6]


def test_a_run_made_of_something_else_begins_anew(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path, watch=stop_at(6))
    done: list[int] = []
    watch = Watch(lambda doing, step, of: done.append(step))
    run(tmp_path, Line(rate=0.2), made_of={"rate": 0.2}, watch=watch)
    assert done == list(range(1, 17))


def test_progress_knows_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(tmp_path, watch=Watch(lambda *now: told.append(now)))
    assert told[0] == ("Training", 1, 16)
    assert told[-1] == ("Training", 16, 16)


@pytest.mark.parametrize("machine", [Machine(accelerator="tpu"), Machine(devices="none")])
def test_a_machine_that_is_not_there_is_refused(tmp_path: Path, machine: Machine) -> None:
    with pytest.raises(NearfieldError, match="cannot train that way"):
        run(tmp_path, machine=machine)


def test_a_ctrl_c_is_passed_on_and_the_next_one_heard(tmp_path: Path) -> None:
    def interrupt(doing: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, watch=Watch(interrupt))
    assert signal.getsignal(signal.SIGINT) == handler
