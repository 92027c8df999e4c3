"""Residual resistance ratio."""

from __future__ import annotations

from math import sqrt

import numpy as np
import xarray as xr

from ..core import Quantity, refused
from ._points import Branch
from ._split import running, signal

ROOM_TEMPERATURE = 300.0


def residual_resistance_ratio(branch: Branch) -> Quantity:
    r"""RRR = R(300 K) / R_n, with R_n the normal state just above the transition.

    The value at 300 K is a straight line through the points within 10 K of it; a sweep that
    ends below 290 K is refused rather than extrapolated.
    """
    sweep, normal = branch.sweep, branch.transition.normal
    x, y = running(sweep), signal(sweep)
    where = _where(sweep)
    if x.max() < 0.75 * ROOM_TEMPERATURE and x.max() < 20 * (branch.transition.x[0] + 1):
        return refused("RRR", "1", "", where=where)
    if normal is None or x.max() < ROOM_TEMPERATURE - 10:
        reason = (
            f"the sweep ends at {x.max():.0f} K; RRR needs the resistance near 300 K"
            if normal is not None
            else "no normal state shows above a transition; RRR needs one"
        )
        return refused("RRR", "1", reason, where=where)
    near = np.abs(x - ROOM_TEMPERATURE) <= 10
    if near.sum() >= 4:
        fit = np.polynomial.Polynomial.fit(x[near] - ROOM_TEMPERATURE, y[near], 1)
        top = float(fit(0.0))
        noise = float(np.std(y[near] - fit(x[near] - ROOM_TEMPERATURE), ddof=2))
        noise /= sqrt(int(near.sum()))
    else:
        top, noise = float(y[np.argmin(np.abs(x - ROOM_TEMPERATURE))]), 0.0
    zero = branch.transition.zero
    offset = zero.value if zero is not None else 0.0
    value = (top - offset) / (normal.value - offset)
    sigma = value * sqrt(
        (noise / top) ** 2 + ((normal.sigma**2 + normal.choice**2) / normal.value**2)
    )
    return Quantity(
        "RRR",
        "1",
        value,
        (value - sigma, value + sigma),
        method="R(300 K) / R just above the transition",
        where=where,
        source=str(sweep.attrs["source"]),
        rows=str(sweep.attrs["rows"]),
    )


def _where(sweep: xr.Dataset) -> dict[str, str]:
    channel = str(sweep.attrs["channel"])
    return {"channel": channel} if channel else {}
