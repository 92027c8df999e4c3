"""The steepest point of a transition and its tangent: forms and windows scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..core import Array
from ._level import ADEQUATE, SHAPE, SlopeNoise, logistic_fit, misfit
from ._shape import slopes

#: Half-widths of the windows on the slope, in units of the full step.
HALF_WIDTHS = (0.15, 0.2, 0.3, 0.4)

#: Fewest points on the slope.
LEAST = 7

_EDGE = 0.05  # of the step, below and above which the plateaus may begin
_FORMS = (("straight", 1), ("cubic", 3), ("quintic", 5), ("logit", 2), ("logit", 3), ("logit", 4))
_INNER = 0.12  # of the step, below and above which noise may reach round the ends of a ramp
_BENT = 12.0  # chi2 that a cubic must gain over a line: one line in 400, or more with few points
_UNIFORM = 0.34  # half of the central 68 % of an even distribution
_GRID = np.linspace(-1.0, 1.0, 161)
_GRID_POWERS = np.vander(_GRID, 6, increasing=True)
_H = 1e-3  # of half a window, for derivatives by differences


@dataclass(frozen=True, slots=True)
class Place:
    """A position with its statistical and systematic standard deviations.

    ``slope`` is that of the reduced signal there.
    """

    x: float
    sigma: float
    window: float
    slope: float


@dataclass(frozen=True, slots=True)
class Tangents:
    """Steepest point and the meeting of its tangent with 1; None where there is none."""

    points: int
    steepest: Place | None = None
    onset: Place | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One form in one window; variances are infinite where it does not define the place."""

    onset: tuple[float, float]
    steepest: tuple[float, float]
    slope: float
    misfit: float


#: Value, first derivative and the gradients of both with the coefficients, at one place.
_Local = Callable[[Array, float], tuple[float, float, Array, Array]]


