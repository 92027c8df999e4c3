"""Draws from a posterior, and its integral, by importance sampling along its ridges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.special import gammaincinv, gammaln, ndtri
from scipy.stats import qmc

from supra2d.core import Array

from ._laplace import log_prior
from ._likelihood import Likelihood
from ._ridges import Ridge

Indices = npt.NDArray[np.int64]

_BATCH = 512  # draws
_BATCHES = 2
#: Draws worth as many independent ones know an end of an interval to a tenth of it.
ENOUGH = 100.0
_KEPT = 1000
_WALKERS = 256
_WALKS = 20
_FREEDOM = 6.0  # of the t law across a ridge, whose tails outlast those of a posterior
_WIDER = 1.2  # than the normal law across it
_PRIOR = 0.35  # of the range of a prior: width across where the data set none
_REACH = 14.0  # rise of chi2 up to which a ridge is followed
_FLOOR = 1e-3  # of the density at the best place
_FINE = 800


@dataclass(frozen=True)
class Sampled:
    """A posterior by its draws.

    Attributes
    ----------
    log_evidence, worth
        Log of its integral; independent draws that would know as much.
    draws
        Coordinates of the free parameters, equally weighted, shape (n, k).
    looked, logs
        Where the posterior was looked at, coordinates and nuisances, and logarithms of weights.
    """

    log_evidence: float
    worth: float
    draws: Array
    looked: Array
    logs: Array


def sample_posterior(likelihood: Likelihood, ridges: Sequence[Ridge]) -> Sampled:
    r"""Draw along each ridge, weigh every draw by its posterior, and even the weights out.

    .. math:: Z = \frac{1}{n} \sum_i \frac{L(z_i)\,\pi(z_i)}{q(z_i)}

    The density q of the drawing is the mean over the ridges: along one its own profile, across
    it Student's t about the normal law there. Draws come in batches of a Sobol sequence until
    they are worth a hundred independent ones.

    Parameters
    ----------
    likelihood
        Its minimum is a place of every ridge.
    ridges
        At least one.
    """
    z, logs = _weighed(likelihood, ridges)
    weights = np.exp(logs - logs.max())
    worth = float(weights.sum() ** 2 / (weights**2).sum())
    log_evidence = float(logs.max() + log(weights.mean())) + log_prior(likelihood)
    draws = _evened(z, weights, _KEPT, np.random.default_rng(0))[:, : len(likelihood.space)]
    return Sampled(log_evidence, worth, draws, z, logs)


def walk_posterior(likelihood: Likelihood, sampled: Sampled) -> Array:
    """Draws by a crowd that walks through the posterior (terbraak2006).

    A quarter of a thousand walkers start where `sample_posterior` looked, nearer to one another in
    weight than the posterior has them, and step along the differences between two others. It
    costs six times as much, and knows the tails where weights are uneven.

    Parameters
    ----------
    likelihood, sampled
        From `sample_posterior`.

    Returns
    -------
    draws
        Coordinates of the free parameters, shape (n, k).
    """
    rng = np.random.default_rng(1)
    inside = np.isfinite(sampled.logs)
    z, logs = sampled.looked[inside], sampled.logs[inside]
    z = _evened(z, np.exp(0.5 * (logs - logs.max())), _WALKERS, rng)
    rng.shuffle(z)
    chi2 = likelihood.chi2s(z)
    half, size = _WALKERS // 2, z.shape[1]
    usual = 2.38 / sqrt(2.0 * size)
    kept = []
    for step in range(_WALKS):
        for mine, others in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
            one, other = rng.integers(half, size=(2, half))
            # now and then the whole way, from one valley to the next
            scale = 1.0 if step % 6 == 5 else usual * rng.uniform(0.4, 1.2, (half, 1))
            away = scale * (z[others][one] - z[others][other])
            new = z[mine] + away * (1.0 + 0.05 * rng.normal(size=away.shape))
            found = _chi2s_inside(likelihood, new)
            taken = np.log(rng.random(half)) < 0.5 * (chi2[mine] - found)
            z[mine] = np.where(taken[:, None], new, z[mine])
            chi2[mine] = np.where(taken, found, chi2[mine])
        if step >= _WALKS // 2 and step % 3 == 0:
            kept.append(z[:, : len(likelihood.space)].copy())
    return np.vstack(kept)


def _weighed(likelihood: Likelihood, ridges: Sequence[Ridge]) -> tuple[Array, Array]:
    """Draws and the logarithms of their weights, minus infinity outside of the prior."""
    tubes = [_Tube.along(likelihood, one) for one in ridges]
    each = _BATCH >> (len(tubes) - 1).bit_length()
    rng = np.random.default_rng(0)
    sequences = [qmc.Sobol(tube.size + 1, rng=rng) for tube in tubes]
    z, logs = np.empty((0, tubes[0].size)), np.empty(0)
    for _ in range(_BATCHES):
        new = np.vstack([t.draw(s.random(each)) for t, s in zip(tubes, sequences, strict=True)])
        density = np.logaddexp.reduce([t.log_density(new) for t in tubes]) - log(len(tubes))
        z = np.vstack([z, new])
        logs = np.append(logs, -0.5 * _chi2s_inside(likelihood, new) - density)
        weights = np.exp(logs - logs.max())
        if weights.sum() ** 2 >= ENOUGH * (weights**2).sum():
            break
    return z, logs


def _chi2s_inside(likelihood: Likelihood, z: Array) -> Array:
    """Chi2 at each place, infinite outside of the prior."""
    low, high = likelihood.space.limits()
    inside = ((z[:, : low.size] >= low) & (z[:, : low.size] <= high)).all(axis=1)
    found = np.full(len(z), np.inf)
    if inside.any():
        found[inside] = likelihood.chi2s(z[inside])
    return found


def _evened(z: Array, weights: Array, n: int, rng: np.random.Generator) -> Array:
    """``n`` equally weighted draws, by systematic resampling."""
    places = (rng.random() + np.arange(n)) / n
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), places)
    found: Array = z[np.minimum(chosen, len(z) - 1)]
    return found


@dataclass(frozen=True)
class _Tube:
    """A density around a ridge: ``fine``, ``density`` along it; a t law across it, by place."""

    index: int
    rest: Indices
    places: Array
    centres: Array
    factors: Array  # Cholesky factors of the curvature across, shape (m, r, r)
    log_norm: Array
    fine: Array
    density: Array

    @classmethod
    def along(cls, likelihood: Likelihood, ridge: Ridge) -> _Tube:
        low, high = likelihood.space.limits()
        near = ridge.chi2 < ridge.chi2.min() + _REACH
        points, chi2 = ridge.points[near], ridge.chi2[near]
        places = points[:, ridge.index]
        size = points.shape[1]
        rest = np.delete(np.arange(size), ridge.index)
        # nuisances have a normal prior that the derivatives know of
        width = np.append(high - low, np.full(size - low.size, np.inf))[rest]
        weak = np.diag((_PRIOR * width) ** -2.0)
        curvature = [likelihood.jacobian(z)[:, rest] for z in points]
        factors = np.array([np.linalg.cholesky(J.T @ J + weak) for J in curvature]) / _WIDER
        spread = -np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
        r = rest.size
        norm = gammaln((_FREEDOM + r) / 2) - gammaln(_FREEDOM / 2) - r / 2 * log(_FREEDOM * pi)
        # the root of the rise is straight where a posterior is normal
        best = int(np.argmin(chi2))
        root = np.sqrt(chi2 - chi2[best]) * np.where(np.arange(chi2.size) < best, -1.0, 1.0)
        fine = np.linspace(places[0], places[-1], _FINE)
        exponent = -0.5 * np.interp(fine, places, root) ** 2 + np.interp(fine, places, spread)
        density = np.exp(exponent - exponent.max()) + _FLOOR
        density /= max(float(np.trapezoid(density, fine)), 1e-300)
        return cls(
            ridge.index, rest, places, points[:, rest], factors, norm - spread, fine, density
        )

    @property
    def size(self) -> int:
        """Number of coordinates and nuisances."""
        return self.rest.size + 1

    def draw(self, u: Array) -> Array:
        """Places for points of the unit cube, shape (n, size + 1)."""
        u = np.clip(u, 1e-9, 1.0 - 1e-9)
        steps = 0.5 * (self.density[1:] + self.density[:-1]) * np.diff(self.fine)
        along = np.interp(u[:, 0], np.append(0.0, np.cumsum(steps)), self.fine)
        # a chi2 variable is twice a gamma variable of half its degrees of freedom
        length = np.sqrt(_FREEDOM / (2.0 * gammaincinv(_FREEDOM / 2, u[:, 1])))
        z = np.empty((len(u), self.size))
        z[:, self.index] = along
        centre, place = self._centre(along), self._place(along)
        for j, factor in enumerate(self.factors):
            here = place == j
            noise = solve_triangular(factor, ndtri(u[here, 2:]).T, lower=True, trans="T").T
            z[np.ix_(here, self.rest)] = centre[here] + length[here, None] * noise
        return z

    def log_density(self, z: Array) -> Array:
        """Log of the density at ``z``, shape (n,)."""
        along = z[:, self.index]
        away = z[:, self.rest] - self._centre(along)
        place = self._place(along)
        scaled = np.einsum("nji,nj->ni", self.factors[place], away)
        tail = np.log1p((scaled**2).sum(axis=1) / _FREEDOM) * (_FREEDOM + self.rest.size) / 2
        outside = (along < self.fine[0]) | (along > self.fine[-1])
        inside = np.log(np.interp(along, self.fine, self.density)) + self.log_norm[place] - tail
        return np.where(outside, -np.inf, inside)

    def _centre(self, along: Array) -> Array:
        return np.array([np.interp(along, self.places, column) for column in self.centres.T]).T

    def _place(self, along: Array) -> Indices:
        """Index of the nearest place."""
        found: Indices = np.searchsorted(0.5 * (self.places[1:] + self.places[:-1]), along)
        return found
