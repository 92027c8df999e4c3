"""What the tests of the measurements share."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from supra2d.io import read


@pytest.fixture(scope="session")
def act_log(data_dir: Path) -> xr.Dataset:
    """The AC-transport file of the misfit crystal: R(B) at eight temperatures, two channels."""
    return read(data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat")