def tangents(x: Array, r: Array, smooth: Array, noise: SlopeNoise) -> Tangents:
    """Scan windows and forms for the steepest point of r(x) and the tangent there.

    In each window about the steepest level, polynomials of r and of its logit are fitted. Those
    whose residuals agree with the noise are averaged by the inverse of their variances; what
    they differ by is systematic. Where a straight line describes the whole slope, no point of it
    is steeper than another: the steepest point is its middle, give or take.

    Parameters
    ----------
    x
        Ascending, shape (n,).
    r
        Reduced signal, 0 below and 1 above the transition, shape (n,).
    smooth
        Monotone regression of r, shape (n,).
    noise
        Noise of r on the slope.
    """
    first, last = (int(np.searchsorted(smooth, level)) for level in (_EDGE, 1.0 - _EDGE))
    points = last - first
    if points < LEAST:
        return Tangents(max(points, 0))
    steep = slopes(x[first:last], smooth[first:last], max(5, points // 4))
    level = float(smooth[first + int(np.argmax(steep))])
    found = []
    for half in HALF_WIDTHS:
        centre = min(max(level, _EDGE + half), 1.0 - _EDGE - half)
        a, b = (int(np.searchsorted(smooth, centre + s)) for s in (-half, half))
        found += _window(x[a:b], r[a:b], smooth[a:b], noise)
    adequate = [c for c in found if c.misfit < ADEQUATE]
    adequate = adequate or sorted(found, key=lambda c: c.misfit)[:1]
    onset = _averaged([c.onset for c in adequate], [c.slope for c in adequate])
    # a line has no steepest point: where nothing else agrees, all forms say where it may be
    defined = [c for c in adequate if np.isfinite(c.steepest[1])] or found
    inner = slice(*(int(np.searchsorted(smooth, at)) for at in (_INNER, 1.0 - _INNER)))
    straight = _straight(x[inner], r[inner], noise)
    steepest = straight or _averaged([c.steepest for c in defined], [c.slope for c in defined])
    return Tangents(points, steepest, onset)


def _averaged(places: Sequence[tuple[float, float]], slope: Sequence[float]) -> Place | None:
    """Weighted mean; the spread beside it is the choice of form and window."""
    x, variance = (np.array(column) for column in zip(*places, strict=True)) if places else ((), ())
    given = np.isfinite(variance)
    if not np.any(given):
        return None
    x, variance = x[given], np.maximum(variance[given], 1e-300)
    weights = variance.min() / variance
    weights /= weights.sum()
    mean = float(weights @ x)
    rate = float(weights @ np.array(slope)[given])
    spread = float(weights @ (x - mean) ** 2) + (SHAPE / rate) ** 2
    return Place(mean, sqrt(float(weights @ variance)), sqrt(spread), rate)


def _straight(x: Array, r: Array, noise: SlopeNoise) -> Place | None:
    """The middle of a slope that no cubic describes better than a line."""
    if x.size < LEAST - 2:
        return None
    u = 2.0 * (x - x[0]) / (x[-1] - x[0]) - 1.0
    squares = []
    for degree in (1, 3):
        design = np.vander(u, degree + 1, increasing=True)
        coefficients = np.linalg.lstsq(design, r, rcond=None)[0]
        squares.append(float(((r - design @ coefficients) ** 2).sum()))
    line, cubic = squares
    if line - cubic > _BENT * noise.sigma**2 or misfit(line, x.size - 2, noise) > 2.0 * ADEQUATE:
        return None
    # up to the ends of the ramp
    middle, span = float(x[0] + x[-1]) / 2.0, float(x[-1] - x[0]) / (1.0 - 2.0 * _INNER)
    return Place(middle, 0.0, _UNIFORM * span, 1.0 / span)


def _window(x: Array, r: Array, smooth: Array, noise: SlopeNoise) -> list[_Candidate]:
    if x.size < 4:
        return []
    centre, scale = float(x.mean()), float(np.ptp(x)) / 2.0
    u = (x - centre) / scale
    found = []
    for form, degree in _FORMS:
        if x.size < degree + 3:
            continue
        design = np.vander(u, degree + 1, increasing=True)
        if form == "logit":
            start = np.clip(smooth, 0.01, 0.99)
            guess = np.linalg.lstsq(design, np.log(start / (1.0 - start)), rcond=None)[0]
            solved = logistic_fit(design, r, np.asarray(guess, dtype=float))
        else:
            c: Array = np.asarray(np.linalg.lstsq(design, r, rcond=None)[0], dtype=float)
            solved = c, float(((r - design @ c) ** 2).sum()), design.T @ design
        if solved is None:
            continue
        coefficients, rss, normal = solved
        dof = x.size - degree - 1
        sigma2 = (rss + noise.dof * noise.sigma**2) / (dof + noise.dof)
        covariance: Array = np.asarray(sigma2 * np.linalg.pinv(normal, hermitian=True), dtype=float)
        one = _candidate(
            coefficients,
            covariance,
            _logit if form == "logit" else _polynomial,
            misfit(rss, dof, noise),
        )
        if one is not None:
            found.append(_scaled(one, centre, scale))
    return found


def _candidate(c: Array, covariance: Array, local: _Local, bad: float) -> _Candidate | None:
    """Steepest place of one fit in units of the window, and its tangent's meeting with 1."""
    rates = _rates(c, logit=local is _logit)
    k = int(np.argmax(rates))
    at, inside = float(_GRID[k]), 0 < k < _GRID.size - 1
    if inside:
        bend = rates[k - 1] - 2.0 * rates[k] + rates[k + 1]
        if bend < 0.0:
            at += 0.5 * float((rates[k - 1] - rates[k + 1]) / bend) * float(_GRID[1] - _GRID[0])
    value, rate, by_value, by_rate = local(c, at)
    if rate <= 0.0:
        return None
    # where the slope is largest the onset does not move with the place of the tangent
    gradient = -by_value / rate - (1.0 - value) / rate**2 * by_rate
    onset = at + (1.0 - value) / rate, float(gradient @ covariance @ gradient)
    steepest = at, float("inf")
    before, after = local(c, at - _H), local(c, at + _H)
    curvature = (before[1] - 2.0 * rate + after[1]) / _H**2
    if inside and curvature < 0.0:
        moved = (after[3] - before[3]) / (2.0 * _H) / curvature
        steepest = at, float(moved @ covariance @ moved)
    return _Candidate(onset, steepest, rate, bad)


def _scaled(c: _Candidate, centre: float, scale: float) -> _Candidate:
    (a, va), (b, vb) = c.onset, c.steepest
    return _Candidate(
        (centre + scale * a, scale**2 * va),
        (centre + scale * b, scale**2 * vb),
        c.slope / scale,
        c.misfit,
    )


def _rates(c: Array, *, logit: bool) -> Array:
    """Slope of a fit on the grid, shape (161,)."""
    inner: Array = _GRID_POWERS[:, : c.size - 1] @ (np.arange(1, c.size) * c[1:])
    if not logit:
        return inner
    p = 1.0 / (1.0 + np.exp(-np.clip(_GRID_POWERS[:, : c.size] @ c, -40.0, 40.0)))
    return np.asarray(p * (1.0 - p) * inner)


def _polynomial(c: Array, at: float) -> tuple[float, float, Array, Array]:
    powers, rates = _powers(c.size, at)
    return float(powers @ c), float(rates @ c), powers, rates


def _logit(c: Array, at: float) -> tuple[float, float, Array, Array]:
    powers, rates = _powers(c.size, at)
    p = 1.0 / (1.0 + float(np.exp(-np.clip(powers @ c, -40.0, 40.0))))
    inner, factor = float(rates @ c), p * (1.0 - p)
    return p, factor * inner, factor * powers, factor * ((1.0 - 2.0 * p) * inner * powers + rates)


def _powers(n: int, at: float) -> tuple[Array, Array]:
    powers = at ** np.arange(n, dtype=float)
    return powers, np.append(0.0, np.arange(1, n) * powers[:-1])
