"""Straight lines through points with errors on both axes, and rank correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import rankdata

from ..core import Array, Interval
from ._gate_windows import Estimate, average, excess_noise

FEWEST = 4  # points from which a line has an error that its own scatter can test

#: Probability of chi2 below which points are on no straight line.
RARE = 0.01

_ROUNDS = 100
_RANKED = 5  # pairs from which a rank correlation has an interval


@dataclass(frozen=True)
class York:
    """Line a + b x with errors on both axes: parameters, covariance of (a, b), chi2."""

    a: float
    b: float
    covariance: Array
    chi2: float


@dataclass(frozen=True)
class Line:
    """A straight line averaged over ranges.

    Attributes
    ----------
    slope, intercept, zero
        ``zero`` is where the line reaches y = 0; None where the slope does not stand out.
    correlation
        Of the errors of slope and intercept, of the line through all points.
    whole
        The line through all points.
    dof
        Degrees of freedom of the line through all points.
    chance
        Probability of its chi2; below ``RARE`` the points are on no straight line.
    low, high
        Smallest and largest x.
    """

    slope: Estimate
    intercept: Estimate
    zero: Estimate | None
    correlation: float
    whole: York
    dof: int
    chance: float
    low: float
    high: float

    @property
    def chi2(self) -> float:
        """Misfit of the line through all points, with errors as given."""
        return self.whole.chi2

    @property
    def straight(self) -> bool:
        """Whether the points are on a straight line."""
        return self.chance >= RARE


def york(x: Array, y: Array, ex: Array, ey: Array) -> York:
    r"""Line :math:`y = a + bx` with independent errors on both axes (york2004).

    Parameters
    ----------
    x, y, ex, ey
        Points and one standard deviation of each coordinate, shape (n,), n > 2.

    Examples
    --------
    >>> x = np.array([0.0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4])
    >>> y = np.array([5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5])
    >>> wx = np.array([1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1.0])
    >>> wy = np.array([1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500])
    >>> line = york(x, y, wx**-0.5, wy**-0.5)
    >>> round(line.a, 6), round(line.b, 6)
    (5.47991, -0.480533)
    """
    # in units of their own spread, so that densities of 1e17 and kelvins mix
    x0, y0, sx, sy = float(x.mean()), float(y.mean()), float(np.ptp(x)), float(np.ptp(y)) or 1.0
    u, v = (x - x0) / sx, (y - y0) / sy
    wx, wy = (np.maximum(e, 1e-9) ** -2 for e in (ex / sx, ey / sy))
    b = float(np.polyfit(u, v, 1)[0])
    for _ in range(_ROUNDS):
        w = wx * wy / (wx + b**2 * wy)
        du, dv = u - float(w @ u) / w.sum(), v - float(w @ v) / w.sum()
        beta = w * (du / wy + b * dv / wx)
        before, b = b, float((w * beta) @ dv) / float((w * beta) @ du)
        if abs(b - before) <= 1e-13 * abs(b):
            break
    mean_u, mean_v = float(w @ u / w.sum()), float(w @ v / w.sum())
    chi2 = float(w @ (v - mean_v - b * (u - mean_u)) ** 2)
    middle = mean_u + float(w @ beta / w.sum())
    spread = mean_u + beta - middle
    var_b = 1.0 / float(w @ spread**2)
    # from v = A + b u back to y = a + b x
    var_a = 1.0 / w.sum() + middle**2 * var_b
    back = np.array([[sy, -sy * x0 / sx], [0.0, sy / sx]])
    cov = np.array([[var_a, -middle * var_b], [-middle * var_b, var_b]])
    slope = b * sy / sx
    return York(y0 + sy * (mean_v - b * mean_u) - slope * x0, slope, back @ cov @ back.T, chi2)


def line_through(x: Array, y: Array, ex: Array, ey: Array) -> Line | None:
    """Straight line through points with errors on both axes, averaged over ranges.

    Every range of neighbouring points that holds at least half of them is fitted by `york` and
    weighed by its chi2 and by what it leaves out (jay2021). Errors are widened where the points
    scatter by more than them. None with fewer than 4 points.

    Parameters
    ----------
    x, y, ex, ey
        As of `york`.

    Examples
    --------
    >>> n = np.linspace(4.5e17, 10e17, 8)
    >>> line = line_through(n, 0.25e-18 * (n - 0.7e17), 1e16 + 0 * n, 0.002 + 0 * n)
    >>> round(line.slope.value * 1e18, 6), round(line.zero.value / 1e17, 6)
    (0.25, 0.7)
    """
    order = np.argsort(x)
    x, y, ex, ey = x[order], y[order], ex[order], ey[order]
    n = x.size
    if n < FEWEST or float(np.ptp(x)) == 0.0:
        return None
    whole = york(x, y, ex, ey)
    factor = _factor(x, y, np.hypot(ey, whole.b * ex))
    fits = [
        (i, j, york(x[i:j], y[i:j], factor * ex[i:j], factor * ey[i:j]))
        for i in range(n)
        for j in range(i + max(3, (n + 1) // 2), n + 1)
    ]
    costs = np.array([f.chi2 + 2.0 * (n - j + i) for i, j, f in fits])
    chance = float(chi2_distribution.sf(whole.chi2 / factor**2, n - 2))
    slope = _averaged([_slope(f) for _, _, f in fits], costs)
    zero = None
    if abs(slope.value) > 3.0 * slope.total:
        sloped = np.array([f.b != 0.0 for _, _, f in fits])
        zero = _averaged([_zero(f) for _, _, f in fits if f.b != 0.0], costs[sloped])
    c = whole.covariance
    return Line(
        slope,
        _averaged([(f.a, sqrt(f.covariance[0, 0])) for _, _, f in fits], costs),
        zero,
        float(c[0, 1] / sqrt(c[0, 0] * c[1, 1])),
        whole,
        n - 2,
        chance,
        float(x[0]),
        float(x[-1]),
    )


def _averaged(rows: Sequence[tuple[float, float]], costs: Array) -> Estimate:
    values, sigmas = np.array(rows).T
    return average(values, sigmas, costs)


def _factor(x: Array, y: Array, error: Array) -> float:
    """How much more than their errors the points scatter; the same density twice tells nothing."""
    apart = np.append(True, np.diff(x) > 1e-6 * float(np.ptp(x)))
    return excess_noise(x[apart], y[apart], error[apart])


def _slope(line: York) -> tuple[float, float]:
    return line.b, sqrt(line.covariance[1, 1])


def _zero(line: York) -> tuple[float, float]:
    """Where the line reaches y = 0, and its standard deviation with the covariance."""
    at = -line.a / line.b
    c = line.covariance
    variance = (c[0, 0] + 2.0 * at * c[0, 1] + at**2 * c[1, 1]) / line.b**2
    return at, sqrt(max(float(variance), 0.0))


def rank_correlation(x: Array, y: Array) -> tuple[float, Interval] | None:
    r"""Spearman's rank correlation with its 68 % interval; None with fewer than 5 pairs.

    :math:`\operatorname{artanh} r` has the variance :math:`(1 + r^2/2)/(n - 3)` (bonett2000).

    Parameters
    ----------
    x, y
        Pairs, shape (n,).

    Examples
    --------
    >>> r, (low, high) = rank_correlation(np.arange(10.0), np.arange(10.0) ** 2)
    >>> round(r, 3), high <= 1.0
    (1.0, True)
    """
    n = x.size
    if n < _RANKED:
        return None
    r = float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])
    # ranks come in steps: a correlation of one is not infinitely sure
    z = atanh(max(min(r, 1.0 - 1.0 / n**2), -1.0 + 1.0 / n**2))
    width = sqrt((1.0 + r**2 / 2.0) / (n - 3.0))
    low, high = tanh(z - width), tanh(z + width)
    return r, (min(low, r), max(high, r))
