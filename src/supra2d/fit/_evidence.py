"""How well a law with its priors predicts the data: Laplace evidence and adequacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, pi, sqrt

import numpy as np
import xarray as xr
from scipy.optimize import least_squares
from scipy.special import erfcx
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import norm

from supra2d.core import Array, Model

from ._fit import solve_joint
from ._likelihood import Likelihood
from ._solve import Minimum

#: Probability of a chi2 as large as the one seen below which a law is not adequate.
ADEQUATE = 0.01

_WEAK = 0.1  # of the prior's width: a parameter less well known is integrated along its profile
_GRID = 17


@dataclass(frozen=True)
class Evidence:
    r"""Evidence of one law, up to a constant common to all laws on the same data.

    Attributes
    ----------
    log_evidence
        :math:`\ln \int L(p)\,\pi(p)\,dp`.
    probability
        Of a chi2 as large as the one seen, if the law were true.
    values
        Parameters at the maximum of the posterior.
    weak
        Parameters that the data constrain little or not.
    """

    log_evidence: float
    chi2: float
    dof: int
    probability: float
    values: Mapping[str, float]
    weak: tuple[str, ...]

    @property
    def adequate(self) -> bool:
        """True when the law describes the data within their errors."""
        return self.probability > ADEQUATE


def laplace_evidence(
    parts: Sequence[tuple[Model, xr.Dataset]],
    *,
    fixed: Mapping[str, float] | None = None,
    tc_shift: float | None = None,
) -> Evidence:
    r"""Evidence from the curvature of the posterior at its maximum.

    .. math:: \ln Z = \ln L(\hat p) + \ln \pi(\hat p)
              + \sum_i \ln \int e^{-g_i x - h_i x^2/2}\, dx

    with the conditional curvatures h of a Cholesky factor of the Hessian and each integral cut
    at the bounds of the prior, so that a maximum on a bound and a flat direction count right.
    A parameter whose posterior is wider than a tenth of its prior is integrated along its
    profile instead.

    Parameters
    ----------
    parts
        Laws and their tables, as for `fit_joint`; wrap laws by `with_instrument` first.
    fixed, tc_shift
        As for `fit_joint`.
    """
    likelihood, minimum = solve_joint(parts, fixed=fixed, tc_shift=tc_shift)
    k = len(likelihood.space)
    weak = _weak(likelihood, minimum)
    total = -0.5 * minimum.chi2 + _log_prior(likelihood)
    total += _integrals(likelihood, minimum, weak)
    total += sum(_profile_integral(likelihood, minimum, i) for i in weak)
    points = sum(len(d) for d in likelihood.parts)
    dof = max(1, points + len(likelihood.known) - k + len(weak))
    return Evidence(
        total,
        minimum.chi2,
        dof,
        float(chi2_distribution.sf(minimum.chi2, dof)),
        likelihood.space.natural(minimum.z[:k]),
        tuple(likelihood.space.names[i] for i in weak),
    )


def mechanism_probabilities(
    evidences: Mapping[str, float], mechanisms: Mapping[str, str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Probability of each law and of each mechanism.

    Prior probability is equal per mechanism, then per law within it.

    Parameters
    ----------
    evidences
        Log evidence by law.
    mechanisms
        Mechanism by law.

    Returns
    -------
    weights, probabilities
        By law, by mechanism; each adds up to one.

    Examples
    --------
    >>> mechanism_probabilities({"a": 0.0, "b": 0.0, "c": 0.0}, {"a": "x", "b": "x", "c": "y"})[1]
    {'x': 0.5, 'y': 0.5}
    """
    laws = list(evidences)
    counts = {m: sum(mechanisms[law] == m for law in laws) for m in set(mechanisms.values())}
    top = max(evidences.values())
    raw = {law: exp(evidences[law] - top) / counts[mechanisms[law]] for law in laws}
    total = sum(raw.values())
    weights = {law: value / total for law, value in raw.items()}
    probabilities: dict[str, float] = {}
    for law in laws:
        probabilities[mechanisms[law]] = probabilities.get(mechanisms[law], 0.0) + weights[law]
    return weights, probabilities


