"""Critical-field tables -> one Result: laws, numbers, checks, curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Array,
    Axis,
    Check,
    Curve,
    Fit,
    Quantity,
    Result,
    Sample,
    SupraError,
    refused,
    with_preferred,
)
from ..models import model
from ._boundary_checks import boundary_checks, criterion_check
from ._boundary_fit import LAWS, Fitted, Tables, fit_boundary, where_of
from ._boundary_numbers import boundary_numbers
from ._options import Options


def boundary_result(tables: Tables, sample: Sample, options: Options) -> Result | None:
    """Fit the Ginzburg-Landau laws to the tables of one channel, for each criterion.

    Perpendicular and parallel tables are fitted together with one Tc and one coherence length.
    The fit is repeated on the points nearest to Tc, where the laws are exact; what that moves
    beyond noise is the systematic part.
    """
    quantities: list[Quantity] = []
    fits: list[Fit] = []
    checks: list[Check] = list(tables.checks)
    curves: list[Curve] = []
    text: list[str] = []
    for criterion, by_direction in tables.by_criterion.items():
        main = criterion == options.criterion
        curves += [
            points_curve(t, where_of(tables, direction=d, criterion=criterion))
            for d, t in by_direction.items()
        ]
        try:
            fitted = fit_boundary(by_direction, minos=main)
        except SupraError as error:
            quantities.append(
                refused(
                    "Tc",
                    "K",
                    f"No law can be fitted to the {criterion} points: {error}",
                    criterion=criterion,
                    method="extrapolation of the critical field",
                    where=where_of(tables),
                )
            )
            continue
        fits.append(_named(fitted.outcome.fit, tables, criterion))
        quantities += boundary_numbers(fitted, tables, by_direction, criterion, options)
        if main:
            checks += boundary_checks(fitted, tables, by_direction, sample)
            curves += _lines(fitted, tables, by_direction, criterion)
            text += _sentences(fitted)
    if not curves:
        return None
    checks += criterion_check(quantities, options.criterion, tables)
    title = "Critical field" + (f" ({tables.channel})" if tables.channel else "")
    return Result(
        "critical_field",
        title,
        quantities=with_preferred(quantities, options.criterion),
        fits=tuple(fits),
        checks=tuple(checks),
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=tuple(text),
    )


def _named(fit: Fit, tables: Tables, criterion: str) -> Fit:
    where = f"{tables.channel}, " if tables.channel else ""
    return replace(fit, data=f"{where}{criterion} criterion, {fit.data}")


def points_curve(table: xr.Dataset, where: Mapping[str, Any]) -> Curve:
    """The points of a table, their independent and shared errors together."""

    def error(axis: str) -> Array:
        shared = table[f"{axis}_shared"].values
        return np.sqrt(table[f"{axis}_error"].values ** 2 + (shared**2).sum(axis=1))

    return Curve(
        "data",
        table["temperature"].values,
        table["field"].values,
        x_error=error("temperature"),
        y_error=error("field"),
        where=where,
    )


def _lines(
    fitted: Fitted, tables: Tables, by_direction: Mapping[str, xr.Dataset], criterion: str
) -> list[Curve]:
    top = fitted.outcome.values["Tc0"]
    x = top * (1 - np.linspace(1, 0, 161) ** 2)
    curves = []
    for i, direction in enumerate(fitted.parts):
        if not fitted.holds(direction):
            continue
        where = where_of(tables, direction=direction, criterion=criterion, model=LAWS[direction])
        y, low, high = fitted.outcome.predict(i, x)
        curves.append(Curve("fit", x, y, low=low, high=high, where=where))
        curves.append(
            Curve(
                "residual",
                by_direction[direction]["temperature"].values,
                fitted.outcome.residuals(i),
                where=where,
            )
        )
    return curves


def _sentences(fitted: Fitted) -> list[str]:
    laws = " and ".join(f"{model(LAWS[d]).title} ({LAWS[d]})" for d in fitted.parts)
    text = [f"Fitted by {laws}" + (", together." if len(fitted.parts) > 1 else ".")]
    if fitted.outcome.shifts:
        listed = ", ".join(
            f"{run}: {1e3 * s:+.3g} mK" for run, (s, _) in fitted.outcome.shifts.items()
        )
        text.append(f"Shift of Tc per cooldown: {listed}.")
    return text
