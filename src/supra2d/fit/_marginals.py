"""Posteriors of single parameters that need not be normal, along the profile of chi2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from supra2d.core import Array, Interval

from ._likelihood import Likelihood
from ._solve import Minimum, best_with

_STEPS = (0.8, 1.6, 2.6, 4.5)  # standard deviations from the best place
_PARTS = (0.33, 0.67, 1.0)  # of the rest of the way to a bound
_OUT = 12.0  # rise of chi2 beyond which nothing is left
#: A parameter is constrained when its interval of this level ends inside the prior.
SURE = 0.95
_FINE = 600
_DRAWS = 600


@dataclass(frozen=True)
class Marginal:
    """Posterior density of one coordinate.

    Attributes
    ----------
    index
        Of the coordinate.
    fine, density
        Where, and how dense; the density has its maximum at one.
    places, points, chi2
        Coordinates at which the others were maximised, shape (m,), all of them there, shape
        (m, k + nuisances), and chi2.
    """

    index: int
    fine: Array
    density: Array
    places: Array
    points: Array
    chi2: Array

    @property
    def log_integral(self) -> float:
        """Log of the integral of the density."""
        return log(max(float(np.trapezoid(self.density, self.fine)), 1e-300))

    def quantiles(self, shares: Sequence[float] | Array) -> Array:
        """Places below which the given shares of the posterior lie."""
        steps = 0.5 * (self.density[1:] + self.density[:-1]) * np.diff(self.fine)
        below = np.append(0.0, np.cumsum(steps))
        found: Array = np.interp(np.asarray(shares) * below[-1], below, self.fine)
        return found

    def interval(self, level: float) -> Interval | None:
        """Where chi2, the others at their best, rises by the quantile of the level.

        None when the rise of 95 % meets a bound: the data leave that side open.
        """
        rise, sure = (float(chi2_distribution.ppf(p, 1)) for p in (level, max(level, SURE)))
        at = int(np.argmin(self.chi2))
        root = np.sqrt(np.maximum(self.chi2 - self.chi2[at], 0.0))
        ends = []
        for side in (slice(at, None, -1), slice(at, None)):
            if root[side].max() < sqrt(sure):
                return None
            j = int(np.flatnonzero(root[side] > sqrt(rise))[0])
            x, y = self.places[side], root[side]
            ends.append(float(np.interp(sqrt(rise), y[j - 1 : j + 1], x[j - 1 : j + 1])))
        return ends[0], ends[1]


def marginal(likelihood: Likelihood, minimum: Minimum, i: int) -> Marginal:
    """The posterior of coordinate i along its profile, the others at their best.

    Parameters
    ----------
    likelihood, minimum
        Where chi2 is smallest.
    i
        Index of the coordinate.
    """
    low, high = (float(end[i]) for end in likelihood.space.limits())
    here = minimum.z
    rows = [(float(here[i]), minimum.chi2, here)]
    sigma = high - low if i in minimum.flat else float(np.sqrt(minimum.covariance[i, i]))
    for end in (low, high):
        before, z = None, here
        for at in _way(float(here[i]), end, sigma):
            # each search starts where the last two point to
            start = z.copy()
            if before is not None and z[i] != before[i]:
                start = z + (z - before) * (at - z[i]) / (z[i] - before[i])
            start[i] = at
            before, z = z, best_with(likelihood, start, [i], ftol=1e-4, max_nfev=10)
            rows.append((at, likelihood.chi2(z), z))
            if rows[-1][1] > minimum.chi2 + _OUT:
                break
    rows.sort(key=lambda row: row[0])
    places = np.array([row[0] for row in rows])
    chi2 = np.array([row[1] for row in rows])
    best = int(np.argmin(chi2))
    fine = np.linspace(low, high, _FINE)
    near = places[best] + sigma * np.linspace(-6.0, 6.0, _FINE)
    fine = np.unique(np.concatenate([fine, near[(near > low) & (near < high)]]))
    # the root of the rise is straight where a posterior is normal
    root = np.sqrt(chi2 - chi2[best])
    signed = np.where(places < places[best], -root, root)
    density = np.exp(-0.5 * np.interp(fine, places, signed) ** 2)
    density[(fine < places[0]) | (fine > places[-1])] = 0.0
    points = np.array([row[2] for row in rows])
    return Marginal(i, fine, density, places, points, chi2)


def _way(start: float, end: float, sigma: float) -> list[float]:
    """Places from the maximum to a bound: a few standard deviations, then the rest in parts."""
    side = 1.0 if end > start else -1.0
    steps = [start + side * sigma * s for s in _STEPS if sigma * s < 0.9 * abs(end - start)]
    last = steps[-1] if steps else start
    return steps + [last + p * (end - last) for p in _PARTS if abs(end - last) > 1e-9]


def posterior_draws(
    likelihood: Likelihood, minimum: Minimum, marginals: Sequence[Marginal]
) -> Array:
    """Coordinates of the free parameters drawn from the posterior, shape (n, k).

    Parameters with a marginal are drawn from it, the others from their normal law about the
    best place for these; every draw is then weighted by its true posterior over that of the
    drawing, and the weights are evened out by drawing again.
    """
    rng = np.random.default_rng(0)
    k, size = len(likelihood.space), minimum.z.size
    own = [m.index for m in marginals]
    rest = [j for j in range(size) if j not in own]
    z = np.tile(minimum.z, (_DRAWS, 1))
    logs = np.zeros(_DRAWS)
    for m in marginals:
        w = m.quantiles(rng.random(_DRAWS))
        for j in rest:
            z[:, j] += np.interp(w, m.places, m.points[:, j]) - minimum.z[j]
        z[:, m.index] = w
        logs += np.log(np.maximum(np.interp(w, m.fine, m.density), 1e-300))
    J = likelihood.jacobian(minimum.z)[:, rest]
    length = np.maximum(np.linalg.norm(J, axis=0), 1e-12)
    values, vectors = np.linalg.eigh((J / length).T @ (J / length))
    noise = rng.normal(size=(_DRAWS, len(rest)))
    z[:, rest] += (noise / np.sqrt(np.maximum(values, 1e-9))) @ vectors.T / length
    logs -= 0.5 * (noise**2).sum(axis=1)
    low, high = likelihood.space.limits()
    # folded at the bounds, where a posterior that is pressed against one has its other half
    z[:, :k] = np.where(z[:, :k] < low, 2.0 * low - z[:, :k], z[:, :k])
    z[:, :k] = np.clip(np.where(z[:, :k] > high, 2.0 * high - z[:, :k], z[:, :k]), low, high)
    weights = np.array([-0.5 * likelihood.chi2(row) for row in z]) - logs
    weights = np.exp(weights - weights.max())
    weights /= weights.sum()
    # systematic resampling
    places = (rng.random() + np.arange(_DRAWS)) / _DRAWS
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), _DRAWS - 1)
    return z[chosen, :k]
