"""The table of critical fields that ``advise`` works on, from a file or from a report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import Array, InputError, Sample, Source, make_table, sha256
from ..io import discover
from ._angular import angular_results, tilt_from
from ._azimuth import one_azimuth
from ._files import Inputs, gather
from ._options import Options
from ._rates import only_rates
from ._tables import tables_of


@dataclass(frozen=True)
class Given:
    """Critical fields by direction, what was read, and the misalignment where it was measured."""

    tables: Mapping[str, xr.Dataset]
    inputs: Inputs
    tilt: tuple[float, float] | None = None


def given(path: Path, options: Options) -> Given:
    """Read a table, or the points that an earlier report compared the laws on.

    Parameters
    ----------
    path
        A table as for `compare`, or a folder that `compare` or `report` wrote.
    options
        As for `compare`.

    Raises
    ------
    InputError
        When there is no table, or the field is not known to lie in the plane.
    """
    found = _of_report(path) if (path / "results.json").is_file() else _of_table(path, options)
    if "" in found.tables and len(found.tables) == 1:
        raise InputError(
            f"{path.name} does not state the direction of the field",
            "rows labelled perpendicular or parallel",
            "state it in the table or with --direction",
        )
    if "parallel" not in found.tables:
        raise InputError(
            f"{path.name} holds no field in the plane",
            "critical fields in the plane, where mechanisms differ",
            "measure the parallel field at five temperatures or more, then ask again",
        )
    return found


def _of_table(path: Path, options: Options) -> Given:
    inputs = gather(discover([path]), options)
    if inputs.rates and not inputs.tables:
        raise only_rates(path.name)
    if not inputs.tables:
        raise InputError(
            f"{path.name} holds sweeps, not a table of critical fields",
            "columns T (K) and B (T), with dB (T), dT (K) and direction where known",
            "run 'supra2d report' on it first, and name the folder of that report",
        )
    every = [one_azimuth(t, options.criterion) for t in tables_of(inputs.tables, options)]
    tables = {
        direction: points
        for one in every
        for direction, points in one.by_criterion.get(options.criterion, {}).items()
    }
    return Given(tables, inputs, tilt_from(angular_results((), inputs.tables, options)))


def _of_report(folder: Path) -> Given:
    found = sorted((folder / "tables").glob("comparison_data*.tsv"))
    if not found:
        raise InputError(
            f"{folder} is a report without a comparison of laws",
            "a report on critical fields in the plane",
            "name a table of critical fields instead",
        )
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    tables = _tables_in(found[0])
    rows = sum(table.sizes["point"] for table in tables.values())
    note = f"the first of {len(found)} comparisons in this report" if len(found) > 1 else ""
    source = Source(str(found[0]), sha256(found[0]), "supra2d report", rows, 0, note)
    return Given(tables, Inputs((), (), (source,), Sample(**results["sample"]), None))


def _tables_in(path: Path) -> dict[str, xr.Dataset]:
    """Points by direction, from the side by side columns of a report's table."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    names, _, comments, *rows = lines
    columns: dict[str, dict[str, Array]] = {}
    for i, (name, comment) in enumerate(zip(names, comments, strict=True)):
        direction = comment.partition("direction=")[2].partition(",")[0]
        values = [float(row[i] or "nan") for row in rows]
        columns.setdefault(direction, {})[name] = np.array(values)
    return {direction: _table(by_name, direction) for direction, by_name in columns.items()}


def _table(columns: Mapping[str, Array], direction: str) -> xr.Dataset:
    here = np.isfinite(columns["temperature"]) & np.isfinite(columns["field"])
    T, B, dT, dB = (
        np.nan_to_num(columns.get(name, np.zeros(here.size))[here])
        for name in ("temperature", "field", "temperature error", "field error")
    )
    return make_table(T, B, temperature_error=dT, field_error=dB, direction=direction)
