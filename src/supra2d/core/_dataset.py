"""The Dataset schema: logs, sweeps and tables are plain ``xarray.Dataset`` objects.

A *log* is what a reader returns: dimension ``row``, one variable per mapped column, named
after its channel (``temperature``) or, where an instrument has several, channel and source
(``resistivity_ch2``). A *sweep* is a piece of a log along one running coordinate. A *table*
has dimension ``point`` and an error for each axis. An *image* has dimensions ``y`` and ``x``
(`make_image`). All numbers are in canonical units.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from ._channels import CHANNELS, channel
from ._errors import InputError, OutputError

Array = npt.NDArray[np.float64]

SCHEMA = "supra2d.dataset/1"


@dataclass(frozen=True, slots=True)
class Column:
    """One mapped column of an instrument file, already in canonical units.

    ``quantity`` is the canonical channel, ``original`` the header as it stands in the file,
    ``where`` the instrument channel (``"ch1"``) or the column name where a file holds several
    columns of the same quantity, else empty.
    """

    quantity: str
    values: npt.NDArray[Any]
    original: str
    where: str = ""

    @property
    def variable(self) -> str:
        """Name of the variable in the Dataset."""
        return f"{self.quantity}_{self.where}" if self.where else self.quantity

    @property
    def attrs(self) -> dict[str, str]:
        """Attributes of that variable: canonical unit, channel, header in the file, place."""
        return {
            "units": channel(self.quantity).unit,
            "quantity": self.quantity,
            "column": self.original,
            "where": self.where,
        }


def make_log(
    columns: Iterable[Column],
    *,
    lines: npt.NDArray[np.int64],
    source: str,
    sha256: str,
    reader: str,
    dropped_rows: int = 0,
    message: str = "",
    unmapped: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Build a log, the Dataset that a reader returns.

    Parameters
    ----------
    columns
        Mapped columns, each with shape (n,), in canonical units, NaN where a cell is blank.
    lines
        Line number of each row in the file, counted from 1, shape (n,).
    source, sha256, reader
        Path of the file, hash of its bytes, name of the reader.
    dropped_rows, message
        How many rows were dropped, and what the user should know about it.
    unmapped
        Names of the columns that were left alone.
    header
        What the header says of the sample: ``title``, ``material``, and per channel
        ``lead_separation`` and ``cross_section`` in m and m^2.
    """
    data: dict[str, tuple[str, npt.NDArray[Any], dict[str, str]]] = {}
    for column in columns:
        if column.variable in data:
            raise InputError(
                f"{source}: two columns are mapped to {column.variable}",
                "each channel once",
                f"choose one with --columns '{column.quantity}=NAME [unit]'",
            )
        data[column.variable] = ("row", column.values, column.attrs)
    dataset = xr.Dataset(data, coords={"row": ("row", np.asarray(lines, dtype=np.int64))})
    dataset.attrs = file_attrs(source, sha256, reader, dropped_rows, message, unmapped, header)
    return validate(dataset)


