"""Interpolation by polynomials through Chebyshev points."""

from __future__ import annotations

from math import cos, pi

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]


def chebyshev_points(n: int) -> Array:
    """The n roots of the Chebyshev polynomial of degree n, falling from 1 to -1.

    Examples
    --------
    >>> chebyshev_points(2).round(4)
    array([ 0.7071, -0.7071])
    """
    return np.array([cos((2 * k + 1) * pi / (2 * n)) for k in range(n)])


@compiled
def chebyshev_interpolate(values: Array, x: Array, y: Array) -> None:
    """Polynomial through ``values`` at the Chebyshev points, at ``x`` in [-1, 1].

    The barycentric formula, which loses no digits.

    Parameters
    ----------
    values
        At ``chebyshev_points(n)``, shape (n,).
    x, y
        Where to evaluate, and what receives the results; shape (m,).

    Examples
    --------
    >>> points, y = chebyshev_points(3), np.empty(2)
    >>> chebyshev_interpolate(points**2, np.array([0.5, 0.1]), y)
    >>> y.round(12)
    array([0.25, 0.01])
    """
    n = values.size
    points, weights = np.empty(n), np.empty(n)
    for k in range(n):
        angle = (2 * k + 1) * pi / (2 * n)
        points[k] = np.cos(angle)
        weights[k] = np.sin(angle) if k % 2 == 0 else -np.sin(angle)
    for i in range(x.size):
        above, below = 0.0, 0.0
        for k in range(n):
            distance = x[i] - points[k]
            if distance == 0.0:
                above, below = values[k], 1.0
                break
            part = weights[k] / distance
            above += part * values[k]
            below += part
        y[i] = above / below
