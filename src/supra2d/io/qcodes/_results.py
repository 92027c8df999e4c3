"""The results of one run: which parameters were measured at which setpoints, and their values."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np

from supra2d.core import Array, InputError

from .._arrays import NamedArray
from .._text import number


def tables_of(
    database: sqlite3.Connection, table: str, description: str, file: str
) -> dict[str, list[NamedArray]]:
    """Columns of a run, in one table per set of setpoints.

    QCoDeS writes a row for each measured parameter, with blanks for all others; parameters that
    were measured at the same values of the same setpoints stand side by side here.
    """
    specs = _specs(description, file)
    used = {name for spec in specs.values() for name in spec["depends_on"]}
    tables: dict[str, list[NamedArray]] = {}
    for name, spec in specs.items():
        if name in used:
            continue
        columns = _columns(database, table, [*spec["depends_on"], name], file)
        arrays = [
            NamedArray(n, str(specs[n].get("unit") or ""), v, str(specs[n].get("label") or ""))
            for n, v in columns.items()
        ]
        for known in tables.values():
            if (
                _same_setpoints(known, arrays[:-1])
                and known[0].values.size == arrays[-1].values.size
            ):
                known.append(arrays[-1])
                break
        else:
            tables[name] = arrays
    if not any(array.values.size for arrays in tables.values() for array in arrays):
        raise InputError(
            f"{file} holds no result in this run", "at least one row", "choose another run"
        )
    return {name: arrays for name, arrays in tables.items() if arrays[-1].values.size}


def _specs(description: str, file: str) -> dict[str, dict[str, Any]]:
    try:
        specs = json.loads(description)["interdependencies"]["paramspecs"]
        found = {str(s["name"]): s for s in specs if s["paramtype"] in ("numeric", "array")}
        # what depends on a text cannot be a curve
        return {n: s for n, s in found.items() if all(d in found for d in s["depends_on"])}
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{file} does not describe the parameters of its run",
            "a database that QCoDeS 0.2 or later wrote",
            "open it once with a recent QCoDeS, which upgrades it",
        ) from None


def _columns(
    database: sqlite3.Connection, table: str, names: Sequence[str], file: str
) -> dict[str, Array]:
    """Values of setpoints and one parameter, arrays in cells unrolled."""
    listed = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {listed} FROM "{table}" WHERE "{names[-1]}" IS NOT NULL ORDER BY id'
    rows = database.execute(query).fetchall()
    if not rows:
        return {name: np.empty(0) for name in names}
    try:
        if not any(isinstance(cell, bytes) for cell in rows[0]):
            columns = [np.array([_number(c) for c in cells]) for cells in zip(*rows, strict=True)]
        else:
            grids = [np.broadcast_arrays(*map(_cell, row)) for row in rows]
            columns = [
                np.concatenate([grid[i].ravel() for grid in grids]) for i in range(len(names))
            ]
    except (ValueError, EOFError, TypeError) as error:
        raise InputError(
            f"{file} holds arrays that cannot be read or do not belong together ({error})",
            "setpoints as long as what was measured at them",
            "export the run with QCoDeS as netCDF",
        ) from None
    return dict(zip(names, columns, strict=True))


def _number(value: Any) -> float:
    """A cell as a number; NaN is stored as text."""
    found = number(value) if isinstance(value, str) else value
    return float("nan") if found is None else float(found)


def _cell(value: Any) -> Array:
    """A cell as an array, stored as numpy writes it, or as one number."""
    if isinstance(value, bytes):
        stored = np.load(io.BytesIO(value), allow_pickle=False)
        return np.atleast_1d(np.asarray(stored, dtype=np.float64))
    return np.array([_number(value)])


def _same_setpoints(known: Sequence[NamedArray], setpoints: Sequence[NamedArray]) -> bool:
    return len(setpoints) > 0 and all(
        a.name == b.name and np.array_equal(a.values, b.values, equal_nan=True)
        for a, b in zip(known, setpoints, strict=False)
    )
