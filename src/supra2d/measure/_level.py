"""Where a curve crosses a level: local polynomials over a scan of windows."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import t as student

from ..core import Array

#: Half-widths of the window in units of the full step, and degrees of the local polynomial.
HALF_WIDTHS = (0.15, 0.2, 0.3, 0.5)
DEGREES = (1, 2, 3, 4)

#: Misfit from which on a fit does not agree with the noise.
ADEQUATE = 1.6

# A crossing cannot be known better than this fraction of the distance between points: no curve
# says what the shape does between them.
_SAMPLING = 0.005

#: Nor better than where the shape is known to this fraction of the whole step.
SHAPE = 1e-3


@dataclass(frozen=True, slots=True)
class SlopeNoise:
    """Noise of the reduced signal on the slope of the transition.

    ``sigma`` is one standard deviation, ``dof`` how many deviations it was estimated from.
    It is larger than the noise of the plateaus where the thermometer or magnet scatters.
    """

    sigma: float
    dof: int


def slope_noise(x: Array, r: Array, smooth: Array) -> Array:
    """Deviations of each point on the slope from a cubic through its four neighbours.

    The cubic runs through the logit of the signal, so that the shape of a transition drops out
    to high order; each deviation is scaled to one standard deviation of a single point.
    Shape (m,), m = 0 when fewer than five points lie on the slope.
    """
    inside = np.flatnonzero((smooth > 0.08) & (smooth < 0.92) & (r > 0.02) & (r < 0.98))
    inside = inside[np.append(np.diff(inside) == 1, True)] if inside.size else inside
    found = []
    for i in inside[2:-2]:
        near = np.array([i - 2, i - 1, i + 1, i + 2])
        if np.any(r[near] <= 0.01) or np.any(r[near] >= 0.99) or np.any(np.diff(x[near]) <= 0):
            continue
        weights = np.array(
            [np.prod((x[i] - np.delete(x[near], k)) / (x[j] - np.delete(x[near], k)))
             for k, j in enumerate(near)]
        )  # fmt: skip
        predicted = 1 / (1 + np.exp(-float(weights @ np.log(r[near] / (1 - r[near])))))
        found.append((r[i] - predicted) / sqrt(1 + float(weights @ weights)))
    return np.array(found)


@dataclass(frozen=True, slots=True)
class Level:
    """Crossing of a level.

    Attributes
    ----------
    x
        Where the curve crosses.
    sigma
        Statistical standard deviation of x, widened for few degrees of freedom.
    window
        Systematic standard deviation from the choice of window and degree: what the scan
        spreads beyond what noise explains, with the sign of the side to which it goes.
    slope
        d(reduced signal)/dx at the crossing.
    used
        Indices of the points in the window.
    """

    x: float
    sigma: float
    window: float
    slope: float
    used: Array


@dataclass(frozen=True, slots=True)
class _Local:
    """One local polynomial fit."""

    x: float
    variance: float
    slope: float
    misfit: float
    first: int
    last: int
    dof: int


def crossing(x: Array, r: Array, smooth: Array, level: float, noise: SlopeNoise) -> Level | None:
    r"""Crossing of ``level`` by the noisy curve r(x).

    The curve is :math:`r = 1/(1 + e^{-p(x)})` with p a polynomial, fitted by least squares to
    the points whose monotone regression lies within a half-width of the level. Of all windows
    and degrees whose residuals agree with the noise, the most precise is taken; the others
    give the systematic part: by how much they differ beyond the variance they have in excess.

    Parameters
    ----------
    x
        Ascending, shape (n,).
    r
        Reduced signal, 0 below and 1 above the transition, shape (n,).
    smooth
        Monotone regression of r, shape (n,).
    level
        Between 0 and 1.
    noise
        Noise of r on the slope.

    Returns
    -------
    Level or None
        None when the curve does not cross.
    """
    above = int(np.searchsorted(smooth, level))
    if above == 0 or above >= x.size:
        return None
    fits = _scan(x, r, smooth, level, noise, above)
    if not fits:
        return _between(x, smooth, above, level, noise.sigma)
    best = min(fits, key=lambda f: f.variance)
    excess, side = 0.0, 1.0
    for other in fits:
        # Hausman: a less precise estimate may differ by the difference of the variances; three
        # times that, because the largest of several differences is taken
        beyond = (other.x - best.x) ** 2 - 3.0 * (other.variance - best.variance)
        if beyond > excess:
            excess, side = beyond, 1.0 if other.x > best.x else -1.0
    dof = best.dof + noise.dof
    sigma = sqrt(best.variance) * float(student.ppf(0.84, max(dof, 1))) / 0.994458
    spacing = float(x[above] - x[above - 1])
    window = side * sqrt(excess + (_SAMPLING * spacing) ** 2 + (SHAPE / best.slope) ** 2)
    used = np.arange(best.first, best.last, dtype=float)
    return Level(best.x, sigma, window, best.slope, used)


def _scan(
    x: Array, r: Array, smooth: Array, level: float, noise: SlopeNoise, above: int
) -> list[_Local]:
    """Fits whose residuals agree with the noise; the narrowest one if none does."""
    fits: list[_Local] = []
    for half in HALF_WIDTHS:
        if half > 0.3 and len(fits) >= 3:
            break  # far points help only where near ones are few
        low, high = max(level - half, 0.02), min(level + half, 0.98)
        # one point beyond the window on either side bounds the curve there
        first = max(min(int(np.searchsorted(smooth, low)), above) - 1, 0)
        last = min(max(int(np.searchsorted(smooth, high, side="right")), above) + 1, x.size)
        found = [_fit(x, r, smooth, first, last, d, level, noise) for d in DEGREES]
        fits += [f for f in found if f is not None]
    adequate = [f for f in fits if f.misfit < ADEQUATE]
    return adequate or sorted(fits, key=lambda f: f.misfit)[:1]


def _fit(
    x: Array,
    r: Array,
    smooth: Array,
    first: int,
    last: int,
    degree: int,
    level: float,
    noise: SlopeNoise,
) -> _Local | None:
    n = last - first
    if n < degree + 2:
        return None
    xs, rs = x[first:last], r[first:last]
    start = np.clip(smooth[first:last], 0.01, 0.99)
    centre = float(np.interp(level, smooth[first:last], xs))
    scale = float(xs[-1] - xs[0]) / 2
    u = (xs - centre) / scale
    design = np.vander(u, degree + 1, increasing=True)
    guess = np.linalg.lstsq(design, np.log(start / (1 - start)), rcond=None)[0]
    solved = logistic_fit(design, rs, np.asarray(guess, dtype=float))
    if solved is None:
        return None
    coefficients, rss, normal = solved
    at = _root(coefficients, float(np.log(level / (1 - level))))
    if at is None or not u[0] <= at <= u[-1]:
        return None
    powers = at ** np.arange(degree + 1)
    steep = float(np.arange(1, degree + 1) * coefficients[1:] @ powers[:-1])
    dof = n - degree - 1
    sigma2 = (rss + noise.dof * noise.sigma**2) / (dof + noise.dof)
    variance = sigma2 * float(powers @ np.linalg.solve(normal, powers)) / steep**2
    slope = level * (1 - level) * steep / scale
    return _Local(
        centre + at * scale,
        variance * scale**2,
        slope,
        misfit(rss, dof, noise),
        first,
        last,
        dof,
    )


def misfit(rss: float, dof: int, noise: SlopeNoise) -> float:
    """z-score of residuals against the noise, itself known from ``noise.dof`` values."""
    return (rss / dof / noise.sigma**2 - 1) / sqrt(2 / dof + 2 / max(noise.dof, 1))


def logistic_fit(design: Array, r: Array, coefficients: Array) -> tuple[Array, float, Array] | None:
    """Gauss-Newton for r = expit(design @ c): (c, sum of squares, J^T J)."""

    def model(c: Array) -> Array:
        p: Array = 1 / (1 + np.exp(-np.clip(design @ c, -40, 40)))
        return p

    p = model(coefficients)
    rss = float(((r - p) ** 2).sum())
    for _ in range(25):
        jacobian = (p * (1 - p))[:, None] * design
        normal = jacobian.T @ jacobian
        normal[np.diag_indices_from(normal)] *= 1 + 1e-10
        try:
            step = np.linalg.solve(normal, jacobian.T @ (r - p))
        except np.linalg.LinAlgError:
            return None
        size = 1.0
        while size > 1e-3:
            trial = model(coefficients + size * step)
            trial_rss = float(((r - trial) ** 2).sum())
            if trial_rss <= rss:
                break
            size /= 2
        else:
            return coefficients, rss, normal
        coefficients, p = coefficients + size * step, trial
        if rss - trial_rss <= 1e-9 * rss:
            return coefficients, trial_rss, normal
        rss = trial_rss
    return coefficients, rss, normal


def _root(coefficients: Array, level: float) -> float | None:
    """Newton from the centre of the window, where the curve is nearly straight."""
    slopes = np.arange(1, coefficients.size) * coefficients[1:]
    u = 0.0
    for _ in range(30):
        powers = u ** np.arange(coefficients.size)
        slope = float(slopes @ powers[:-1])
        if slope <= 0:
            return None
        step = (float(coefficients @ powers) - level) / slope
        u -= max(-0.5, min(0.5, step))
        if abs(step) < 1e-12:
            return u
    return None


def _between(x: Array, smooth: Array, above: int, level: float, noise: float) -> Level:
    """Too few points on the slope: what two neighbours say.

    Where both are off the plateaus, a logistic and a straight line through them bracket the
    crossing; where they are not, it may be anywhere between them.
    """
    x0, x1 = float(x[above - 1]), float(x[above])
    r0, r1 = float(smooth[above - 1]), float(smooth[above])
    step, rise = x1 - x0, max(r1 - r0, 1e-12)
    straight = x0 + (level - r0) / rise * step
    used = np.array([above - 1, above], dtype=float)
    if r0 < max(0.02, 3 * noise) and r1 > min(0.98, 1 - 3 * noise):
        return Level(x0 + step / 2, step / sqrt(12.0), 0.0, rise / step, used)

    def logit(p: float) -> float:
        p = min(max(p, 0.01), 0.99)
        return float(np.log(p / (1 - p)))

    curved = x0 + (logit(level) - logit(r0)) / max(logit(r1) - logit(r0), 1e-12) * step
    sigma = noise / (rise / step)
    return Level(curved, max(sigma, 0.02 * step), straight - curved, rise / step, used)
