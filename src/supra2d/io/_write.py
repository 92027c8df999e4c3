"""Datasets to netCDF."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from supra2d.core import OutputError, validate


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
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        validate(dataset).to_netcdf(part, engine="h5netcdf")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written ({error.strerror or error})",
            "a folder that exists and may be written to",
            "choose another place",
        ) from None
