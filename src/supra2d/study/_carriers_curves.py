"""Curves of the Hall figure: odd parts, straight lines, two-carrier curves, densities."""

from __future__ import annotations

import numpy as np

from ..core import CHANNELS, Curve
from ..measure import HallSet, hall_tensor, sheet_density
from ._carriers_series import HallSeries


def set_curves(found: HallSet, where: dict[str, object]) -> list[Curve]:
    """Odd part of each branch, the slope with its band or the curve of two carriers."""
    curves = [
        Curve("data", b.field, b.odd, where={**where, "branch": b.name}) for b in found.branches
    ]
    slope = found.slope
    if slope is None:
        return curves
    x = np.linspace(0.0, slope.reach, 61)
    if found.choice is not None and found.choice.verdict == "two":
        two = found.choice.two
        _, hall = hall_tensor(x, np.array(two.densities), np.array(two.mobilities))
        curves.append(Curve("fit", x, hall, where={**where, "model": "two carriers"}))
        curves += _along(found, where)
    elif not found.refusal:
        low, high = x * (slope.slope - slope.total), x * (slope.slope + slope.total)
        line = {**where, "model": "one carrier"}
        curves.append(Curve("fit", x, x * slope.slope, low=low, high=high, where=line))
        if "temperature" in where:
            n = np.array([sheet_density(slope.slope)])
            error = n * slope.total / abs(slope.slope)
            at = np.array([found.held["temperature"]])
            curves.append(Curve("density", at, n, y_error=error, where=where))
    return curves


def _along(found: HallSet, where: dict[str, object]) -> list[Curve]:
    """Even part of the longitudinal resistance, and what two carriers make of it."""
    along, choice = found.longitudinal, found.choice
    if along is None or choice is None:
        return []
    two = choice.two
    unit = CHANNELS[along.quantity].unit
    where = {**where, "quantity": along.quantity, "unit": unit}
    x = np.linspace(0.0, float(along.field[-1]), 61)
    xx, _ = hall_tensor(x, np.array(two.densities), np.array(two.mobilities), two.squares)
    return [Curve("along", along.field, along.even, where=where),
            Curve("along_fit", x, xx, where=where)]  # fmt: skip


def series_curve(series: HallSeries) -> Curve:
    """Density over temperature of a series at one field."""
    n = series.density
    return Curve("density", series.temperature, n, y_error=n * np.minimum(series.sigma, 1.0))
