"""Finding the minimum of chi2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr
from scipy.optimize import least_squares
from scipy.stats import chi2 as chi2_distribution

from supra2d.core import Array

from ._likelihood import Likelihood

_HOPELESS = 1e-4  # probability of chi2 below which other starts are tried
_FLAT = 1e-7  # singular value of the normalised Jacobian that counts as zero
_ROUGH = 1e-3  # relative change of chi2 at which a search ends that seems lost
_TRIAL = 10  # steps that another start has to do better in


@dataclass(frozen=True)
class Minimum:
    """Where chi2 is smallest.

    Attributes
    ----------
    z
        Coordinates of the free parameters, then nuisances.
    chi2
        Its value there.
    covariance
        Of z, not widened; flat directions are left out.
    valleys
        Directions of the free parameters along which chi2 does not change, shape (m, k).
    flat
        Free parameters that chi2 leaves open.
    pins
        One of them for each open direction: with these held, the others are determined.
    """

    z: Array
    chi2: float
    covariance: Array
    valleys: Array
    flat: tuple[int, ...]
    pins: tuple[int, ...]
    converged: bool


@dataclass(frozen=True, slots=True)
class Search:
    """How long a minimum is looked for.

    Attributes
    ----------
    retries
        Other starts that are tried while chi2 stays hopeless.
    ftol
        Relative change of chi2 at which a search ends.
    steps
        The most that it takes.
    lost
        Probability of chi2 below which a minimum is not worth more digits than one part in 1000.
    """

    retries: int = 6
    ftol: float = 1e-15
    steps: int = 200
    lost: float = 0.0


THOROUGH = Search()


def minimise(
    likelihood: Likelihood, starts: Sequence[Mapping[str, float]], search: Search = THOROUGH
) -> Minimum:
    """Least squares from the given starts, and from others around them if chi2 stays hopeless."""
    space = likelihood.space
    if len(space) + likelihood.nuisances == 0:
        nothing = np.zeros((0, 0))
        return Minimum(np.zeros(0), likelihood.chi2(np.zeros(0)), nothing, nothing, (), (), True)
    low, high = space.limits()
    free = np.full(likelihood.nuisances, np.inf)
    bounds = (np.concatenate([low, -free]), np.concatenate([high, free]))
    # a start on a bound has no way to go
    width = bounds[1] - bounds[0]
    margin = np.where(np.isfinite(width), 1e-6 * width, 0.0)
    points = [
        np.concatenate([space.internal(start), np.zeros(likelihood.nuisances)]) for start in starts
    ]
    points.sort(key=likelihood.chi2)

    n = sum(len(part) for part in likelihood.parts)
    dof = max(1, n - len(space))

    def descend(z: Array, ftol: float, steps: int) -> tuple[float, bool, Array]:
        found = least_squares(
            likelihood.residuals,
            np.clip(z, bounds[0] + margin, bounds[1] - margin),
            likelihood.jacobian,
            bounds=bounds,
            x_scale="jac",
            xtol=1e-10,
            ftol=ftol,
            gtol=1e-15,
            max_nfev=steps,
        )
        return 2.0 * float(found.cost), found.status > 0, found.x

    def solve(z: Array, least: float = np.inf) -> tuple[float, bool, Array]:
        if search.lost:
            rough = descend(z, _ROUGH, _TRIAL if least < np.inf else search.steps)
            if rough[0] >= least or chi2_distribution.sf(rough[0], dof) < search.lost:
                return rough
            z = rough[2]
        return descend(z, search.ftol, search.steps)

    best = solve(points[0])
    others = points[1:] + _around(points[0], len(space), search.retries)
    while others and not (best[1] and chi2_distribution.sf(best[0], dof) > _HOPELESS):
        best = min(best, solve(others.pop(0), best[0]), key=lambda found: found[0])
    covariance, valleys = _covariance(likelihood.jacobian(best[2]), len(space))
    flat = np.flatnonzero(np.abs(valleys).max(axis=0, initial=0.0) > 1e-3)
    pins = qr(valleys, mode="r", pivoting=True)[1][: len(valleys)] if len(valleys) else flat
    return Minimum(
        best[2],
        best[0],
        covariance,
        valleys,
        tuple(flat.tolist()),
        tuple(pins.tolist()),
        best[1],
    )


def best_with(
    likelihood: Likelihood,
    start: Array,
    held: Sequence[int],
    ftol: float = 1e-8,
    max_nfev: int | None = None,
) -> Array:
    """The best place with some coordinates held where ``start`` has them, looked for from there."""
    free = np.delete(np.arange(start.size), list(held))
    if free.size == 0:
        return start
    low, high = likelihood.space.limits()
    wide = np.full(likelihood.nuisances, np.inf)
    bottom, top = np.append(low, -wide)[free], np.append(high, wide)[free]

    def whole(part: Array) -> Array:
        z = start.copy()
        z[free] = part
        return z

    # a start on a bound has no way to go
    margin = 1e-9 * np.where(np.isfinite(top - bottom), top - bottom, 0.0)
    found = least_squares(
        lambda part: likelihood.residuals(whole(part)),
        np.clip(start[free], bottom + margin, top - margin),
        lambda part: likelihood.jacobian(whole(part), held)[:, free],
        bounds=(bottom, top),
        x_scale="jac",
        ftol=ftol,
        max_nfev=max_nfev,
    )
    return whole(found.x)


def _around(z: Array, k: int, count: int) -> list[Array]:
    """Starts scattered around ``z`` in its first k coordinates, the same each time."""
    draws = np.random.default_rng(1).normal(size=(count, k))
    scattered = np.tile(z, (count, 1))
    scattered[:, :k] += 0.5 * draws
    return list(scattered)


def _covariance(J: Array, k: int) -> tuple[Array, Array]:
    """Inverse of J^T J, and the directions of its first k columns that chi2 leaves open.

    Open directions are left out of the inverse.
    """
    length = np.linalg.norm(J, axis=0)
    length = np.where(length == 0.0, 1.0, length)
    _, singular, V = np.linalg.svd(J / length, full_matrices=True)
    singular = np.pad(singular, (0, V.shape[0] - singular.size))
    keep = singular > _FLAT * singular[0]
    inverse = np.where(keep, 1.0 / np.where(keep, singular, 1.0), 0.0)
    covariance = (V.T * inverse**2) @ V / np.outer(length, length)
    valleys = V[~keep, :k] / length[:k]
    return covariance, valleys / np.linalg.norm(valleys, axis=1, keepdims=True)
