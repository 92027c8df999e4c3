"""What all tests share: the measured files and the settings of the property tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine, and no deadline on a busy one.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder of real measured files: SUPRA2D_DATA, or ../shared/data where it exists."""
    named = os.environ.get("SUPRA2D_DATA")
    if named:
        folder = ROOT / named
        assert folder.is_dir(), f"SUPRA2D_DATA = {named} is not a folder"
        return folder
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the measured files are not here: set SUPRA2D_DATA to their folder")
    return folder
