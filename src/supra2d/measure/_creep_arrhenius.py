"""Arrhenius lines: each field by itself, and all fields through one crossing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from scipy.stats import chi2 as chi2_distribution

from ..core import Array
from ._creep_lines import Lines, Window, averaged, shared_weights, window_weights

_NEAR = 0.15  # how far from the plain regression the crossing is looked for, relative


@dataclass(frozen=True)
class Averaged:
    """Numbers of all fields averaged over windows; standard deviations; shape (fields,).

    ``sigma`` is all that is statistical; ``common`` the part of it that all fields share, shape
    (fields, sources).
    """

    value: Array
    sigma: Array
    systematic: Array
    common: Array

    @property
    def independent(self) -> Array:
        """The part of `total` that is each field's own."""
        shared = (self.common**2).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(self.total**2 - shared, 1e-4 * self.total**2)))

    @property
    def total(self) -> Array:
        """Both standard deviations together."""
        return np.asarray(np.hypot(self.sigma, self.systematic))


@dataclass(frozen=True)
class Arrhenius:
    """Independent lines ln R = ln R0 - U0/T.

    Attributes
    ----------
    U0, log_R0
        K and logarithm of the unit of the signal.
    probability
        Of a chi2 as large as that of the best window, shape (fields,).
    best
        Number of the window of largest weight, shape (fields,).
    lines, cut
        Of each window: its lines, and the points it leaves out, shape (windows, fields).
    """

    U0: Averaged
    log_R0: Averaged
    probability: Array
    best: Array
    lines: tuple[Lines, ...]
    cut: Array


def arrhenius_lines(windows: Sequence[Window]) -> Arrhenius:
    """Fit each field in each window and average over the windows."""
    lines = tuple(w.lines(1.0 / w.T, w.y) for w in windows)
    points = np.stack([f.points for f in lines])
    chi2 = np.where(points > 0, np.stack([f.chi2 for f in lines]), np.inf)
    cut = (points.max(axis=0) - points).astype(float)
    weights = window_weights(chi2, cut)
    covariance = np.stack([f.full for f in lines])
    common = np.stack([f.common for f in lines])
    best = np.argmax(weights, axis=0)
    at = np.arange(best.size)
    return Arrhenius(
        _average(weights, np.stack([f.U for f in lines]), covariance[:, :, 1, 1], common[:, :, 1]),
        _average(weights, np.stack([f.a for f in lines]), covariance[:, :, 0, 0], common[:, :, 0]),
        chi2_distribution.sf(chi2[best, at], np.maximum(points[best, at] - 2, 1)),
        best,
        lines,
        cut,
    )


def _average(weights: Array, values: Array, variances: Array, common: Array) -> Averaged:
    mean, statistical, spread = averaged(weights, values, variances)
    shared = np.einsum("wf,wfk->fk", weights, common)
    return Averaged(mean, np.sqrt(statistical), np.sqrt(spread), shared)


@dataclass(frozen=True)
class SharedCrossing:
    """All lines through one point: ln R = ln R0f + U0 (1/T_cross - 1/T).

    Attributes
    ----------
    T, sigma, systematic
        T_cross in K.
    log_R0f
        Where the lines meet.
    U0
        Barriers of the fields, bound by the crossing.
    probability
        That lines through one point miss the measured ones as much.
    regression, regression_sigma
        Reciprocal slope of ln R0 against U0 in K, both as if exact.
    log_evidence
        Summed over windows, without the price of parameters.
    """

    T: float
    sigma: float
    systematic: float
    log_R0f: float
    U0: Averaged
    probability: float
    regression: float
    regression_sigma: float
    log_evidence: float


@dataclass(frozen=True)
class _Fit:
    """A crossing in one window; U and its variance have NaN where the window is not used."""

    T: float
    sigma: float
    log_R0f: float
    chi2: float
    U: Array
    variance: Array


