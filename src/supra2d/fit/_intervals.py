"""Intervals from the profile of chi2 (james1975)."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from supra2d.core import LEVEL, Interval

from ._likelihood import Likelihood
from ._solve import Minimum

if TYPE_CHECKING:
    from iminuit import Minuit


def profile_intervals(
    likelihood: Likelihood, minimum: Minimum, widening: float
) -> dict[str, Interval | None]:
    """68 % intervals where the profile of chi2 has risen by 0.989 ``widening``^2 (MINOS).

    None for a parameter whose profile meets a bound or does not rise.
    """
    space = likelihood.space
    fit = _minuit(likelihood, minimum, widening)
    intervals: dict[str, Interval | None] = {}
    for i, name in enumerate(space.names):
        ends = None if i in minimum.flat else _minos(fit, i)
        if ends is None:
            intervals[name] = None
            continue
        q = minimum.z[: len(space)].copy()
        values = []
        for end in ends:
            q[i] = end
            values.append(space.natural(q)[name])
        intervals[name] = (min(values), max(values))
    return intervals


def linear_intervals(
    likelihood: Likelihood, minimum: Minimum, widening: float
) -> dict[str, Interval | None]:
    """68 % intervals from the covariance of the coordinates, quick and without profile."""
    space = likelihood.space
    q = minimum.z[: len(space)]
    half = widening * np.sqrt(np.diag(minimum.covariance)[: q.size])
    low, high = space.natural(q - half), space.natural(q + half)
    bottom, top = space.limits()
    return {
        name: None
        if i in minimum.flat or q[i] - half[i] <= bottom[i] or q[i] + half[i] >= top[i]
        else (low[name], high[name])
        for i, name in enumerate(space.names)
    }


def _minuit(likelihood: Likelihood, minimum: Minimum, widening: float) -> Minuit:
    from iminuit import Minuit

    fit = Minuit(likelihood.chi2, minimum.z, grad=likelihood.gradient)
    fit.errordef = widening**2
    low, high = likelihood.space.limits()
    for i in range(len(likelihood.space)):
        fit.limits[i] = (low[i], high[i])
    sizes = np.sqrt(np.diag(minimum.covariance))
    for i, size in enumerate(sizes):
        fit.errors[i] = max(widening * size, 1e-8)
    for i in minimum.pins:
        fit.fixed[i] = True
    with _quiet():
        fit.migrad()
    return fit


def _minos(fit: Minuit, i: int) -> Interval | None:
    name = fit.parameters[i]
    if not fit.valid:
        return None
    with _quiet():
        fit.minos(name, cl=LEVEL)
    found = fit.merrors[name]
    if not found.is_valid or found.at_lower_limit or found.at_upper_limit:
        return None
    return fit.values[i] + found.lower, fit.values[i] + found.upper


def _quiet() -> warnings.catch_warnings[None]:
    """What Minuit warns of is reported as a status of the parameter."""
    return warnings.catch_warnings(action="ignore")
