"""Every test runs without a screen unless whoever started it asks for one."""

from __future__ import annotations

import os

from tests.engine.conftest import small_model as small_model

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
