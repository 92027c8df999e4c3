"""What the residuals say about a fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import norm

from supra2d.core import Array, Check, Fit

_RARE = 0.01  # probability below which a check warns
_FEW = 8  # points below which a count of runs says nothing


def chi2_check(chi2: float, dof: int) -> Check:
    """Probability of a chi2 at least this large if law and errors are right."""
    if dof < 1:
        return Check("goodness_of_fit", "ok", "As many parameters as points: nothing to test.")
    p = float(chi2_distribution.sf(chi2, dof))
    text = f"chi2/dof = {chi2 / dof:.2f} with {dof} degrees of freedom, p = {p:.2g}"
    if p < _RARE:
        text += ": the law does not describe the points within their errors"
        return Check("goodness_of_fit", "warning", text + ".", p)
    if p > 1.0 - 1e-3 * _RARE:
        text += ": the errors look overestimated"
        return Check("goodness_of_fit", "warning", text + ".", p)
    return Check("goodness_of_fit", "ok", text + ".", p)


def runs_check(residuals: Sequence[Array], xs: Sequence[Array]) -> Check:
    """Wald-Wolfowitz test: do the residuals change sign as often as noise does?

    Each part is ordered by x on its own; counts of runs and their moments add up.
    """
    excess, variance = 0.0, 0.0
    for r, x in zip(residuals, xs, strict=True):
        above = r[np.argsort(x, kind="stable")] > 0.0
        n, up = above.size, int(np.count_nonzero(above))
        if n < _FEW or up in (0, n):
            continue
        mixed = 2.0 * up * (n - up)
        excess += 1.0 + np.count_nonzero(above[1:] != above[:-1]) - (1.0 + mixed / n)
        variance += mixed * (mixed - n) / (n**2 * (n - 1.0))
    if variance == 0.0:
        return Check("runs_of_residuals", "ok", f"Fewer than {_FEW} points: not tested.")
    p = float(norm.cdf(excess / sqrt(variance)))
    if p < _RARE:
        text = f"Residuals keep their sign too long (p = {p:.2g}): the law misses a trend."
        return Check("runs_of_residuals", "warning", text, p)
    return Check("runs_of_residuals", "ok", f"Residuals change sign like noise (p = {p:.2g}).", p)


def information_weights(fits: Sequence[Fit], criterion: str = "aic") -> Mapping[str, float]:
    r"""Relative weights :math:`w_i \propto e^{-\mathrm{IC}_i/2}` of laws on the same data.

    A first look, not a probability of mechanisms.

    Parameters
    ----------
    fits
        Fits of different laws to the same points.
    criterion
        ``"aic"`` (akaike1974) or ``"bic"`` (schwarz1978).
    """
    values = np.array([fit.aic if criterion == "aic" else fit.bic for fit in fits])
    weights = np.exp(-(values - values.min()) / 2.0)
    weights /= weights.sum()
    return {fit.model: float(w) for fit, w in zip(fits, weights, strict=True)}
