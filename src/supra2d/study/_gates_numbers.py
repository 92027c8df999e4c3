"""Numbers of a gate: dome, capacitance, mobilities, the lines of Tc against density and RRR."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core import Array, Quantity, refused
from ..measure import (
    Capacitance,
    Dome,
    Estimate,
    GateSeries,
    Line,
    capacitance,
    dome,
    line_through,
    rank_correlation,
)
from ._groups import set_point

_LINE = "line with errors on both axes, ranges averaged"
_BENT = (
    "Tc is no straight line in the density, on the rising side of its top neither. Read it off "
    "the figure, or measure more gate voltages on one side."
)
_FEW = (
    "Tc and density are both known at fewer than 4 gate voltages. Measure both at more of them, at "
    "the same voltages."
)


def quantity_of(name: str, unit: str, found: Estimate, **rest: Any) -> Quantity:
    """A row of an estimate: statistical, and what the choice of the window leaves open.

    Parameters
    ----------
    name, unit
        As in the interface.
    found
        The number.
    **rest
        Other fields of `Quantity`.
    """
    v = found.value
    return Quantity(
        name,
        unit,
        v,
        (v - found.sigma, v + found.sigma),
        (v - found.systematic, v + found.systematic) if found.systematic else None,
        **rest,
    )


def dome_numbers(
    series: GateSeries, name: str, unit: str, **common: Any
) -> tuple[Dome, list[Quantity]]:
    """Position and height of the maximum of Tc or Ic; ``dome_gate`` and ``dome_Tc``."""
    found = dome(series.gate, series.value, series.sigma, name=name)
    place = "dome_gate" if name == "Tc" else f"dome_gate_{name}"
    if found.gate is None or found.top is None:
        return found, [refused(place, "V", found.refusal, **common)]
    rest = {**common, "method": "local polynomials, windows averaged", "cites": ("jay2021",)}
    return found, [
        quantity_of(place, "V", found.gate, **rest),
        quantity_of(f"dome_{name}", unit, found.top, **rest),
    ]


def capacitance_numbers(
    series: GateSeries, where: Mapping[str, object], **common: Any
) -> tuple[Capacitance, list[Quantity]]:
    """Capacitance at each gate voltage, and one for all where it describes the density."""
    found = capacitance(series.gate, series.value, series.sigma)
    rest = {
        **common,
        "convention": "density falls with V_G" if found.holes else "density rises with V_G",
    }
    cites = {"cites": ("jay2021",)}
    whole = (
        refused("capacitance", "F/m^2", found.refusal, where=where, **rest)
        if found.whole is None
        else quantity_of(
            "capacitance", "F/m^2", found.whole, where=where,
            method="e dn/dV_G, one straight line", **rest, **cites,
        )
    )  # fmt: skip
    local = [
        quantity_of(
            "capacitance", "F/m^2", one, where={**where, "gate": set_point("gate", float(gate))},
            method="e dn/dV_G, local polynomials", **rest, **cites,
        )
        for gate, one in zip(found.gate, found.local, strict=False)
    ]  # fmt: skip
    return found, [whole, *local]


def line_numbers(
    tc: GateSeries, density: GateSeries, share: float, **common: Any
) -> tuple[Line | None, list[Quantity]]:
    """Tc against density: slope, intercept and the density at which the line reaches Tc = 0.

    Where all points are on no straight line, as over the top of a dome, the side on which Tc
    rises with the density is taken alone.

    Parameters
    ----------
    tc, density
        At the gate voltages that both know (see `paired`).
    share
        Relative error of Tc that all gate voltages share.
    """
    line = line_through(density.value, tc.value, density.sigma, tc.sigma)
    state: dict[str, Any] = {}
    if line is not None and not line.straight:
        line = _rising(tc, density)
        top = float(density.value[np.argmax(tc.value)])
        state = {
            "status": "warning",
            "message": f"Tc is no straight line in the density: only its rising side, up to "
            f"{top:.3g} m^-2, was taken.",
        }
    if line is None or not line.straight:
        return None, [refused("Tc_slope", "K m^2", _BENT if state else _FEW, **common)]
    slope = Estimate(
        line.slope.value,
        line.slope.sigma,
        float(np.hypot(line.slope.systematic, share * line.slope.value)),
    )
    rest = {**common, **state, "method": _LINE, "cites": ("york2004", "jay2021")}
    rows = [
        quantity_of("Tc_slope", "K m^2", slope, **rest),
        quantity_of("Tc_intercept", "K", line.intercept, **rest),
    ]
    if line.zero is not None:
        return line, [*rows, quantity_of("n_sheet_Tc0", "m^-2", line.zero, **rest)]
    message = (
        f"The slope of Tc against density, {slope.value:.2g} +- {slope.total:.2g} K m^2, is less "
        "than three of its errors: the density at which Tc vanishes is open. Measure over a wider "
        "range of densities."
    )
    return line, [*rows, refused("n_sheet_Tc0", "m^-2", message, **common)]


def _rising(tc: GateSeries, density: GateSeries) -> Line | None:
    """The line through the points from the lowest density to the highest Tc."""
    keep = np.flatnonzero(density.value <= density.value[np.argmax(tc.value)])
    n, t = _at(density, keep), _at(tc, keep)
    return line_through(n.value, t.value, n.sigma, t.sigma)


def paired(one: GateSeries, other: GateSeries) -> tuple[GateSeries, GateSeries]:
    """The two series at the gate voltages that both know, to 0.2 % of their range."""
    span = max(float(np.ptp(one.gate)), float(np.ptp(other.gate)))
    apart = np.abs(one.gate[:, None] - other.gate[None, :])
    mine, yours = np.nonzero(apart <= 2e-3 * span)
    return _at(one, mine), _at(other, yours)


def _at(series: GateSeries, rows: np.ndarray) -> GateSeries:
    return GateSeries(series.gate[rows], series.value[rows], series.sigma[rows])


def ratio_numbers(
    ratios: Array, temperatures: Array, **common: Any
) -> tuple[Line | None, list[Quantity]]:
    """RRR against Tc: rank correlation and line; nothing with fewer than 5 pairs.

    Parameters
    ----------
    ratios, temperatures
        Values and standard deviations of RRR and of Tc in K, shape (2, n).
    """
    ranked = rank_correlation(ratios[0], temperatures[0])
    if ranked is None:
        return None, []
    r, interval = ranked
    rows = [
        Quantity(
            "RRR_Tc_correlation", "1", r, interval, method="Spearman rank correlation",
            cites=("bonett2000",), **common,
        )
    ]  # fmt: skip
    line = line_through(ratios[0], temperatures[0], ratios[1], temperatures[1])
    if line is not None:
        rest = {"method": _LINE, "cites": ("york2004", "jay2021")}
        rows.append(quantity_of("Tc_RRR_slope", "K", line.slope, **rest, **common))
    return line, rows
