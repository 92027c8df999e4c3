"""Polynomials through neighbouring points of a gate series, over all windows, averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, perm, sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array

#: Ends of windows that are tried at most; longer series are cut at every few points.
EDGES = 25

_RARE = 0.05  # probability of a scatter from which errors are widened


@dataclass(frozen=True)
class Window:
    """A polynomial through the points between two gate voltages.

    Attributes
    ----------
    low, high
        First and last gate voltage, V.
    centre, unit
        The polynomial is one of u = (V - centre) / unit.
    coefficients, covariance
        From the constant upwards, shape (k,) and (k, k).
    cost
        chi2 + 2 (k + points outside), of which exp(-cost / 2) is the weight (jay2021).
    """

    low: float
    high: float
    centre: float
    unit: float
    coefficients: Array
    covariance: Array
    cost: float

    def at(self, gate: float, order: int = 0) -> tuple[float, float]:
        """Value of a derivative with respect to the gate, and its standard deviation."""
        row = self.row(gate, order)
        variance = float(row @ self.covariance @ row)
        return float(row @ self.coefficients), sqrt(max(variance, 0.0))

    def row(self, gate: float, order: int = 0) -> Array:
        """What each coefficient contributes to a derivative, shape (k,)."""
        u = (gate - self.centre) / self.unit
        terms = range(self.coefficients.size)
        raised = [perm(k, order) * u ** (k - order) if k >= order else 0.0 for k in terms]
        found: Array = np.array(raised) / self.unit**order
        return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its statistical error and what the choice of the window leaves open."""

    value: float
    sigma: float
    systematic: float

    @property
    def total(self) -> float:
        """Standard deviation of both together."""
        return hypot(self.sigma, self.systematic)


def windows(
    x: Array,
    y: Array,
    sigma: Array,
    degrees: Sequence[int],
    *,
    least: int = 0,
    holding: int | None = None,
) -> list[Window]:
    """Fit polynomials to all stretches of neighbouring points.

    Parameters
    ----------
    x, y, sigma
        Gate voltages, ascending, values and standard deviations, shape (n,).
    degrees
        Of the polynomials.
    least
        Fewest points of a window; never fewer than one more than a polynomial has coefficients.
    holding
        Index of a point that must be inside.
    """
    n = x.size
    edges = np.unique(np.linspace(0, n, min(n, EDGES - 1) + 1).astype(int))
    found = []
    for i in edges:
        for j in edges[edges > i]:
            if holding is not None and not i <= holding < j:
                continue
            for degree in degrees:
                if j - i >= max(degree + 2, least):
                    part = slice(int(i), int(j))
                    found.append(_fitted(x[part], y[part], sigma[part], degree, n))
    return found


def _fitted(x: Array, y: Array, sigma: Array, degree: int, n: int) -> Window:
    centre, unit = 0.5 * float(x[0] + x[-1]), 0.5 * float(x[-1] - x[0])
    rows = np.vander((x - centre) / unit, degree + 1, increasing=True) / sigma[:, None]
    q, r = np.linalg.qr(rows)
    inverse = np.linalg.inv(r)
    coefficients = inverse @ (q.T @ (y / sigma))
    chi2 = float(np.sum((y / sigma - rows @ coefficients) ** 2))
    cost = chi2 + 2.0 * (degree + 1 + n - x.size)
    return Window(float(x[0]), float(x[-1]), centre, unit, coefficients, inverse @ inverse.T, cost)


def weights(costs: Array) -> Array:
    """Weights exp(-cost / 2), normalised."""
    raw = np.exp(-0.5 * (costs - costs.min()))
    found: Array = raw / raw.sum()
    return found


def average(values: Array, sigmas: Array, costs: Array) -> Estimate:
    """Mean over windows; what they differ by beyond noise is the systematic part (jay2021).

    A part of the points differs from all of them by the difference of their variances (as does
    a polynomial with more terms from one with fewer); that is no spread of choices.
    """
    w = weights(costs)
    mean, best = float(w @ values), float(sigmas[np.argmax(w)])
    beyond = (values - mean) ** 2 - np.maximum(sigmas**2 - best**2, 0.0)
    return Estimate(mean, best, sqrt(float(w @ np.maximum(beyond, 0.0))))


def excess_noise(x: Array, y: Array, sigma: Array) -> float:
    """Factor by which the points scatter more than their errors say; 1 unless that is sure.

    From divided differences of the third order (the fourth, of 8 points or more), to which a
    smooth curve contributes little.

    Parameters
    ----------
    x, y, sigma
        As of `windows`.
    """
    order = 4 if x.size >= 8 else 3
    if x.size <= order:
        return 1.0
    squares = []
    for i in range(x.size - order):
        at = x[i : i + order + 1]
        gaps = at[:, None] - at[None, :]
        np.fill_diagonal(gaps, float(np.ptp(at)))
        c = 1.0 / np.prod(gaps / np.ptp(at), axis=1)
        part = slice(i, i + order + 1)
        squares.append(float(c @ y[part]) ** 2 / float(c**2 @ sigma[part] ** 2))
    # neighbouring differences share points: they count for about half of their number
    told = 0.5 * len(squares)
    if chi2_distribution.sf(0.5 * sum(squares), told) > _RARE:
        return 1.0
    return sqrt(float(np.mean(squares)))
