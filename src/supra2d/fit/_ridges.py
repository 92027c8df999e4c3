"""Where a posterior lies along one of its parameters, the others at their best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supra2d.core import Array

from ._likelihood import Likelihood
from ._solve import Minimum, best_with

_FIRST = 0.8  # standard deviations: the first step from the best place
_GENTLE, _LONGER = 1.0, 1.8  # rise of chi2 in a step below which the next one is longer
_STEEP, _SHORTER = 9.0, 0.4  # rise above which it is taken again, shorter
_LEAST = 0.02  # of the way between the bounds: a step that is taken all the same
_LONGEST = 0.35  # of that way
_MOST = 30  # steps to either side
_HERE = 1e-9  # of that way
_OUT = 12.0  # rise of chi2 beyond which nothing is left
_ROUNDS = 2  # of halving the way between two places
_NEAR = 1e-3  # of chi2: the draws around a ridge make up for the rest
_BENT = 0.5  # rise of chi2 half way, from which a ridge is curved there


@dataclass(frozen=True)
class Ridge:
    """The profile of chi2 along one coordinate.

    Attributes
    ----------
    index
        Of the coordinate.
    points
        All coordinates and nuisances, ordered by that one, shape (m, k + nuisances).
    chi2
        There, the others at their best, shape (m,).
    """

    index: int
    points: Array
    chi2: Array

    @property
    def places(self) -> Array:
        """The coordinate itself, shape (m,)."""
        return self.points[:, self.index]

    @property
    def best(self) -> int:
        """Which place is the best."""
        return int(np.argmin(self.chi2))

    def trail(self, rise: float) -> Array:
        """Close places along it where chi2 has risen by less than ``rise``, shape (n, size)."""
        at = np.linspace(0, len(self.points) - 1, 5 * len(self.points))
        index = np.arange(len(self.points))
        near = np.interp(at, index, self.chi2) < self.chi2.min() + rise
        return np.array([np.interp(at[near], index, column) for column in self.points.T]).T


def ridge(likelihood: Likelihood, minimum: Minimum, i: int) -> Ridge:
    """Follow coordinate ``i`` from the minimum to both bounds, or to where nothing is left.

    Parameters
    ----------
    likelihood, minimum
        Where chi2 is smallest.
    i
        Index of the coordinate.
    """
    low, high = (float(end[i]) for end in likelihood.space.limits())
    sigma = high - low if i in minimum.flat else float(np.sqrt(minimum.covariance[i, i]))
    rows = [(minimum.chi2, minimum.z)]
    for end in (low, high):
        rows += _walk(likelihood, minimum, i, end, min(_FIRST * sigma, _LONGEST * (high - low)))
    for _ in range(_ROUNDS):
        rows.sort(key=lambda row: float(row[1][i]))
        chi2, points = np.array([c for c, _ in rows]), np.array([z for _, z in rows])
        middle = 0.5 * (points[1:] + points[:-1])
        higher = np.maximum(chi2[1:], chi2[:-1])
        bent = likelihood.chi2s(middle) > higher + _BENT
        bent &= higher < minimum.chi2 + _OUT
        if not bent.any():
            break
        # where the chord leaves a curved valley, one more place
        for start in middle[bent]:
            z = best_with(likelihood, start, [i], ftol=_NEAR, max_nfev=8)
            rows.append((likelihood.chi2(z), z))
    rows.sort(key=lambda row: float(row[1][i]))
    return Ridge(i, np.array([z for _, z in rows]), np.array([chi2 for chi2, _ in rows]))


def _walk(
    likelihood: Likelihood, minimum: Minimum, i: int, end: float, step: float
) -> list[tuple[float, Array]]:
    """Chi2 and places on the way to a bound, in steps that chi2 allows."""
    bottom, top = (_padded(ends, minimum.z.size, far) for ends, far in
                   zip(likelihood.space.limits(), (-np.inf, np.inf), strict=True))  # fmt: skip
    width = top[i] - bottom[i]
    before, z, chi2 = None, minimum.z, minimum.chi2
    rows: list[tuple[float, Array]] = []
    for _ in range(_MOST):
        left = end - z[i]
        if abs(left) < _HERE * width or chi2 > minimum.chi2 + _OUT:
            break
        at = z[i] + float(np.clip(left, -step, step))
        # each search starts at the last place, or where the last two point to, if inside
        starts = [z.copy()]
        if before is not None:
            ahead = z + (z - before) * (at - z[i]) / (z[i] - before[i])
            outside = (ahead < bottom) | (ahead > top)
            starts.append(np.where(outside, z, ahead))
        for start in starts:
            start[i] = at
        start = min(starts, key=likelihood.chi2)
        found = best_with(likelihood, start, [i], ftol=_NEAR, max_nfev=8)
        there = likelihood.chi2(found)
        if there > chi2 + _STEEP and step > _LEAST * width:
            step *= _SHORTER  # a long step may have left a curved valley
            continue
        step = min(step * (_LONGER if there < chi2 + _GENTLE else 1.0), _LONGEST * width)
        before, z, chi2 = z, found, there
        rows.append((chi2, z))
    return rows


def _padded(ends: Array, size: int, far: float) -> Array:
    """Bounds of all coordinates and nuisances, which have none."""
    return np.append(ends, np.full(size - ends.size, far))
