"""Where a posterior lies along one of its parameters, the others at their best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supra2d.core import Array

from ._likelihood import Likelihood
from ._solve import Minimum, best_with

_STEPS = (0.8, 1.6, 2.6, 4.5)  # standard deviations from the best place
_PARTS = (0.33, 0.67, 1.0)  # of the rest of the way to a bound
_OUT = 12.0  # rise of chi2 beyond which nothing is left
_ROUNDS = 3  # of halving the way between two places
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
    bottom, top = (_padded(end, minimum.z.size, far) for end, far in
                   zip(likelihood.space.limits(), (-np.inf, np.inf), strict=True))  # fmt: skip
    here = minimum.z
    rows = [(minimum.chi2, here)]
    sigma = high - low if i in minimum.flat else float(np.sqrt(minimum.covariance[i, i]))
    for end in (low, high):
        before, z = None, here
        for at in _way(float(here[i]), end, sigma):
            # each search starts at the last place, or where the last two point to, if inside
            starts = [z.copy()]
            if before is not None and z[i] != before[i]:
                ahead = z + (z - before) * (at - z[i]) / (z[i] - before[i])
                outside = (ahead < bottom) | (ahead > top)
                starts.append(np.where(outside, z, ahead))
            for start in starts:
                start[i] = at
            start = min(starts, key=likelihood.chi2)
            before, z = z, best_with(likelihood, start, [i], ftol=_NEAR, max_nfev=8)
            rows.append((likelihood.chi2(z), z))
            if rows[-1][0] > minimum.chi2 + _OUT:
                break
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


def _padded(ends: Array, size: int, far: float) -> Array:
    """Bounds of all coordinates and nuisances, which have none."""
    return np.append(ends, np.full(size - ends.size, far))


def _way(start: float, end: float, sigma: float) -> list[float]:
    """Places from the maximum to a bound: a few standard deviations, then the rest in parts."""
    side = 1.0 if end > start else -1.0
    steps = [start + side * sigma * s for s in _STEPS if sigma * s < 0.9 * abs(end - start)]
    last = steps[-1] if steps else start
    return steps + [last + p * (end - last) for p in _PARTS if abs(end - last) > 1e-9]
