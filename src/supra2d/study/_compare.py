"""``compare``: which mechanism a table of critical fields speaks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import Check, InputError, Result
from ..io import discover
from ..models import model
from ..report import Report, check_output
from ._angular import angular_results, tilt_from
from ._azimuth import one_azimuth
from ._bind import bind
from ._comparison import comparison_result
from ._files import Inputs, gather
from ._options import Options
from ._rates import only_rates
from ._tables import tables_of


def compare(
    table: Path | str,
    out: Path | str | None = None,
    *,
    models: Iterable[str] | str = (),
    evidence: str = "",
    force: bool = False,
    options: Options | None = None,
) -> Report:
    """Compare the laws of pair breaking on a table of critical fields.

    Parameters
    ----------
    table
        Delimited text with T (K), B (T), dB (T), and where known dT (K), angle (deg from the
        normal) or direction, and run.
    models
        Names of laws; without it every law whose inputs the table and the sample hold.
    evidence
        ``laplace``, at once, or ``nested``, by nested sampling.
    out, force, options
        As for `report`.

    Returns
    -------
    Report
        Its first comparison holds the verdict.

    Raises
    ------
    InputError
        When the file is no table, or no law can be compared on it.
    """
    options = options or Options()
    if evidence:
        options = replace(options, evidence=evidence)
    asked = [models] if isinstance(models, str) else list(models)
    for name in asked:
        model(name)  # an unknown name is answered before anything is read
    files = discover([table])
    if out is not None:
        check_output(Path(out), force=force, inputs=files)
    found = gather(files, options)
    results = _results(found, asked, options, Path(table).name)
    return bind(found.sample.name or Path(table).name, found, results, options, out, force=force)


def _results(found: Inputs, asked: Sequence[str], options: Options, name: str) -> list[Result]:
    if found.rates and not found.tables:
        raise only_rates(name)
    if not found.tables:
        raise InputError(
            f"{name} holds sweeps, not a table of critical fields",
            "columns T (K) and B (T), with dB (T), dT (K) and direction where known",
            "use 'supra2d report' for raw sweeps; it compares the laws as well",
        )
    every = [one_azimuth(t, options.criterion) for t in tables_of(found.tables, options)]
    by_direction = {
        direction: points
        for tables in every
        for direction, points in tables.by_criterion.get(options.criterion, {}).items()
    }
    said = [check for tables in every for check in tables.checks]
    if not by_direction and said:
        raise InputError(
            f"{name} holds several azimuths at one temperature",
            "one direction of the field at several temperatures",
            "use 'supra2d report', which compares the azimuths with one another",
        )
    if not by_direction:
        raise InputError(
            f"{name} holds no field along the film normal or in the plane",
            "rows within 1 degree of 0 or 90 from the normal",
            "use 'supra2d report' for fields at angles",
        )
    angular = angular_results((), found.tables, options)
    result = comparison_result(
        by_direction, found.sample, options, asked=asked, tilt=tilt_from(angular)
    )
    if not result.comparisons:
        raise InputError(
            f"{name}: no law can be compared ({result.checks[-1].message})",
            "more points than a law has parameters",
            "measure more fields, or name laws with fewer parameters",
        )
    return [replace(result, checks=(*_row_checks(found.tables), *said, *result.checks)), *angular]


def _row_checks(logs: Sequence[xr.Dataset]) -> list[Check]:
    """What was taken with a grain of salt in the rows of the file."""
    checks = []
    fields = np.concatenate([np.ravel(log["field"].values) for log in logs])
    if count := int(np.count_nonzero(fields < 0)):
        text = f"{count} fields are negative; their magnitude is taken."
        checks.append(Check("negative_fields", "warning", text, float(count)))
    if count := int(np.count_nonzero(~np.isfinite(fields))):
        text = f"{count} rows without a number for the field are left out."
        checks.append(Check("rows_without_field", "warning", text, float(count)))
    return checks