def _log_prior(likelihood: Likelihood) -> float:
    """Normalisation of all priors in the coordinates of the fit."""
    space = likelihood.space
    low, high = space.limits()
    total = -0.5 * likelihood.nuisances * log(2 * pi)
    known = {i: (mean, sigma) for i, mean, sigma in likelihood.known}
    slope = space.gradient(0.5 * (low + high))
    for i in range(len(space)):
        if i in known:
            mean, sigma = known[i]
            ends = (np.array([low[i], high[i]]) * slope[i] - mean) / sigma
            mass = float(norm.cdf(ends[1]) - norm.cdf(ends[0]))
            total -= log(sigma / float(slope[i]) * sqrt(2 * pi) * mass)
        else:
            total -= log(float(high[i] - low[i]))
    return float(total)


def _weak(likelihood: Likelihood, minimum: Minimum) -> tuple[int, ...]:
    """Free parameters without normal prior whose posterior is wide against the prior."""
    low, high = likelihood.space.limits()
    known = {i for i, _, _ in likelihood.known}
    sigma = np.sqrt(np.diag(minimum.covariance)[: low.size])
    wide = sigma > _WEAK * (high - low)
    return tuple(i for i in range(low.size) if i not in known and (wide[i] or i in minimum.flat))


def _integrals(likelihood: Likelihood, minimum: Minimum, skip: Sequence[int]) -> float:
    """Log of the Gaussian integrals over all coordinates but the skipped ones."""
    low, high = likelihood.space.limits()
    k = low.size
    J = likelihood.jacobian(minimum.z)
    gradient = J.T @ likelihood.residuals(minimum.z)
    # integrated in this order: nuisances, then parameters, those pressed against a bound last,
    # so that their slope is that of the profile
    pressed = np.append(np.abs(gradient[:k]), np.zeros(minimum.z.size - k))
    keep = [int(i) for i in np.argsort(pressed, kind="stable") if i not in skip]
    H = (J.T @ J)[np.ix_(keep, keep)]
    H[np.diag_indices_from(H)] *= 1 + 1e-12
    H[np.diag_indices_from(H)] += 1e-12
    factor = np.linalg.cholesky(H)
    total = 0.0
    for row, i in enumerate(keep):
        h = float(factor[row, row]) ** 2
        if i >= k:
            total += 0.5 * log(2 * pi / h)
            continue
        down, up = minimum.z[i] - low[i], high[i] - minimum.z[i]
        total += log(_half(h, -float(gradient[i]), down) + _half(h, float(gradient[i]), up))
    return total


def _half(h: float, g: float, length: float) -> float:
    """Integral of exp(-g x - h x^2/2) from 0 to ``length``."""
    if length <= 0:
        return 1e-300
    g = max(g, 0.0)  # an inward descent is rounding: the maximum is here
    root = sqrt(2 * h)
    end = exp(-min(g * length + h * length**2 / 2, 700.0))
    return max(
        sqrt(pi) / root * float(erfcx(g / root) - erfcx((h * length + g) / root) * end), 1e-300
    )


def _profile_integral(likelihood: Likelihood, minimum: Minimum, i: int) -> float:
    """Log of the integral of exp(-(profile chi2 - minimum)/2) over one coordinate."""
    low, high = likelihood.space.limits()
    grid = np.linspace(low[i], high[i], _GRID)
    profile = np.array([_profile(likelihood, minimum, i, float(q)) for q in grid])
    fine = np.linspace(low[i], high[i], 40 * _GRID)
    curve = np.exp(-0.5 * np.maximum(np.interp(fine, grid, profile) - minimum.chi2, 0.0))
    return log(max(float(np.trapezoid(curve, fine)), 1e-300))


def _profile(likelihood: Likelihood, minimum: Minimum, i: int, at: float) -> float:
    """Smallest chi2 with one coordinate held."""
    low, high = likelihood.space.limits()
    free = np.array([j for j in range(minimum.z.size) if j != i])
    wide = np.full(likelihood.nuisances, np.inf)
    bottom, top = np.concatenate([low, -wide])[free], np.concatenate([high, wide])[free]

    def full(part: Array) -> Array:
        z = minimum.z.copy()
        z[free], z[i] = part, at
        return z

    inside = np.clip(minimum.z[free], bottom + 1e-9, top - 1e-9)
    found = least_squares(
        lambda part: likelihood.residuals(full(part)),
        inside,
        lambda part: likelihood.jacobian(full(part))[:, free],
        bounds=(bottom, top),
        x_scale="jac",
        max_nfev=12,
    )
    return 2.0 * float(found.cost)