def file_attrs(
    source: str,
    sha256: str,
    reader: str,
    dropped_rows: int = 0,
    message: str = "",
    unmapped: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Attributes of a Dataset that was read from a file.

    Parameters
    ----------
    source, sha256, reader, dropped_rows, message, unmapped, header
        As for `make_log`.
    """
    return {
        "schema": SCHEMA,
        "source": source,
        "sha256": sha256,
        "reader": reader,
        "dropped_rows": int(dropped_rows),
        "message": message,
        "unmapped": json.dumps(list(unmapped)),
        "header": json.dumps(dict(header or {})),
    }


def make_table(
    temperature: npt.ArrayLike,
    field: npt.ArrayLike,
    *,
    temperature_error: npt.ArrayLike = 0.0,
    field_error: npt.ArrayLike = 0.0,
    direction: str | Sequence[str] = "",
    angle: npt.ArrayLike | None = None,
    angle_error: npt.ArrayLike = 0.0,
    run: str | Sequence[str] = "",
    temperature_shared: npt.ArrayLike | None = None,
    field_shared: npt.ArrayLike | None = None,
    source: str | Sequence[str] = "",
    rows: str | Sequence[str] = "",
    criterion: str = "",
    **attrs: str,
) -> xr.Dataset:
    """Build a table of critical fields, dimension ``point``.

    Parameters
    ----------
    temperature, field
        K and T, shape (n,).
    temperature_error, field_error
        One standard deviation of the part that is independent from point to point.
    direction, angle, angle_error, run, source, rows
        Per point (or one for all): ``perpendicular``/``parallel``/empty; degrees from the film
        normal; cooldown or file; file and rows that the point comes from.
    temperature_shared, field_shared
        Sensitivities S of each point to the sources of error that several points have in common
        (a background, a cooldown), shape (n, k); the covariance is diag(error^2) + S S^T.
    criterion
        Resistive criterion, ``"50%"``.
    """
    t, b = np.broadcast_arrays(np.asarray(temperature, float), np.asarray(field, float))
    t, b = np.atleast_1d(t), np.atleast_1d(b)
    n = t.size

    def floats(values: npt.ArrayLike) -> Array:
        return np.broadcast_to(np.asarray(values, float), (n,)).copy()

    def strings(values: str | Sequence[str]) -> npt.NDArray[Any]:
        return np.array([values] * n if isinstance(values, str) else list(values), dtype=object)

    def shared(values: npt.ArrayLike | None) -> Array:
        return np.zeros((n, 0)) if values is None else np.asarray(values, float).reshape(n, -1)

    data: dict[str, Any] = {
        "temperature": ("point", t.copy(), {"units": "K"}),
        "field": ("point", b.copy(), {"units": "T"}),
        "temperature_error": ("point", floats(temperature_error), {"units": "K"}),
        "field_error": ("point", floats(field_error), {"units": "T"}),
        "direction": ("point", strings(direction)),
        "run": ("point", strings(run)),
        "source": ("point", strings(source)),
        "rows": ("point", strings(rows)),
        "temperature_shared": (("point", "t_source"), shared(temperature_shared), {"units": "K"}),
        "field_shared": (("point", "b_source"), shared(field_shared), {"units": "T"}),
    }
    if angle is not None:
        data["angle"] = ("point", floats(angle), {"units": "deg"})
        data["angle_error"] = ("point", floats(angle_error), {"units": "deg"})
    dataset = xr.Dataset(data)
    dataset.attrs = {"schema": SCHEMA, "kind": "table", "criterion": criterion, **attrs}
    return validate(dataset)


def validate(dataset: xr.Dataset) -> xr.Dataset:
    """Return ``dataset`` unchanged when it satisfies the schema.

    Raises
    ------
    InputError
        Naming the first variable that does not.
    """
    if dataset.attrs.get("schema") != SCHEMA:
        raise InputError(
            f"a Dataset with schema {dataset.attrs.get('schema')!r}",
            SCHEMA,
            "build it with supra2d.read, make_log or make_table",
        )
    for name, variable in dataset.data_vars.items():
        quantity = variable.attrs.get("quantity", str(name))
        known = CHANNELS.get(quantity)
        if known is None:
            continue
        units = variable.attrs.get("units", "")
        if units != known.unit:
            raise InputError(
                f"variable {name} in {units!r}",
                f"{quantity} in {known.unit!r}",
                "convert it to the canonical unit first",
            )
        if known.kind != "label" and variable.dtype.kind not in "fiu":
            raise InputError(
                f"variable {name} of type {variable.dtype}", "numbers", "drop the text first"
            )
    return dataset


def select(dataset: xr.Dataset, keep: npt.NDArray[Any], dim: str = "row") -> xr.Dataset:
    """The rows of ``dataset`` picked by a mask or by indices; attributes stay.

    Parameters
    ----------
    dataset
        A log, sweep or table.
    keep
        Mask or indices along ``dim``.
    dim
        ``"row"`` of logs and sweeps, ``"point"`` of tables.
    """
    return dataset.isel({dim: np.flatnonzero(keep) if keep.dtype == bool else keep})


def signals(dataset: xr.Dataset, quantities: Sequence[str]) -> list[str]:
    """Variables of ``dataset`` that hold one of the ``quantities``, in order of the Dataset."""
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.attrs.get("quantity") in quantities
    ]


def header_of(dataset: xr.Dataset) -> dict[str, Any]:
    """What the instrument's header says of the sample."""
    found: dict[str, Any] = json.loads(dataset.attrs.get("header", "{}"))
    return found


def unmapped_of(dataset: xr.Dataset) -> list[str]:
    """Names of the columns that were left alone."""
    found: list[str] = json.loads(dataset.attrs.get("unmapped", "[]"))
    return found


def row_ranges(lines: Iterable[int]) -> str:
    """Line numbers as short text.

    Examples
    --------
    >>> row_ranges([4, 5, 6, 9])
    '4-6,9'
    """
    numbers = np.unique(np.fromiter(lines, dtype=np.int64))
    if numbers.size == 0:
        return ""
    parts = np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1)
    text = [f"{p[0]}-{p[-1]}" if p.size > 1 else f"{p[0]}" for p in parts]
    if len(text) > 12:
        # Two interleaved channels take every second line: quote the span and the count.
        return f"{numbers[0]}-{numbers[-1]} ({numbers.size} of them)"
    return ",".join(text)


def merge_rows(texts: Iterable[str]) -> str:
    """Row texts of several sweeps as one short text.

    Examples
    --------
    >>> merge_rows(["29-825 (399 of them)", "827-1619 (397 of them)"])
    '29-1619 (796 of them)'
    >>> merge_rows(["5-9", "5-9"])
    '5-9'
    """
    found = list(dict.fromkeys(t for text in texts for t in text.split("; ") if t))
    joined = "; ".join(found)
    if len(joined) <= 40:
        return joined
    total, ends = 0, []
    for text in found:
        ranges = [[int(n) for n in part.split("-")] for part in text.split(" (")[0].split(",")]
        ends += [r[0] for r in ranges] + [r[-1] for r in ranges]
        counted = text.partition("(")[2].split(" ")[0]
        total += int(counted) if counted else sum(r[-1] - r[0] + 1 for r in ranges)
    return f"{min(ends)}-{max(ends)} ({total} of them)"


def save_netcdf(
    dataset: xr.Dataset, path: Path, *, encoding: Mapping[str, Mapping[str, Any]] | None = None
) -> None:
    """Write a Dataset as netCDF; the file appears under its name only when it is complete.

    Parameters
    ----------
    dataset, path
        What to write, and where.
    encoding
        Of single variables, as xarray takes it: compression.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        dataset.to_netcdf(part, engine="h5netcdf", encoding=encoding)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written ({error.strerror or error})",
            "a folder that exists and may be written to",
            "choose another place",
        ) from None
