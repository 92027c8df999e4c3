"""Curves of the gate figures."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import numpy as np

from ..core import Axis, Curve, Fit, FittedParameter
from ..measure import Capacitance, Dome, GateSeries, Line

#: Unit of each quantity against the gate voltage.
UNITS = {"Tc": "K", "n_sheet": "m^-2", "capacitance": "F/m^2", "mobility": "m^2/(V s)", "Ic": "A"}

_GATE = Axis("gate_voltage", "V")


def _axes(name: str) -> tuple[Axis, Axis]:
    return _GATE, Axis(name, UNITS[name])


def series_curve(name: str, series: GateSeries, where: Mapping[str, object]) -> Curve:
    """Points of a quantity against the gate voltage; the role is its name."""
    return Curve(
        name, series.gate, series.value, y_error=series.sigma, where=dict(where), axes=_axes(name)
    )


def dome_curves(name: str, found: Dome, where: Mapping[str, object]) -> list[Curve]:
    """The polynomial through the top of a dome with its band, and the top with its error."""
    curves = []
    if found.line.size:
        x, y, sigma = found.line
        curves.append(
            Curve(f"{name}_line", x, y, low=y - sigma, high=y + sigma, where=dict(where),
                  axes=_axes(name))
        )  # fmt: skip
    if found.gate is not None and found.top is not None:
        x, y, error = (np.array([v]) for v in (found.gate.value, found.top.value, found.gate.total))
        curves.append(Curve(f"{name}_top", x, y, x_error=error, where=dict(where),
                            axes=_axes(name)))  # fmt: skip
    return curves


def capacitance_curve(found: Capacitance, where: Mapping[str, object]) -> Curve:
    """Local capacitances with total errors."""
    values = np.array([c.value for c in found.local])
    errors = np.array([c.total for c in found.local])
    return series_curve("capacitance", GateSeries(found.gate, values, errors), where)


def pair_curve(tc: GateSeries, density: GateSeries, where: Mapping[str, object]) -> Curve:
    """Tc against density, with both errors."""
    return Curve(
        "pairs", density.value, tc.value, x_error=density.sigma, y_error=tc.sigma,
        where=dict(where), axes=(Axis("n_sheet", "m^-2"), Axis("Tc", "K")),
    )  # fmt: skip


def line_curve(line: Line, where: Mapping[str, object]) -> Curve:
    """The line of Tc against density with its band, from where it starts."""
    low, high = line.low, line.high
    start = line.zero.value if line.zero is not None and 0.0 < line.zero.value < low else low
    x = np.linspace(start, high + 0.05 * (high - low), 61)
    c = line.whole.covariance
    sigma = np.sqrt(np.maximum(c[0, 0] + 2.0 * x * c[0, 1] + x**2 * c[1, 1], 0.0))
    # the spread over ranges is widest at the ends, where lines through parts diverge
    sigma = np.hypot(sigma, line.slope.systematic * (x - x.mean()))
    y = line.intercept.value + line.slope.value * x
    axes = (Axis("n_sheet", "m^-2"), Axis("Tc", "K"))
    return Curve("line", x, y, low=y - sigma, high=y + sigma, where=dict(where), axes=axes)


def line_fit(line: Line, data: str) -> Fit:
    """The line through all points as a row of ``fits``; its errors are those as given."""
    whole = line.whole
    sigmas = [sqrt(whole.covariance[i, i]) for i in (0, 1)]
    units = ("K", "K") if "RRR" in data else ("K", "K m^2")
    return Fit(
        "straight_line",
        "straight_line",
        data,
        tuple(
            FittedParameter(name, value, unit, (value - s, value + s))
            for name, value, unit, s in zip(
                ("intercept", "slope"), (whole.a, whole.b), units, sigmas, strict=True
            )
        ),
        line.chi2,
        line.dof,
        line.chi2 + 4.0,
        line.chi2 + 2.0 * float(np.log(line.dof + 2)),
        message=f"correlation of intercept and slope {line.correlation:.4f}",
    )
