"""Integrals of a posterior about its maximum, each coordinate cut at its bounds."""

from __future__ import annotations

from math import exp, log, pi, sqrt

import numpy as np
from scipy.special import erfcx
from scipy.stats import norm

from supra2d.core import Array

from ._likelihood import Likelihood

_AT = 1e-3  # of the prior: nearer to a bound a maximum is pressed against it
_STEEP = 1e-3  # of the prior: less than this is too little to be sure of


def log_prior(likelihood: Likelihood) -> float:
    """Normalisation of all priors in the coordinates of the fit."""
    low, high = likelihood.space.limits()
    total = -0.5 * likelihood.nuisances * log(2 * pi)
    known = {i: (mean, sigma) for i, mean, sigma in likelihood.known}
    for i in range(low.size):
        if i in known:
            mean, sigma = known[i]
            ends = (np.array([low[i], high[i]]) - mean) / sigma
            total -= log(sigma * sqrt(2 * pi) * float(norm.cdf(ends[1]) - norm.cdf(ends[0])))
        else:
            total -= log(float(high[i] - low[i]))
    return float(total)


def integrals(likelihood: Likelihood, z: Array) -> tuple[float, float]:
    """Log of the Gaussian integrals over all coordinates, and what steep ends may hide of it.

    At a bound where the posterior falls steeply, it may do so within a small part of the prior
    and be flat beyond, as where a law depends on the logarithm of a parameter that may be zero.
    The integral then counts that part alone; the second number is what all of the prior adds.
    """
    low, high = likelihood.space.limits()
    k = low.size
    J = likelihood.jacobian(z)
    gradient = J.T @ likelihood.residuals(z)
    # integrated in this order: nuisances, then parameters, those pressed against a bound last,
    # so that their slope is that of the profile
    pressed = np.append(np.abs(gradient[:k]), np.zeros(z.size - k))
    keep = [int(i) for i in np.argsort(pressed, kind="stable")]
    H = (J.T @ J)[np.ix_(keep, keep)]
    H[np.diag_indices_from(H)] *= 1 + 1e-12
    H[np.diag_indices_from(H)] += 1e-12
    factor = np.linalg.cholesky(H)
    total = hidden = 0.0
    for row, i in enumerate(keep):
        h = float(factor[row, row]) ** 2
        if i >= k:
            total += 0.5 * log(2 * pi / h)
            continue
        down, up = z[i] - low[i], high[i] - z[i]
        part = _half(h, -float(gradient[i]), down) + _half(h, float(gradient[i]), up)
        total += log(part)
        if min(down, up) < _AT * (down + up) and part < _STEEP * (down + up):
            hidden += log((down + up) / part)
    return total, hidden


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
