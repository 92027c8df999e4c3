"""Where dV/dI is largest: polynomials through the top, windows and degrees scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array
from ._critical_current_curve import UNIFORM, CurrentEstimate

#: Numbers of points of the windows that are scanned.
WINDOWS = (5, 7, 11, 15, 23, 35, 53, 79)

_ORDERS = 4  # degrees of the polynomial that are tried
_HIGHER = 2  # degrees beyond, that tell what a polynomial leaves out
_SHARE = 0.8  # of the largest change that they make; holds the truth of simulated films in 68 %
_INNER = 0.8  # part of a window in which its top must lie
_ROUNDS = 3  # of centring a window on its top
_EVEN = 1e-6  # of a window, by which currents may be off an even spacing
_RARE = 0.05  # probability of chi2 below which a polynomial does not describe the top
_NEAR = 4  # points on either side of a rough peak in which a sharp one lies

_GRID = np.linspace(-_INNER, _INNER, 33)
_GRID_POWERS = np.vander(_GRID, 12, increasing=True)

#: Place of a maximum, its standard deviation, chi2.
_Top = tuple[float, float, float]


def summit(
    x: Array, y: Array, noise: float, start: int, *, derivative: int, method: str
) -> CurrentEstimate:
    """Place of the maximum of y (``derivative`` 1) or of its slope (2) near a rough one.

    Each window and degree counts by the inverse square of its error: noise, and what one and
    two degrees more would change, an asymmetry that chi2 may not see. Half of that change is
    noise of the higher degrees and goes into the statistical part, half is systematic.

    Parameters
    ----------
    x, y, noise
        Shape (n,), and the standard deviation of y.
    start
        Index of the rough place.
    """
    step = float(np.median(np.diff(x[max(0, start - 3) : start + 4])))
    rows: list[tuple[float, float, float]] = []
    for points in (w for w in WINDOWS if w <= x.size):
        tops = _window(x, y, noise, start, points, derivative)
        for i, top in enumerate(tops[:_ORDERS]):
            dof = points - (derivative + 1 + i) - 1
            if top is not None and dof > 0 and top[2] < _largest_chi2(dof):
                rows.append((top[0], top[1], _left_out(top, tops[i + 1 : i + 1 + _HIGHER], step)))
    if not rows:
        return _sharp(x, y, start, derivative, method)
    places, sigmas, shifts = (np.array(column) for column in zip(*rows, strict=True))
    weights = (sigmas**2 + shifts**2) ** -2.0
    weights /= weights.sum()
    value = float(np.sum(weights * places))
    sigma = sqrt(float(np.sum(weights * (sigmas**2 + shifts**2 / 2.0))))
    spread = sqrt(float(np.sum(weights * ((places - value) ** 2 + shifts**2 / 2.0))))
    return CurrentEstimate(method, value, sigma, (value - spread, value + spread))


@cache
def _largest_chi2(dof: int) -> float:
    return float(chi2_distribution.isf(_RARE, dof))


def _left_out(top: _Top, higher: Sequence[_Top | None], step: float) -> float:
    """What higher degrees would change; half a step where they have no top."""
    most = max(step / 2.0 if other is None else abs(other[0] - top[0]) for other in higher)
    return _SHARE * most


def _sharp(x: Array, y: Array, start: int, derivative: int, method: str) -> CurrentEstimate:
    """A peak sharper than any polynomial is known to the step of the current."""
    near = slice(max(0, start - _NEAR), min(x.size, start + _NEAR + 1))
    if derivative == 1:
        k = near.start + int(np.argmax(y[near]))
        place, step = float(x[k]), float(x[min(k + 1, x.size - 1)] - x[max(k - 1, 0)]) / 2.0
    else:
        k = near.start + int(np.argmax(np.diff(y[near]) / np.diff(x[near])))
        place, step = float(x[k] + x[k + 1]) / 2.0, float(x[k + 1] - x[k])
    return CurrentEstimate(method, place, UNIFORM * step, step=step)


def _window(
    x: Array, y: Array, noise: float, start: int, points: int, derivative: int
) -> list[_Top | None]:
    """Tops of polynomials of rising degree in one window, centred on that of the lowest."""
    lowest = derivative + 1
    highest = min(lowest + _ORDERS + _HIGHER - 1, points - 1)
    centre = start
    for _ in range(_ROUNDS):
        window = _Window.of(x, y, centre, points, highest)
        first = window.top(lowest, derivative)
        nearest = centre if first is None else window.nearest(x, first[0])
        if nearest == centre:
            break
        centre = nearest
    found: list[_Top | None] = []
    for n in range(lowest, highest + 1):
        top = window.top(n, derivative)
        found.append(
            None
            if top is None
            else (window.place(top[0]), window.half * noise * top[1], window.left(n) / noise**2)
        )
    return found + [None] * (_ORDERS + _HIGHER - len(found))


@dataclass(frozen=True)
class _Window:
    """One window in units of its half-width; ``parts`` along orthonormal polynomials."""

    middle: float
    half: float
    parts: Array
    inverse: Array
    total: float

    @classmethod
    def of(cls, x: Array, y: Array, centre: int, points: int, highest: int) -> _Window:
        low = min(max(0, centre - points // 2), x.size - points)
        inside = slice(low, low + points)
        middle = float(x[low] + x[low + points - 1]) / 2.0
        half = max(float(x[low + points - 1] - x[low]) / 2.0, 1e-300)
        level = y[inside] - y[inside].mean()
        u = (x[inside] - middle) / half
        even = np.abs(u - np.linspace(-1.0, 1.0, points)).max() < _EVEN
        transposed, inverse = _even_basis(points, highest) if even else _basis(u, highest)
        return cls(middle, half, transposed @ level, inverse, float(level @ level))

    def top(self, degree: int, derivative: int) -> tuple[float, float] | None:
        """Of one degree: the triangle of a lower degree is the corner of that of a higher one."""
        n = degree + 1
        return _top(self.inverse[:n, :n], self.parts[:n], derivative)

    def left(self, degree: int) -> float:
        """Sum of squares that a degree leaves."""
        return max(self.total - float(np.sum(self.parts[: degree + 1] ** 2)), 0.0)

    def place(self, at: float) -> float:
        return self.middle + self.half * at

    def nearest(self, x: Array, at: float) -> int:
        return int(np.argmin(np.abs(x - self.place(at))))


def _basis(u: Array, highest: int) -> tuple[Array, Array]:
    """Orthonormal polynomials at u as rows, and the matrix from their parts to powers of u."""
    q, r = np.linalg.qr(np.vander(u, highest + 1, increasing=True))
    return q.T, np.linalg.inv(r)


@cache
def _even_basis(points: int, highest: int) -> tuple[Array, Array]:
    return _basis(np.linspace(-1.0, 1.0, points), highest)


def _top(inverse: Array, projected: Array, derivative: int) -> tuple[float, float] | None:
    """Where a derivative of one polynomial is largest in units of its window, and its error.

    The error is that of unit noise. None where it is largest nowhere inside.
    """
    coefficients = inverse @ projected
    f = coefficients
    for _ in range(derivative):
        f = _derived(f)
    values = _GRID_POWERS[:, : f.size] @ f
    falling = np.flatnonzero((values[:-1] > 0.0) & (values[1:] <= 0.0))
    if falling.size == 0:
        return None
    k = int(falling[np.argmin(np.abs(_GRID[falling]))])
    at = float(_GRID[k] + (_GRID[k + 1] - _GRID[k]) * values[k] / (values[k] - values[k + 1]))
    g = _derived(f)
    for _ in range(2):
        at -= _value(f, at) / (_value(g, at) or -1e-300)
    # dx = -df(x)/f'(x) of the function f whose root is the place
    powers = np.arange(coefficients.size)
    factor = powers if derivative == 1 else powers * (powers - 1)
    gradient = factor * at ** np.maximum(powers - derivative, 0)
    spread = gradient @ inverse / (_value(g, at) or -1e-300)
    return at, sqrt(float(spread @ spread))


def _derived(coefficients: Array) -> Array:
    return coefficients[1:] * np.arange(1, coefficients.size)


def _value(coefficients: Array, at: float) -> float:
    total = 0.0
    for c in coefficients[::-1].tolist():
        total = total * at + c
    return total
