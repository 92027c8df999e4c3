"""Critical current at the largest dV/dI: the middle of a jump, or the top of a rounded peak."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from ..core import Array
from ._critical_current_curve import UNIFORM, CurrentEstimate, Curve
from ._critical_current_top import summit
from ._shape import noise_of, slopes

METHOD = "max_slope"

_SMOOTH = (3, 5, 7, 11, 15, 23)  # points of the running slope that finds the peak
_HIGH = 4.0  # standard deviations of the peak above the normal branch
_ABOVE = 1.05  # times the normal branch, at least
_NEAR = 4  # points on either side of a rough peak


def steepest(curve: Curve, jumps: Sequence[int]) -> CurrentEstimate:
    r"""Current of the largest :math:`dV/dI`.

    Where the voltage jumps, the critical current lies between two readings, evenly. Elsewhere
    polynomials go through the voltage itself, so that the noise needs no derivative, over windows
    of 5 to 99 points; a parabola of dV/dI is a cubic of V.
    """
    if jumps:
        k = max(jumps, key=lambda k: curve.level[k + 1] - curve.level[k])
        return _middle(curve, k)
    if curve.integrated:
        return _dvdi_peak(curve)
    d, sigma, k = _rough(curve.x, curve.v, curve.noise)
    normal = _beyond(d, k)
    top = float(d[max(0, k - _NEAR) : k + _NEAR + 1].max())
    if k < 0 or top < _ABOVE * normal or top - normal < _HIGH * sigma:
        return CurrentEstimate(METHOD, refusal=_no_peak(curve, d, normal, sigma))
    if curve.slope is not None:
        return summit(
            curve.x, curve.slope, _noise_of_slope(curve.slope), k, derivative=1, method=METHOD
        )
    return summit(curve.x, curve.v, curve.noise, k, derivative=2, method=METHOD)


def _middle(curve: Curve, k: int) -> CurrentEstimate:
    low, high = float(curve.x[k]), float(curve.x[k + 1])
    return CurrentEstimate(METHOD, (low + high) / 2.0, UNIFORM * (high - low), step=high - low)


def _rough(x: Array, v: Array, noise: float) -> tuple[Array, float, int]:
    """Running slope with its most significant peak, the noise of the slope, index of the peak.

    The index is that of the narrowest running slope whose peak there is beyond noise.
    """
    found: list[tuple[float, Array, float, int]] = []
    step = float(np.median(np.diff(x)))
    for points in (p for p in _SMOOTH if p <= x.size // 3):
        d = slopes(x, v, points)
        sigma = noise * sqrt(12.0 / (points * (points**2 - 1))) / step
        inner = slice(points // 2 + 1, x.size - points // 2 - 1)
        k = int(np.argmax(d[inner])) + inner.start
        found.append(((d[k] - _beyond(d, k)) / max(sigma, 1e-300), d, sigma, k))
    if not found:
        return np.zeros(x.size), 1.0, -1
    best = max(range(len(found)), key=lambda i: found[i][0])
    _, d, sigma, k = found[best]
    place = k
    for i in range(best - 1, -1, -1):
        half = _SMOOTH[i + 1] // 2 + 1
        low = max(0, place - half)
        near = found[i][1][low : place + half + 1]
        if float(near.max() - np.median(near)) < _HIGH * found[i][2]:
            break
        place = low + int(np.argmax(near))
    return d, sigma, place


def _beyond(d: Array, k: int) -> float:
    """Slope after the peak, from half way to the end of the sweep."""
    return float(np.median(d[k + (d.size - k) // 2 :]))


def _no_peak(curve: Curve, d: Array, normal: float, sigma: float) -> str:
    quarter = d.size // 4
    rising = float(np.median(d[-quarter:])) > _ABOVE * float(np.median(d[-2 * quarter : -quarter]))
    if normal > _HIGH * sigma and not rising:
        return (
            "dV/dI rises to its normal value without a peak above noise, so that no current is "
            "the critical one by this method; use a voltage criterion, or average longer."
        )
    return (
        f"dV/dI has no maximum below the largest current ({curve.x[-1]:.3g} A); raise the current "
        "into the normal state."
    )


def _dvdi_peak(curve: Curve) -> CurrentEstimate:
    """Top of a recorded dV/dI, where its level changes across the peak."""
    y = curve.level
    k = int(np.argmax(y))
    end, low = float(np.median(y[-max(3, y.size // 8) :])), float(np.median(y[: max(3, k // 2)]))
    if not 2 <= k < y.size - 2 or y[k] - max(end, low) < _HIGH * curve.noise:
        return CurrentEstimate(METHOD, refusal=(
            f"dV/dI has no maximum below the largest current ({curve.x[-1]:.3g} A); raise the "
            "current into the normal state."
        ))  # fmt: skip
    above = y > (y[k] + max(end, low)) / 2.0
    width = int(np.argmin(above[k:])) + int(np.argmin(above[: k + 1][::-1])) - 1
    if width < 3:
        if end < low + _HIGH * curve.noise:
            return CurrentEstimate(METHOD, refusal=(
                "One reading of dV/dI stands out and the resistance is the same on either side: a "
                "spike, not a critical current. Repeat the sweep with a finer step."
            ))  # fmt: skip
        step = float(curve.x[k + 1] - curve.x[k - 1]) / 2.0
        return CurrentEstimate(METHOD, float(curve.x[k]), UNIFORM * step, step=step)
    return summit(curve.x, y, curve.noise, k, derivative=1, method=METHOD)


def _noise_of_slope(slope: Array) -> float:
    return max(noise_of(slope), 1e-9 * float(np.ptp(slope)))
