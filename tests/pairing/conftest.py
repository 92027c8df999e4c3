"""Known values that the tests of this folder share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    """Known values by group and key; energies in kB Tc0."""
    path = Path(__file__).parents[1] / "reference" / "pairing.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
