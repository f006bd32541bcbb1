"""The report says what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.training.evaluation.agreement import Agreement
from engine.training.evaluation.evaluate import EAR, Evaluation
from engine.training.evaluation.protocol import QUESTIONS, Examined
from engine.training.evaluation.ranking import rank
from engine.training.evaluation.report import write_report
from engine.training.evaluation.steadiness import Steadiness


def examined(name: str, spread: float) -> Examined:
    random = np.random.default_rng(0)
    places = np.repeat(np.eye(4, 16, dtype=np.float32), 5, axis=0)
    vectors = (places + spread * random.standard_normal((20, 16))).astype(np.float32)
    found = rank(vectors, [number // 5 for number in range(5, 25)])
    answers = dict.fromkeys(QUESTIONS, found)
    return Examined(name, answers, answers, 0.25, 0.012)


def test_every_system_stands_in_every_table_with_its_figures(tmp_path: Path) -> None:
    evaluation = Evaluation(
        examined=[examined(EAR, 0.01), examined("blurred", 3.0)],
        other_lengths=[examined("ear, 1 × 10 s", 0.5)],
        ablations=[examined("without tags", 0.3), examined("… a larger network", 0.4)],
        steady=Steadiness({"+12 dB": (0.9991, 0.995)}, 0.96, 20),
        agreement={
            EAR: Agreement(
                {"msd/rock": 0.9, "msd/pop": 0.8, "mtat/guitar": 0.7}, {"msd/rock": 0.95}
            ),
            "without tags": Agreement({"msd/rock": 0.625}, {"msd/rock": 0.6}),
            "… a larger network": Agreement({"msd/rock": 0.75}, {"msd/rock": 0.6}),
        },
        decoding=0.048,
        recordings=20,
    )
    page = tmp_path / "evaluation.md"
    write_report(evaluation, page, "make evaluation")
    text = page.read_text()
    assert text.count("| ear | 0.800 (0.800–0.800) | 1.000 | 1.000") == len(QUESTIONS)
    assert text.count("| blurred |") == len(QUESTIONS) + 1
    assert "| ear | 12.0 | 0.25 | 0.800 |" in text
    assert "| ear, 1 × 10 s | 12.0 | 0.25 |" in text
    assert text.count("| without tags | ") == 1
    assert text.count("| … a larger network | ") == 2
    assert "| 0.625 |" in text
    assert text.count("(+0.000–+0.000)") == 0
    assert "| +12 dB | 0.9991 | 0.9950 |" in text
    assert "96.0% of 20 tracks" in text
    assert "| msd | 2 | 0.850 | 0.800 (pop) |" in text
    assert "**0.800** on average" in text
    assert "0.950\n(1 tags)" in text
    for picture in ("precision.png", "cost.png"):
        assert (tmp_path / "evaluation" / picture).read_bytes().startswith(b"\x89PNG")
        assert f"evaluation/{picture}" in text
