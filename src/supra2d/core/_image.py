"""Images: a Dataset with the axes of a scan, one variable per recorded signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from ._dataset import Column, file_attrs, validate
from ._errors import InputError


def make_image(
    columns: Iterable[Column],
    *,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    source: str,
    sha256: str,
    reader: str,
    dropped_rows: int = 0,
    message: str = "",
    unmapped: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Build an image, the Dataset that a reader of scans returns.

    Parameters
    ----------
    columns
        Recorded signals in canonical units, each with values of shape (rows, columns); NaN where
        a pixel was not measured. ``where`` tells signals of one quantity apart.
    x, y
        Positions of the columns and of the rows, m, both rising.
    source, sha256, reader, dropped_rows, message, unmapped, header
        As for `make_log`; rows are lines of the scan.

    Raises
    ------
    InputError
        When a signal has another shape than the axes say.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    data: dict[str, Any] = {}
    for column in columns:
        if column.values.shape != (y.size, x.size):
            raise InputError(
                f"{column.original} of {source} with the shape {column.values.shape}",
                f"{y.size} rows of {x.size} pixels",
                "save the scan again",
            )
        data[column.variable] = (("y", "x"), column.values, column.attrs)
    dataset = xr.Dataset(
        data, coords={"x": ("x", x, {"units": "m"}), "y": ("y", y, {"units": "m"})}
    )
    attrs = file_attrs(source, sha256, reader, dropped_rows, message, unmapped, header)
    dataset.attrs = {**attrs, "kind": "image"}
    return validate(dataset)
