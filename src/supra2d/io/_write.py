"""Datasets to netCDF."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from supra2d.core import save_netcdf, validate


def write(dataset: xr.Dataset, path: Path | str) -> None:
    """Write a log or a table as netCDF; ``read`` gives it back unchanged.

    The file appears under its name only when it is complete.

    Raises
    ------
    InputError
        When the Dataset does not satisfy the schema.
    OutputError
        When the file cannot be written.
    """
    save_netcdf(validate(dataset), Path(path))
