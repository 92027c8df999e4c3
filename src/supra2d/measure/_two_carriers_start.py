"""Starting values for two kinds of carriers, from a grid of their mobilities."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, log

import numpy as np

from ..core import Array
from ..core.constants import E_CHARGE

_SIGNS = ((1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
_REACHED = np.geomspace(0.02, 50.0, 24)  # mobility times highest field, of the starting values
_SQUARES = np.geomspace(0.05, 20.0, 9)  # resistance over sheet resistance, where it is unknown
_WORTH = 30.0  # times the least chi2 of the grid: starting values that are tried


def starting_values(
    b: Array, xx: Array, xy: Array, sigma: tuple[float, float], squares: float | None
) -> Iterator[tuple[tuple[float, float], Array]]:
    """Best point of a grid of mobilities for each combination of signs.

    In the conductances the law is linear in the densities, so that a grid of mobilities with
    two densities solved at each point finds the right valley at once.
    """
    every = max(1, b.size // 30)
    b, xx, xy = b[::every], xx[::every], xy[::every]
    mobility = _REACHED / float(np.abs(b).max())
    guesses: dict[tuple[float, float], tuple[float, Array]] = {}
    for scale in (squares,) if squares is not None else _SQUARES:
        y, weight = _inverted(xx / scale, xy, (sigma[0] / scale, sigma[1]))
        for signs in _SIGNS:
            cost, z = _grid(b, y, weight, mobility, signs)
            if squares is None:
                z = np.append(z, log(scale))
            if isfinite(cost) and cost < guesses.get(signs, (np.inf, z))[0]:
                guesses[signs] = cost, z
    least = min((cost for cost, _ in guesses.values()), default=0.0)
    for signs, (cost, z) in guesses.items():
        if cost <= _WORTH * least:
            yield signs, z


def _inverted(xx: Array, xy: Array, sigma: tuple[float, float]) -> tuple[Array, Array]:
    """Both conductances, shape (2n,), and the inverse of their standard deviations."""
    resistance = xx - 1j * xy
    conductance = 1.0 / resistance
    # d(1/z) = -dz/z^2: the errors of both resistances, turned by twice the Hall angle
    turned = conductance**2
    along = np.hypot(turned.real * sigma[0], turned.imag * sigma[1])
    across = np.hypot(turned.imag * sigma[0], turned.real * sigma[1])
    return (
        np.concatenate([conductance.real, conductance.imag]),
        1.0 / np.concatenate([along, across]),
    )


def _grid(
    b: Array, y: Array, weight: Array, mobility: Array, signs: tuple[float, float]
) -> tuple[float, Array]:
    """Least chi2 over all pairs of mobilities, both densities positive."""
    y = y * weight
    size = float(y @ y)
    shapes = []
    for sign in signs:
        x = np.multiply.outer(sign * mobility, b)
        along = mobility[:, None] / (1.0 + x**2)
        shapes.append(np.concatenate([along, along * x], axis=1) * weight)
    one, other = shapes
    g11, g22 = (one**2).sum(axis=1)[:, None], (other**2).sum(axis=1)[None, :]
    g12 = one @ other.T
    c1, c2 = (one @ y)[:, None], (other @ y)[None, :]
    det = g11 * g22 - g12**2
    with np.errstate(divide="ignore", invalid="ignore"):
        n1, n2 = (g22 * c1 - g12 * c2) / det, (g11 * c2 - g12 * c1) / det
        cost = size - n1 * c1 - n2 * c2
    cost = np.where((n1 > 0) & (n2 > 0) & (det > 1e-10 * g11 * g22), cost, np.inf)
    i, j = np.unravel_index(int(np.argmin(cost)), cost.shape)
    if not np.isfinite(cost[i, j]):
        return np.inf, np.zeros(4)
    densities = np.array([n1[i, j], n2[i, j]]) / E_CHARGE
    found = np.log(np.concatenate([densities, mobility[[i, j]]]))
    return max(float(cost[i, j]), float(y.size)), found