def shared_crossing(found: Arrhenius) -> SharedCrossing | None:
    """The point where all lines meet; None for fewer than three fields.

    The independent lines with their covariance carry all that the points say, so that the
    crossing of all fields together is that of a line through (U0, ln R0) with errors on both
    axes that depend on each other (york2004).
    """
    fits, chi2, cut = [], [], []
    for lines, left in zip(found.lines, found.cut, strict=True):
        if lines.used.sum() >= 3:
            fits.append(_cross(lines))
            chi2.append(float(lines.chi2.sum()) + lines.penalty + fits[-1].chi2)
            cut.append(float(left.sum()))
    if not fits:
        return None
    log_weights = -0.5 * np.array(chi2) - np.array(cut)
    weights = shared_weights(log_weights, len(found.best))
    T, sigma = np.array([f.T for f in fits]), np.array([f.sigma for f in fits])
    mean, statistical, _ = averaged(weights, T, sigma**2)
    spread = weights @ (T - mean) ** 2
    U = np.stack([f.U for f in fits])
    each = weights[:, None] * np.isfinite(U)
    each = each / np.maximum(each.sum(axis=0), 1e-300)
    best = fits[int(np.argmax(weights))]
    dof = int(np.isfinite(best.U).sum()) - 2
    regression, uncertain = _regression(found)
    return SharedCrossing(
        float(mean),
        sqrt(float(statistical)),
        sqrt(float(spread)),
        best.log_R0f,
        _average(each, U, np.stack([f.variance for f in fits]), np.zeros((*U.shape, 0))),
        float(chi2_distribution.sf(best.chi2, dof)),
        regression,
        uncertain,
        float(logsumexp(log_weights)),
    )


def _cross(lines: Lines) -> _Fit:
    """SharedCrossing of the lines of one window, with the bend that they share marginalised."""
    on = lines.used
    best = _york(lines.a[on], lines.U[on], lines.covariance[on])
    moved = [
        _york(lines.a[on] + part[:, 0], lines.U[on] + part[:, 1], lines.covariance[on])
        for part in lines.common[on].transpose(2, 0, 1)
    ]
    U, variance = np.full(on.size, np.nan), np.full(on.size, np.nan)
    U[on] = best.U
    variance[on] = best.variance + sum((m.U - best.U) ** 2 for m in moved)
    sigma = sqrt(best.sigma**2 + sum((m.T - best.T) ** 2 for m in moved))
    return _Fit(best.T, sigma, best.log_R0f, best.chi2, U, variance)


def _york(a: Array, U: Array, C: Array) -> _Fit:
    """Line a = L + s U through points with covariance C of (a, U); s is 1/T_cross."""

    def at(s: float) -> tuple[float, float, Array, Array]:
        variance = C[:, 0, 0] - 2.0 * s * C[:, 0, 1] + s**2 * C[:, 1, 1]
        d = a - s * U
        L = float((d / variance).sum() / (1.0 / variance).sum())
        return float(((d - L) ** 2 / variance).sum()), L, d - L, variance

    def bound(s: float) -> Array:
        """U with the point moved onto the line, each by its own covariance."""
        _, _, rest, variance = at(s)
        return np.asarray(U - (C[:, 0, 1] - s * C[:, 1, 1]) / variance * rest)

    start = float(np.polyfit(U, a, 1)[0])
    near = sorted(((1.0 - _NEAR) * start, (1.0 + _NEAR) * start))
    options = {"xatol": 1e-9 * abs(start)}
    s = float(minimize_scalar(lambda s: at(s)[0], bounds=near, method="bounded", options=options).x)
    chi2, L, _, variance = at(s)
    step = 1e-4 * s
    curvature = (at(s + step)[0] - 2.0 * chi2 + at(s - step)[0]) / step**2
    widening = sqrt(max(chi2 / max(a.size - 2, 1), 1.0))
    sigma = widening * sqrt(2.0 / max(curvature, 1e-300))
    gain = (C[:, 0, 1] - s * C[:, 1, 1]) / variance
    own = C[:, 1, 1] - gain**2 * variance + gain**2 / (1.0 / variance).sum()
    along = (bound(s + step) - bound(s - step)) / (2.0 * step) * sigma
    return _Fit(1.0 / s, sigma / s**2, L, chi2, bound(s), np.maximum(own, 0.0) + along**2)


def _regression(found: Arrhenius) -> tuple[float, float]:
    """Reciprocal slope of the plain line of ln R0 against U0, as it is usually quoted."""
    U, a = found.U0.value, found.log_R0.value
    slope, intercept = np.polyfit(U, a, 1)
    rest = a - slope * U - intercept
    variance = float(rest @ rest) / max(U.size - 2, 1) / float(((U - U.mean()) ** 2).sum())
    return 1.0 / float(slope), sqrt(variance) / float(slope) ** 2
