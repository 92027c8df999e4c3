"""Starting values from data, shared by the laws of this family."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array


def rise(T: Array, R: Array, part: float) -> float:
    """Lowest temperature from which R stays above ``part`` of its largest value; T > 0."""
    order = np.argsort(T, kind="stable")
    below = np.flatnonzero(~(R[order] > part * max(float(R.max()), 1e-300)))
    first = min(int(below[-1]) + 1 if below.size else 0, T.size - 1)
    return max(float(T[order][first]), 1e-2)


def exponential(T: Array, R: Array) -> tuple[float, float, float] | None:
    """R0, b, T_BKT of the asymptotic law, at the T_BKT of a grid that leaves the least misfit."""
    top = float(R.max())
    good = (T > 0.0) & (R > 1e-6 * max(top, 1e-300))
    if np.unique(T[good]).size < 3:
        return None
    x, y = T[good], np.log(R[good])
    low = float(x.min())
    found = []
    for place in low * (1.0 - np.geomspace(1e-3, 0.7, 60)):
        u = (x / place - 1.0) ** -0.5
        slope, level = np.polyfit(u, y, 1)
        miss = y - level - slope * u
        found.append((float(miss @ miss), float(level), float(slope), float(place)))
    _, level, slope, place = min(found)
    return float(np.exp(np.clip(level, -60.0, 60.0))), max(-slope, 1e-2), place
