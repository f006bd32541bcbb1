"""The report on replay models: Markdown and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.training.replay.examination import NETWORK, SHARE, Examination, Kind, Tested
from engine.training.replay.measures import Figure, Measures
from engine.training.replay.plots import draw_calibration, draw_sweep

_SPLITS = {
    "random": "A random fifth, as published",
    "time": "The newest fifth",
}
_PUBLISHED = 0.7015
_FULL = 7_377_418
"""Plays of the published log as a whole."""


def write_report(examination: Examination, folder: Path, command: str) -> Path:
    """Write `report.md` and its pictures into `folder`; `command` made it, and is named in it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        f"# How well replays are told on {examination.plays.name}",
        f"Made by `{command}`.",
        _what(examination),
    ]
    for number, tested in enumerate(examination.tested, 1):
        parts += _split(tested, folder, number)
    parts.append(_reading(examination))
    page = folder / "report.md"
    page.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    return page


def _what(examination: Examination) -> str:
    plays = examination.plays
    notes = [f"- {note}." for note in plays.notes]
    said = (
        f"{len(plays):,} plays, of which {plays.replayed.mean():.1%} were followed by another one"
        " of the same track. Where they come from:"
    )
    return "\n".join([said, "", *notes])


def _split(tested: Tested, folder: Path, number: int) -> Iterator[str]:
    """A split in words, figures and pictures."""
    yield f"## {_SPLITS[tested.order]}"
    yield (
        f"{len(tested.truth):,} plays are examined, {tested.learned:,} were learned from."
        f" `{tested.path.name}` is model {tested.model.model_id}; {_sweep(tested)}."
    )
    yield _table("", tested.measures())
    yield _in_words(tested)
    for kind in tested.kinds:
        if kind.plays.any():
            yield _table(f"{kind.name}, {kind.plays.sum():,} plays", tested.measures(kind))
    if tested.genres:
        yield _genres(tested)
    draw_calibration(tested, folder / f"calibration-{number}.png")
    yield f"![Calibration](calibration-{number}.png)"
    if draw_sweep(tested, folder / f"rates-{number}.png"):
        yield f"![Learning rates](rates-{number}.png)"


def _sweep(tested: Tested) -> str:
    losses = tested.model.made_of["sweep"]
    tried = ", ".join(f"{rate}: {loss:.4f}" for rate, loss in losses.items())
    return f"the validation loss by learning rate was {tried}"


def _table(title: str, measures: Mapping[str, Measures]) -> str:
    rows = [
        f"| {title} | accuracy | AUC | log-loss | calibration error |",
        "|---|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {name} | {_figure(each.accuracy)} | {_figure(each.auc)} | {_figure(each.log_loss)} "
        f"| {each.calibration:.3f} |"
        for name, each in measures.items()
    ]
    return "\n".join(rows)


def _figure(figure: Figure) -> str:
    return "–" if np.isnan(figure.value) else f"{figure.value:.3f} ± {figure.half:.3f}"


def _in_words(tested: Tested) -> str:
    """What the figures say, so that nobody has to find it in them."""
    measures = tested.measures()
    ours = measures[NETWORK]
    rivals = {name: each for name, each in measures.items() if name not in (NETWORK, SHARE)}
    ordered = [_beside(name, ours.auc, each.auc) for name, each in rivals.items()]
    surprised = [_beside(name, each.log_loss, ours.log_loss) for name, each in rivals.items()]
    never = max(tested.truth.mean(), 1 - tested.truth.mean())
    better = "more" if ours.accuracy.value > never else "no more"
    return (
        f"**In words.** By AUC the network is {' and '.join(ordered)}; by log-loss it is"
        f" {' and '.join(surprised)}, where + is a lower loss. Saying always the same is right for"
        f" {never:.1%} of the plays; the network is right for {better} than that."
    )


def _beside(name: str, ours: Figure, theirs: Figure) -> str:
    """Better, worse, or too near to tell: the intervals of both may not reach so far."""
    apart = ours.value - theirs.value
    if not abs(apart) > float(np.hypot(ours.half, theirs.half)):
        return f"level with {name} ({apart:+.3f})"
    return f"{'ahead of' if apart > 0 else 'behind'} {name} ({apart:+.3f})"


def _genres(tested: Tested) -> str:
    """The network by genre; where the log has numbers without names, the names are ours."""
    rows = ["| first genre | plays | played again | AUC of the network |", "|---|---:|---:|---:|"]
    rows += [_genre(kind, tested) for kind in tested.genres]
    return "\n".join(rows)


def _genre(kind: Kind, tested: Tested) -> str:
    auc = _figure(tested.measures(kind)[NETWORK].auc)
    share = tested.truth[kind.plays].mean()
    return f"| {kind.name} | {kind.plays.sum():,} | {share:.1%} | {auc} |"


def as_values(examination: Examination) -> Sequence[Mapping[str, object]]:
    """The figures of each split, for the command line."""
    return [
        {
            "model": tested.path.name,
            "split": tested.order,
            "systems": {
                name: {
                    "accuracy": each.accuracy.value,
                    "auc": None if np.isnan(each.auc.value) else each.auc.value,
                    "log_loss": each.log_loss.value,
                    "calibration_error": each.calibration,
                }
                for name, each in tested.measures().items()
            },
        }
        for tested in examination.tested
    ]


def _reading(examination: Examination) -> str:
    """What the figures are worth."""
    count = len(examination.plays)
    of_all = (
        f"The published accuracy, {_PUBLISHED:.2%} by a random split, is of all {_FULL:,} plays. "
        f"These are {count / _FULL:.1%} of them, with another share of replays, and most songs come"
        " up once or twice; so the two figures cannot be compared."
        if count < _FULL
        else f"The published accuracy by a random split is {_PUBLISHED:.2%}."
    )
    return f"""## How to read it

{of_all}

*Accuracy* is that of saying "again" from a probability of one half on. *AUC* is the chance that of
two plays, one followed by another and one not, the first has the higher probability; a guess has
0.5. *Log-loss* punishes being sure and wrong. *Calibration error* is how far the probabilities are
off the share that came true, in ten bins of equally many plays. `±` is half a 95 % interval over
which plays were examined; plays of one user are alike, so the real one is wider.

All systems get the same fields of the same plays, fitted to the training plays alone. The rivals
learn from {examination.most:,} of these at most. Each system has one setting that was chosen on a
tenth of the training plays: the network its learning rate, the trees theirs, the regression the
strength of its penalty. In a random split later plays help to tell earlier ones; a player only ever
faces the other split."""
