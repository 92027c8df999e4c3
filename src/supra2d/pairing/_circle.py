"""What the kernels need to know of a Fermi circle in a field of one direction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot, log

import numpy as np

from supra2d.core import Array, InputError
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

from ._kernel import landau_sums, sums
from ._pocket import Pocket, temperature_unit

_FEWEST, _MOST = 16, 1 << 13
# the error of equally spaced angles is squared when their number is doubled
_DOUBLING, _ENOUGH = 1e-6, 1e-11
_COLUMN = 1e-13  # relative: angles that differ by less are one


@dataclass(frozen=True, eq=False)
class Circle:
    """Angles of a pocket, those that are alike together.

    Attributes
    ----------
    pocket
        The System.
    g2, along, share
        Square of g and of its part along the field, meV^2, and the part of the circle; shape (n,).
    """

    pocket: Pocket
    g2: Array
    along: Array
    share: Array

    def sums(self, T: float, h: float, gap: float) -> tuple[float, float, float]:
        """Free energy over Delta^2, its slope by Delta^2, both over N0; and M_s/M_n.

        Parameters
        ----------
        T, h, gap
            Temperature in K, sizes of the Zeeman energy and of the gap in meV.
        """
        u = temperature_unit(T)
        x, w = self.rule(T, hypot(h, gap))
        out = np.empty(3)
        square = (gap / u) ** 2
        sums(square, (h / u) ** 2, self.g2 / u**2, self.along / u**2, self.share, x, w, out)
        log_t = log(T / self.pocket.Tc0)
        return float(out[0]) + log_t, float(out[1]) + log_t, 1.0 - float(out[2])

    def landau(self, T: float, h: float) -> tuple[float, float]:
        """Coefficients of Delta^2 and Delta^4 (in 1/meV^2) of the free energy over N0."""
        u = temperature_unit(T)
        x, w = self.rule(T, h)
        first, second = landau_sums(
            (h / u) ** 2, self.g2 / u**2, self.along / u**2, self.share, x, w
        )
        return first + log(T / self.pocket.Tc0), second / u**2

    def rule(self, T: float, size: float) -> tuple[Array, Array]:
        """Half-integer rule for energies up to those of g, h and the gap; ``size`` in meV."""
        x, w = np.empty((2, HALF_INTEGER_ROOM))
        # the singularities lie on the imaginary axis, at most sqrt(2) size + |g| away
        n = half_integer_rule((1.5 * size + self.pocket.largest) / temperature_unit(T), x, w)
        return x[:n], w[:n]


@lru_cache(maxsize=256)
def circle(pocket: Pocket, along: tuple[float, float, float], n: int) -> Circle:
    """The pocket at n equal angles, for a field along the unit vector ``along``."""
    way = np.array(along)
    start = float(np.arctan2(way[1], way[0]))
    g = pocket.spin_orbit(start + 2.0 * np.pi * (np.arange(n) + 0.5) / n)
    columns = np.column_stack([np.sum(g**2, axis=1), (g @ way) ** 2])
    size = _COLUMN * np.maximum(columns.max(axis=0), np.finfo(float).tiny / _COLUMN)
    _, first, count = np.unique(
        np.rint(columns / size), axis=0, return_index=True, return_counts=True
    )
    return Circle(pocket, columns[first, 0].copy(), columns[first, 1].copy(), count / n)


def fine_circle(pocket: Pocket, along: Array, T: float, h: float) -> Circle:
    """The pocket at as many angles as sums at T (K) and fields up to h (meV) need.

    Raises
    ------
    InputError
        When more than 8192 are needed: T is too low for this h.
    """
    way = (float(along[0]), float(along[1]), float(along[2]))
    n, coarse = _FEWEST, circle(pocket, way, _FEWEST)
    log_t = log(T / pocket.Tc0)
    while n < _MOST:
        n *= 2
        fine = circle(pocket, way, n)
        if fine.share.size == coarse.share.size:
            return coarse  # the angles are all alike
        found = fine.landau(T, h)[0] - log_t
        change = abs(found - coarse.landau(T, h)[0] + log_t)
        if change <= _DOUBLING * abs(found):
            return coarse if change <= _ENOUGH * abs(found) else fine
        coarse = fine
    raise InputError(
        f"T = {T:g} K with Zeeman and spin-orbit energies of {h:.3g} and {pocket.largest:.3g} meV",
        "energies that vary along the Fermi line over no less than kB T / 1000",
        "take a higher temperature",
    )
