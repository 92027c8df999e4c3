"""Intervals from the profile of chi2 (james1975)."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from supra2d.core import LEVEL, Array, Interval

from ._likelihood import Likelihood
from ._solve import Minimum, best_with

if TYPE_CHECKING:
    from iminuit import Minuit

_HALVINGS = 8  # of the last step of a scan: the end is known to 0.4 % of it


def profile_intervals(
    likelihood: Likelihood, minimum: Minimum, widening: float
) -> dict[str, Interval | None]:
    """68 % intervals where the profile of chi2 has risen by 0.989 ``widening``^2 (MINOS).

    None for a parameter whose profile meets a bound or does not rise.
    """
    space = likelihood.space
    if len(space) == 0:
        return {}
    fit = _minuit(likelihood, minimum, widening)
    intervals: dict[str, Interval | None] = {}
    for i, name in enumerate(space.names):
        ends = None
        if i not in minimum.flat:
            ends = _minos(fit, i) or _scan(likelihood, minimum, widening, i)
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
    low, high = fit.limits[i]
    ends = fit.values[i] + found.lower, fit.values[i] + found.upper
    touching = min(ends[0] - low, high - ends[1]) <= 1e-6 * (ends[1] - ends[0])
    return None if touching or not found.is_valid else ends


def _scan(likelihood: Likelihood, minimum: Minimum, widening: float, i: int) -> Interval | None:
    """The same interval without Minuit, for a chi2 that is far from a parabola."""
    level = minimum.chi2 + widening**2 * float(chi2_distribution.ppf(LEVEL, 1))
    low, high = likelihood.space.limits()
    first = max(widening * float(np.sqrt(minimum.covariance[i, i])), 1e-9)
    ends = []
    for bound in (low[i], high[i]):
        near, step = minimum.z, math.copysign(first, bound - minimum.z[i])
        while True:
            place = near[i] + step
            if (bound - place) * step <= 0.0:
                return None
            far = _profile(likelihood, minimum, near, i, place)
            if likelihood.chi2(far) > level:
                break
            near, step = far, 2.0 * step
        for _ in range(_HALVINGS):
            middle = _profile(likelihood, minimum, near, i, 0.5 * (near[i] + far[i]))
            if likelihood.chi2(middle) > level:
                far = middle
            else:
                near = middle
        ends.append(0.5 * float(near[i] + far[i]))
    return min(ends), max(ends)


def _profile(likelihood: Likelihood, minimum: Minimum, start: Array, i: int, at: float) -> Array:
    """Best place with coordinate i held ``at`` a value, found from ``start``."""
    z = start.copy()
    z[i] = at
    return best_with(likelihood, z, [i, *(j for j in minimum.pins if j != i)])


def _quiet() -> warnings.catch_warnings[None]:
    """What Minuit warns of is made good by a scan, or reported as a status."""
    return warnings.catch_warnings(action="ignore")
