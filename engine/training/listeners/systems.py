"""The systems that settings are searched for, ours and implicit's, and the values to try."""

from __future__ import annotations

from collections.abc import Mapping

from engine.training.listeners.ladders import Ladder, Ladders, Settings, either

OURS, BPR, ALS = "listeners", "implicit BPR", "implicit ALS"
SYSTEMS = (OURS, BPR, ALS)
_SIZES = Ladder((8, 16, 32, 64, 128, 256))
_RATES = (0.000125, 0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064)
LADDERS: Mapping[str, Ladders] = {
    OURS: {
        "dimension": _SIZES,
        "rate": Ladder(_RATES[4:]),
        "decay": Ladder((0.0, 3e-6, 1e-5, 2e-5, 3e-5, 5e-5, 1e-4), natural_first=True),
        "negatives": Ladder((1, 2, 4, 8, 16), natural_first=True),
        "popularity": Ladder((0.0, 0.25, 0.5, 0.75, 1.0), natural_first=True),
    },
    BPR: {
        "factors": _SIZES,
        "learning_rate": Ladder(_RATES),
        "regularization": Ladder((0.0, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1), natural_first=True),
    },
    ALS: {
        "factors": _SIZES,
        "regularization": Ladder((0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)),
        "alpha": Ladder((0.3, 1.0, 3.0, 10.0, 30.0, 100.0)),
        "logged": either(False, True),
    },
}
STARTS: Mapping[str, Settings] = {
    OURS: {"dimension": 64, "rate": 0.008, "decay": 3e-5, "negatives": 4, "popularity": 0.5},
    BPR: {"factors": 64, "learning_rate": 0.0005, "regularization": 0.01},
    ALS: {"factors": 64, "regularization": 30.0, "alpha": 3.0, "logged": False},
}
"""What did best on HetRec in searches before this one."""
