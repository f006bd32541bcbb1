"""The model card of an ear: what it is, what it heard, who taught it, and who made the music.

Written beside the weights: `name.md`, `name/curves.png` and `name/attribution.csv`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from engine.models.weights import load
from engine.training.attribution import Row, licences_table, manifest_rows, write_attributions
from engine.training.distillation.distil import Distilled
from engine.training.distillation.school import School

_CURVES = "curves.png"


def write_card(made: Distilled, school: School) -> Path:
    """Write card, curves and attributions beside the weights; returns the card."""
    card = made.model.path.with_suffix(".md")
    beside = made.model.path.with_suffix("")
    beside.mkdir(parents=True, exist_ok=True)
    rows = _attributions(made, school)
    write_attributions(beside / "attribution.csv", rows)
    shutil.copyfile(made.fitted.curves.with_suffix(".png"), beside / _CURVES)
    sections = (
        _what(made),
        _data(made, rows, beside.name),
        _teachers(school),
        _training(made, beside.name),
        _FIGURES,
        _LIMITS,
    )
    card.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return card


def _attributions(made: Distilled, school: School) -> list[Row]:
    """A row for each track of real music."""
    known = manifest_rows(school.real)
    return [
        {"artist": one.artist, "album": one.album} | known.get(one.name, {})
        for one in made.recordings
        if one.path.is_relative_to(school.real)
    ]


def _what(made: Distilled) -> str:
    model = made.model
    parameters = sum(weight.numel() for weight in load(model).parameters())
    front_end = ", ".join(f"{name} {value}" for name, value in model.front_end.items())
    return f"""# Model card: {model.path.stem} ({model.model_id})

Turns {model.plan.seconds:g} seconds of music into a vector of {model.dimension} numbers and the
scores of {len(model.tags)} tags. Nearfield pools {model.plan.count} such excerpts of a track,
looks for the nearest tracks, and shows the tags as one set of genres, moods, instruments, voices
and eras. Network: `{model.architecture}`, {parameters:,} parameters. Front end: {front_end}.
The file is safetensors: it holds tensors and a description, and no code."""


def _data(made: Distilled, rows: Sequence[Row], beside: str) -> str:
    synthetic = len(made.recordings) - len(rows)
    return f"""## Data

{len(rows)} tracks of openly licensed music and {synthetic} songs composed and rendered by
`nearfield corpus`; with their alterations {made.windows:,} windows of half a minute. The music
itself is no part of the project; every track with its artist, title, licence and source is in
[{beside}/attribution.csv]({beside}/attribution.csv).

{licences_table(rows)}"""


def _teachers(school: School) -> str:
    names = "\n".join(
        f"- `{teacher.path.stem}` ({teacher.architecture}, {len(teacher.tags)} tags, model"
        f" {teacher.model_id})"
        for teacher in school.teachers
    )
    return f"""## Teachers

Published taggers that heard the windows; their answers are what it learned. They were trained on
music that is not open, by Choi's fully convolutional network, and published under the MIT licence
(Won et al., "Evaluation of CNN-based Automatic Music Tagging Models", 2020). None of their weights
is in this file.

{names}"""


def _training(made: Distilled, beside: str) -> str:
    settings = "\n".join(f"| {name} | {value} |" for name, value in asdict(made.recipe).items())
    best = int(made.fitted.best["epoch"])
    return f"""## Training

Made by `make weights`; the weights of epoch {best} were kept. How and why:
docs/decisions/distillation.md.

| setting | value |
|---|---|
{settings}

![Curves]({beside}/{_CURVES})"""


_FIGURES = """## Figures

docs/evaluation.md examines ears made by the same recipe, each on music that it never heard, beside
their teachers and beside plain statistics of the mel picture. This one heard all of the music
there, so that only other music can say how good it is."""

_LIMITS = """## Limits

Its tags are its teachers' habits of speech, mistakes and all: what they say of unheard music it
says less surely. Eras and moods are the least reliable. The music it learned from is mostly
instrumental and made for games; the rest was rendered from a General MIDI sound font, whose voices
are no singers. Nothing but sound is known to it: neither language nor words nor when a track was
made."""
