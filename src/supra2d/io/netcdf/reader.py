"""netCDF and HDF5: our own files unchanged, other people's by names and units."""

from __future__ import annotations

import json
from pathlib import Path

import xarray as xr

from supra2d.core import SCHEMA, InputError, unmapped_of, validate

from .._arrays import NamedArray, to_log
from .._columns import ReadRequest

_MAGIC = (b"\x89HDF\r\n\x1a\n", b"CDF\x01", b"CDF\x02")


def matches(head: bytes) -> bool:
    """Whether a file starts as HDF5 or classic netCDF does."""
    return head.startswith(_MAGIC)


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a netCDF file as a log, or as the log or table that we wrote."""
    dataset = _load(path)
    if dataset.attrs.get("schema") == SCHEMA:
        return validate(dataset)
    columns = _columns(dataset)
    if not columns:
        raise InputError(
            f"{path.name} has no variables at its top level",
            "netCDF as supra2d or xarray writes it",
            "export the measurement as text, or write its variables with xarray",
        )
    # every variable gets the shape of all, so that a grid becomes rows
    shaped = xr.broadcast(*columns.values())
    log = to_log(
        [_named(n, variable) for n, variable in zip(columns, shaped, strict=True)],
        request,
        path=path,
        reader="netcdf",
    )
    left = [str(name) for name in dataset.variables if name not in columns]
    log.attrs["unmapped"] = json.dumps([*unmapped_of(log), *left])
    return log


def _load(path: Path) -> xr.Dataset:
    with path.open("rb") as stream:
        engine = "scipy" if stream.read(3) == b"CDF" else "h5netcdf"
    try:
        # opened as it is: decoding of times and masks would change units
        with xr.open_dataset(path, engine=engine, decode_times=False) as dataset:
            return dataset.load()
    except Exception as error:  # the libraries fail in many ways on a damaged file
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise InputError(
            f"{path.name} cannot be read as netCDF ({reason})",
            "netCDF as supra2d or xarray writes it",
            "copy the whole file again, or export the measurement as text",
        ) from None


def _columns(dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """Variables that fit on the grid of the largest one."""
    variables = {str(name): dataset[name] for name in dataset.variables if dataset[name].ndim}
    if not variables:
        return {}
    grid = set(max(variables.values(), key=lambda variable: variable.size).dims)
    return {name: v for name, v in variables.items() if set(v.dims) <= grid}


def _named(name: str, variable: xr.DataArray) -> NamedArray:
    label = str(variable.attrs.get("long_name", ""))
    return NamedArray(name, str(variable.attrs.get("units", "")), variable.values, label)
