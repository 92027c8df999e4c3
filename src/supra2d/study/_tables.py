"""Tables of critical fields that the user made, and fits of named laws to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Array,
    Axis,
    Check,
    Curve,
    InputError,
    Model,
    Quantity,
    Result,
    make_table,
    refused,
    row_ranges,
)
from ..fit import FitOutcome, fit_table, information_weights
from ..io import discover
from ..models import model
from ..report import Report, check_output
from ._azimuth import at_one_azimuth
from ._bind import bind
from ._boundary_fit import Tables
from ._files import Inputs, gather
from ._options import Options
from ._rates import rate_result

_ALONG = 1.0


def tables_of(logs: Sequence[xr.Dataset], options: Options) -> list[Tables]:
    """Tables read from files, split by direction; rows at other angles are left for `angular`."""
    found: dict[str, list[xr.Dataset]] = {}
    for log in logs:
        for direction, table in split_table(log, options).items():
            if direction != "angle":
                found.setdefault(direction, []).append(table)
    if not found:
        return []
    order = [d for d in ("perpendicular", "parallel", "") if d in found]
    merged = {d: _concatenated(found[d]) for d in order}
    known = {d: t for d, t in merged.items() if d}
    sets = [s for s in (known, {"": merged[""]} if "" in merged else {}) if s]
    return [Tables("", {options.criterion: by}) for by in sets]


def split_table(log: xr.Dataset, options: Options) -> dict[str, xr.Dataset]:
    """Points of a table file per direction; ``angle`` holds those in between."""
    if log.attrs.get("kind") == "table":  # one that this package wrote
        labels = log["direction"].values.astype(str)
        return {str(d): log.isel(point=np.flatnonzero(labels == d)) for d in dict.fromkeys(labels)}
    t, b = _positive(log, "temperature"), _positive(log, "field")
    angle = log["angle"].values if "angle" in log else np.full(t.size, np.nan)
    folded = np.abs((angle + 90) % 180 - 90)
    label = np.array([_label(log, i, folded[i]) for i in range(t.size)], dtype=object)
    tables = {}
    for direction in dict.fromkeys(label):
        rows = np.flatnonzero(label == direction)
        table = make_table(
            t[rows],
            b[rows],
            temperature_error=_error(log, "temperature", rows),
            field_error=_error(log, "field", rows),
            direction="" if direction == "angle" else str(direction),
            angle=angle[rows] if direction == "angle" else None,
            run=_text(log, "run", rows),
            source=str(log.attrs["source"]),
            rows=[row_ranges([int(log["row"].values[i])]) for i in rows],
            criterion=options.criterion,
        )
        if "azimuth" in log:
            table = table.assign(azimuth=("point", log["azimuth"].values[rows], {"units": "deg"}))
        tables[str(direction)] = table
    return tables


def _positive(log: xr.Dataset, name: str) -> Array:
    values: Array = np.asarray(log[name].values, dtype=float)
    return abs(values) if name == "field" else values


def _label(log: xr.Dataset, i: int, folded: float) -> str:
    if "direction" in log:
        text = str(log["direction"].values[i]).strip().lower()
        for name in ("perpendicular", "parallel"):
            if text and name.startswith(text[:4]):
                return name
    if np.isfinite(folded):
        if folded <= _ALONG:
            return "perpendicular"
        return "parallel" if folded >= 90 - _ALONG else "angle"
    return str(log.attrs.get("direction", ""))


def _error(log: xr.Dataset, name: str, rows: np.ndarray) -> Array:
    column = f"{name}_error"
    if column not in log:
        return np.zeros(rows.size)
    return np.nan_to_num(np.abs(log[column].values[rows]))


def _text(log: xr.Dataset, name: str, rows: np.ndarray) -> list[str]:
    if name not in log:
        return [str(log.attrs.get("cooldown", ""))] * rows.size
    return [str(v) for v in log[name].values[rows]]


def _concatenated(tables: Sequence[xr.Dataset]) -> xr.Dataset:
    if len(tables) == 1:
        return tables[0]
    joined = xr.concat(tables, dim="point")
    joined.attrs = tables[0].attrs
    return joined


def fit(
    table: Path | str,
    models: Iterable[str] | str,
    out: Path | str | None = None,
    *,
    force: bool = False,
    options: Options | None = None,
) -> Report:
    """Fit named laws to a table of critical fields, or of Tc against pair breaking.

    Parameters
    ----------
    table
        Delimited text with T (K), B (T) and, where known, dT, dB, angle or direction, run; for
        laws of a rate with rate (meV), Tc (K) and, where known, drate, dTc.
    models
        Names of laws; see ``supra2d.models.names()``.
    out, force, options
        As for `report`.

    Raises
    ------
    InputError
        When the file is no table, or a law needs a direction that the table has not.
    """
    options = options or Options()
    laws = [model(name) for name in ([models] if isinstance(models, str) else models)]
    files = discover([table])
    if out is not None:
        check_output(Path(out), force=force, inputs=files)
    found = gather(files, options)
    results = [_fitted(law, _logs_for(law, found, Path(table).name), options) for law in laws]
    if len(laws) > 1:
        results = _weighted(results)
    return bind(Path(table).name, found, results, options, out, force=force)


def _logs_for(law: Model, found: Inputs, name: str) -> Sequence[xr.Dataset]:
    """The tables that a law is made for."""
    fields, rates = "critical fields", "critical temperatures against a rate"
    if law.variables[0].name == "rate":
        kind, wanted, logs = rates, "rate (meV) and Tc (K), with drate and dTc", found.rates
    else:
        kind, wanted, logs = fields, "T (K) and B (T), with dB, dT and direction", found.tables
    if logs:
        return logs
    held = fields if found.tables else rates if found.rates else "sweeps"
    raise InputError(
        f"{name} holds {held}, not a table of {kind}",
        f"columns {wanted} where known, for {law.name}",
        "use 'supra2d report' for raw sweeps, or choose a law of the columns that are there",
    )


def _fitted(law: Model, logs: Sequence[xr.Dataset], options: Options) -> Result:
    """One law on the part of the table that it is made for."""
    if law.variables[0].name == "rate":
        return rate_result(law, logs)
    parts: dict[str, list[xr.Dataset]] = {}
    for log in logs:
        for direction, table in split_table(log, options).items():
            parts.setdefault(direction, []).append(table)
    wanted = law.direction
    said: list[Check] = []
    if law.variables[0].name in ("angle", "azimuth"):
        table = _angles(logs, law.variables[0].name, options)
    else:
        found = [d for d in (wanted, "") if d in parts] if wanted else list(parts)
        if not found:
            raise InputError(
                f"{law.name} needs {wanted} fields, the table has {', '.join(sorted(parts))}",
                f"rows with direction {wanted}",
                "choose another law, or state the direction in the table or with --direction",
            )
        table = _concatenated([t for d in found for t in parts[d]])
        if wanted == "parallel":
            table, azimuth, left = at_one_azimuth(table)
            said = [Check("azimuth", "ok", f"{law.name}: {left}", azimuth)] if left else []
    outcome = fit_table(law, table)
    return Result(
        "angular" if law.variables[0].name != "temperature" else "critical_field",
        f"{law.title}",
        quantities=tuple(_tc(outcome, law, table, options)),
        fits=(outcome.fit,),
        checks=(*said, *(Check(c.name, c.status, f"{law.name}: {c.message}", c.value)
                         for c in outcome.checks)),
        curves=tuple(fit_curves(outcome, law, table)),
        x_axis=Axis(law.variables[0].name, law.variables[0].unit),
        y_axis=Axis("field", "T"),
    )  # fmt: skip


def _angles(logs: Sequence[xr.Dataset], name: str, options: Options) -> xr.Dataset:
    tables = []
    for log in logs:
        if name not in log:
            raise InputError(
                f"{Path(log.attrs['source']).name} has no column {name}",
                f"{name} in deg for this law",
                f"add a column {name} (deg)",
            )
        rows = np.arange(log.sizes["row"])
        table = make_table(
            log["temperature"].values,
            _positive(log, "field"),
            field_error=_error(log, "field", rows),
            angle=log[name].values,
            source=str(log.attrs["source"]),
            rows=[row_ranges([int(r)]) for r in log["row"].values],
            criterion=options.criterion,
        )
        tables.append(table.rename({"angle": name}) if name != "angle" else table)
    return _concatenated(tables)


def fit_curves(outcome: FitOutcome, law: Model, table: xr.Dataset) -> list[Curve]:
    """Points, fitted line with band and residuals of one law."""
    axis = law.variables[0].name
    x = table[axis].values
    where = {"model": law.name}
    if law.edge:
        line = outcome.values[law.edge] * (1 - np.linspace(1, 0, 161) ** 2)
    else:
        line = np.linspace(x.min(), x.max(), 361)
    y, low, high = outcome.predict(0, line)
    error = table[f"{axis}_error"].values if f"{axis}_error" in table else None
    shared = (table["field_shared"].values ** 2).sum(axis=1)
    return [
        Curve("data", x, table["field"].values, x_error=error,
              y_error=np.sqrt(table["field_error"].values ** 2 + shared)),
        Curve("fit", line, y, low=low, high=high, where=where),
        Curve("residual", x, outcome.residuals(0), where=where),
    ]  # fmt: skip


def _tc(outcome: FitOutcome, law: Model, table: xr.Dataset, options: Options) -> list[Quantity]:
    """Tc from a law of temperature; other parameters stand in the fit's own row."""
    if law.edge != "Tc0":
        return []
    where = {"method": law.name}
    interval = outcome.intervals.get("Tc0")
    common: dict[str, Any] = {
        "criterion": options.criterion,
        "method": law.name,
        "where": where,
        "source": "; ".join(dict.fromkeys(table["source"].values)),
    }
    if interval is None:
        return [refused("Tc", "K", "Tc is not constrained by these points.", **common)]
    return [Quantity("Tc", "K", outcome.values["Tc0"], interval, cites=law.references, **common)]


def _weighted(results: Sequence[Result]) -> list[Result]:
    """Add the Akaike weights to the text of each law."""
    fits = [f for r in results for f in r.fits]
    weights = information_weights(fits)
    return [
        replace(
            r,
            text=(
                f"Akaike weight among the laws fitted: {weights[r.fits[0].model]:.2g}. "
                "Weights compare; they do not say that any law is right.",
            ),
        )
        for r in results
    ]
